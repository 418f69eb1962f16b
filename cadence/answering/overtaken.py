"""What a form says in blocks that were filled elsewhere while it was open: another device, a reply in the thread.

Pure. Such a block was empty when the form was opened: left empty it is no word against what came since, and what was
written into it is something more.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from cadence.answering.given import Given, GivenBlocker, GivenDecision, GivenStop
from cadence.answering.slots import FARTHEST, Blocks, Slots
from cadence.model import Blocker, Decision, StopShift

SAME_MOMENT = timedelta(milliseconds=1)
"""Records of one form are a few microseconds apart."""

G = TypeVar("G", GivenBlocker, GivenDecision, GivenStop)
T = TypeVar("T", Blocker, Decision, StopShift)


def beside_what_came_since(given: Given, blocks: Blocks, opened_at: datetime) -> Given:
    """The same, where nothing touches what was recorded since the form was opened."""
    return replace(
        given,
        blockers=_beside(given.blockers, blocks.blockers, opened_at),
        decisions=_beside(given.decisions, blocks.decisions, opened_at),
        stops=_beside(given.stops, blocks.stops, opened_at),
    )


def _beside(rows: tuple[G, ...], slots: Slots[T], opened_at: datetime) -> tuple[G, ...]:
    taken = {*slots.kept, *slots.shown}
    kept: list[G] = []
    for row in rows:
        if not _came_since(slots.kept.get(row.number), opened_at):
            kept.append(row)
        elif row.text and (free := _next_free(taken)):
            taken.add(free)
            kept.append(replace(row, number=free))
    return tuple(kept)


def _came_since(record: Blocker | Decision | StopShift | None, opened_at: datetime) -> bool:
    return record is not None and record.raised_at > opened_at + SAME_MOMENT


def _next_free(taken: set[int]) -> int | None:
    return next((number for number in range(1, FARTHEST + 1) if number not in taken), None)
