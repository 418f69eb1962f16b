"""What a form says in blocks that were filled elsewhere while it was open: another device, a reply in the thread.

Pure. Such a block was empty when the form was opened: left empty it is no word against what came since, and what was
written into it is something more. Sent again, the form changes what it made, wherever that was put.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from cadence.answering.given import Given, GivenBlocker, GivenDecision, GivenStop
from cadence.answering.opened import SAME_MOMENT, Opened
from cadence.answering.slots import FARTHEST, Blocks, Slots
from cadence.model import Blocker, Decision, StopShift

G = TypeVar("G", GivenBlocker, GivenDecision, GivenStop)
T = TypeVar("T", Blocker, Decision, StopShift)


def beside_what_came_since(given: Given, blocks: Blocks, opened: Opened) -> Given:
    """The same, where nothing touches what was recorded since the form was opened, but by itself."""
    return replace(
        given,
        blockers=_beside(given.blockers, blocks.blockers, opened),
        decisions=_beside(given.decisions, blocks.decisions, opened),
        stops=_beside(given.stops, blocks.stops, opened),
    )


def _beside(rows: tuple[G, ...], slots: Slots[T], opened: Opened) -> tuple[G, ...]:
    kept: list[G] = []
    aside: list[G] = []
    for row in rows:
        (aside if _came_since(slots.kept.get(row.number), opened) else kept).append(row)
    return tuple(kept + list(_elsewhere(aside, slots, opened)))


def _elsewhere(aside: list[G], slots: Slots[T], opened: Opened) -> Iterator[G]:
    """In the blocks that these rows had been put into when the form was sent before, then in free ones; of those that
    no text is left for, none."""
    if not aside:
        return
    own = [n for n, record in sorted(slots.kept.items()) if n not in slots.shown and opened.is_own(record.raised_at)]
    free = (number for number in range(1, FARTHEST + 1) if number not in {*slots.kept, *slots.shown})
    texts = [row for row in aside if row.text]
    yield from (replace(row, number=number) for row, number in zip(texts, chain(own, free), strict=False))
    yield from (replace(aside[0], number=number, text="") for number in own[len(texts) :])


def _came_since(record: Blocker | Decision | StopShift | None, opened: Opened) -> bool:
    if record is None or record.raised_at <= opened.at + SAME_MOMENT:
        return False
    return not opened.is_own(record.raised_at)
