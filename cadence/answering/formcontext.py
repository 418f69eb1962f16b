"""What a check-in form carries along unseen: which check-in it is for, and which numbered blocks it shows.

Read back from the person's side, hence checked like everything else that comes from there.
"""

import json
from dataclasses import replace

from cadence.answering.slots import FARTHEST, MOST, Blocks, Shown
from cadence.errors import Refused

BROKEN = "This form is from another version of Drumbeat. `okr checkin` opens a new one."


def write_context(checkin_id: str, blocks: Blocks) -> str:
    """At most a few hundred characters."""
    shown = {"b": blocks.blockers.shown, "d": blocks.decisions.shown, "s": blocks.stops.shown}
    return json.dumps({"c": checkin_id, **shown}, separators=(",", ":"))


def read_context(context: str, *more: str) -> tuple[str, Shown]:
    """The check-in's id and what is shown. more: events that ask for one block more. Raises Refused."""
    try:
        data = json.loads(context)
    except ValueError:
        raise Refused(BROKEN) from None
    if not isinstance(data, dict) or not isinstance(data.get("c"), str):
        raise Refused(BROKEN)
    shown = Shown(blockers=_numbers(data.get("b")), decisions=_numbers(data.get("d")), stops=_numbers(data.get("s")))
    return data["c"], replace(shown, more=more)


def _numbers(value: object) -> tuple[int, ...] | None:
    if not isinstance(value, list):
        return None
    found = [number for number in value if isinstance(number, int) and 1 <= number <= FARTHEST]
    return tuple(sorted(set(found)))[:MOST] or None
