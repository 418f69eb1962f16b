"""What a check-in form carries along unseen: which check-in it is for, its page, and which numbered blocks it shows.

Read back from the person's side, hence checked like everything else that comes from there.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.answering.slots import FARTHEST, MOST, Blocks, Shown
from cadence.errors import Refused

BROKEN = "This form is from another version of Drumbeat. `okr checkin` opens a new one."


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """opened_at: when the person got the form (UTC): what it shows is as of then. page: from 1 on. pages: how
    many there were when it was shown; 0 where nobody knows.

    edition: how often the person has started afresh.
    """

    checkin_id: str
    shown: Shown
    opened_at: datetime
    page: int = 1
    pages: int = 0
    edition: int = 0


def write_context(carried: FormContext, blocks: Blocks) -> str:
    """At most a few hundred characters. blocks: those that the form shows now."""
    shown = {"b": blocks.blockers.shown, "d": blocks.decisions.shown, "s": blocks.stops.shown}
    place = {"p": carried.page, "n": carried.pages, "e": carried.edition}
    data = {"c": carried.checkin_id, "t": carried.opened_at.isoformat(), **shown, **place}
    return json.dumps(data, separators=(",", ":"))


def read_context(context: str, *more: str) -> FormContext:
    """What the form carried. more: events that ask for one block more. Raises Refused."""
    try:
        data = json.loads(context)
        checkin_id, opened_at = data["c"], datetime.fromisoformat(data["t"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(BROKEN) from None
    if not isinstance(checkin_id, str) or opened_at.tzinfo is None:
        raise Refused(BROKEN)
    shown = Shown(blockers=_numbers(data.get("b")), decisions=_numbers(data.get("d")), stops=_numbers(data.get("s")))
    return FormContext(
        checkin_id=checkin_id,
        shown=replace(shown, more=more),
        opened_at=opened_at,
        page=max(1, _number(data.get("p"))),
        pages=_number(data.get("n")),
        edition=_number(data.get("e")),
    )


def is_last_page(context: str) -> bool:
    """Whether the form was shown as the last of its pages, or the only one: sending it says everything."""
    try:
        carried = read_context(context)
    except Refused:
        return False
    return 0 < carried.pages <= carried.page


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value <= FARTHEST else 0


def _numbers(value: object) -> tuple[int, ...] | None:
    if not isinstance(value, list):
        return None
    found = [number for number in value if isinstance(number, int) and 1 <= number <= FARTHEST]
    return tuple(sorted(set(found)))[:MOST] or None
