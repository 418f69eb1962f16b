"""The numbered blocks of a form ("off track" 1, 2 ...), and the record that belongs to each number.

A block's number and its answer make the record's id, so that sending a form again changes what it made before and
never doubles it. Knows numbers and ids; must not know what stands in a block.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cadence.ids import id_for
from cadence.model import Blocker, Decision, StopShift
from cadence.ports import Unit
from cadence.settling import STILL_OPEN

MOST = 5
"""How many blocks of one kind a form shows."""
FARTHEST = 40
"""The highest number a block can have; settled ones keep theirs."""

T = TypeVar("T", Blocker, Decision, StopShift)


@dataclass(frozen=True, kw_only=True)
class Slots(Generic[T]):
    """One kind of block. kept: the record of each number that has one. shown: the numbers in the form, in order."""

    kept: Mapping[int, T]
    shown: tuple[int, ...]

    def at(self, number: int) -> T | None:
        """The record to fill this block with: one that is still open."""
        record = self.kept.get(number)
        return record if record is not None and record.state in STILL_OPEN else None

    @property
    def free(self) -> int:
        """The lowest number that never was used."""
        return next(number for number in range(1, FARTHEST + MOST) if number not in {*self.kept, *self.shown})


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """All numbered blocks of one answer."""

    blockers: Slots[Blocker]
    decisions: Slots[Decision]
    stops: Slots[StopShift]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Which numbers a form shows, of each kind; it travels in the form's context. None: not shown yet."""

    blockers: tuple[int, ...] | None = None
    decisions: tuple[int, ...] | None = None
    stops: tuple[int, ...] | None = None
    more: tuple[str, ...] = field(default=())


def slot_id(kind: str, answer_id: str, number: int) -> str:
    """The id of the record in this block. kind: `blocker`, `decision` or `stop`."""
    return id_for(kind, answer_id, str(number))


async def load_blocks(unit: Unit, checkin_id: str, answer_id: str, shown: Shown) -> Blocks:
    """The blocks of this answer: those that are shown already, else those it has, else an empty one of each."""
    blockers = await unit.blockers.find(checkin_id=checkin_id, answer_id=answer_id)
    decisions = await unit.decisions.find(checkin_id=checkin_id, answer_id=answer_id)
    stops = await unit.stops.find(checkin_id=checkin_id, answer_id=answer_id)
    return Blocks(
        blockers=_slots("blocker", answer_id, blockers, shown.blockers, "more:blocker" in shown.more),
        decisions=_slots("decision", answer_id, decisions, shown.decisions, "more:decision" in shown.more),
        stops=_slots("stop", answer_id, stops, shown.stops, "more:stop" in shown.more),
    )


def _slots(kind: str, answer_id: str, records: Iterable[T], shown: tuple[int, ...] | None, is_more: bool) -> Slots[T]:
    found = list(records)
    ids = (slot_id(kind, answer_id, number) for number in range(1, FARTHEST + 1)) if found else ()
    numbers = {each: number for number, each in enumerate(ids, 1)}
    kept = {numbers[record.id]: record for record in found if record.id in numbers}
    slots: Slots[T] = Slots(kept=kept, shown=_still_open(kept) if shown is None else shown[:MOST])
    if not slots.shown or (is_more and len(slots.shown) < MOST):
        return Slots(kept=kept, shown=(*slots.shown, slots.free))
    return slots


def _still_open(kept: Mapping[int, T]) -> tuple[int, ...]:
    return tuple(number for number in sorted(kept) if kept[number].state in STILL_OPEN)[:MOST]
