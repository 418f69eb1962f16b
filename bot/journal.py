"""The life of a check-in in the log: each line has `checkin=<id>`, from its planning to its summary.

Knows ids, kinds and counts. Nothing here ever names a person or quotes a text.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import structlog

from cadence.model import CheckInState
from cadence.ports import Delivery
from storage.work import Step

log = structlog.get_logger()

_OF_A_CHECKIN = re.compile(r"(?:part:)?(prompt|answer|reminder|brief|summary):([0-9a-f-]{36})(?::|$)")
"""Keys of messages that belong to one check-in, and its id in them."""


def tell_steps(steps: Sequence[Step]) -> None:
    """What was committed."""
    for step in steps:
        for event, more in _answered(step) if step.table == "answers" else _moved(step):
            log.info(event, checkin=step.checkin_id, team=step.team_id, **more)


def tell_delivered(delivery: Delivery) -> None:
    """The platform has it."""
    log.info("message_delivered", **about(delivery), op=delivery.op.value, attempt=delivery.attempt)


def about(delivery: Delivery) -> dict[str, str]:
    """Which message it is: its id, what kind it is, and its check-in where it has one."""
    found = _OF_A_CHECKIN.match(delivery.key)
    kind = delivery.key.removeprefix("part:").partition(":")[0]
    return {"message": delivery.id, "kind": kind} | ({"checkin": found[2]} if found else {})


def _answered(step: Step) -> Iterator[tuple[str, dict[str, Any]]]:
    if step.change == "add":
        yield "checkin_answered", {"kind": str(step.new["kind"]), "late": bool(step.new.get("is_late"))}
    elif "is_withdrawn" in step.new:
        yield "checkin_answer_withdrawn" if step.new["is_withdrawn"] else "checkin_answered_again", {}
    else:
        yield "checkin_answer_changed", {}


def _moved(step: Step) -> Iterator[tuple[str, dict[str, Any]]]:
    if step.change == "add":
        yield "checkin_planned", {"week": step.new["iso_week"]}
        return
    if "state" in step.new:
        state = CheckInState(step.new["state"])
        yield f"checkin_{'opened' if state == CheckInState.OPEN else state.value}", {}
    if "reminded_ids" in step.new:
        yield "checkin_reminded", {"people": len(step.new["reminded_ids"]) - len(step.old["reminded_ids"])}
