"""Cycles, objectives, key results, initiatives and readings: what a team aims at, and where it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cadence.model.record import Record


class Direction(StrEnum):
    """Which way a key result should move. KEEP is held while it stays between start and target, both included."""

    UP = "up"
    DOWN = "down"
    KEEP = "keep"


class Kind(StrEnum):
    COMMITTED = "committed"
    STRETCH = "stretch"


@dataclass(frozen=True, kw_only=True)
class Cycle(Record):
    """A team's planning period, a calendar quarter by default; `starts` and `ends` are included."""

    team_id: str
    name: str
    starts: date
    ends: date
    is_current: bool = True


@dataclass(frozen=True, kw_only=True)
class Objective(Record):
    """One of a team's few objectives. `number` is its place in the cycle and is never reused."""

    team_id: str
    cycle_id: str
    number: int
    title: str
    owner_id: str
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class KeyResult(Record):
    """A measured outcome. `number` is its place in the objective and is never reused.

    unit: `%`, `$`, `€`, `£`, or a word ("days"); empty for a plain count. start, target: in that unit.
    """

    team_id: str
    cycle_id: str
    objective_id: str
    number: int
    title: str
    owner_id: str
    start: Decimal
    target: Decimal
    unit: str = ""
    direction: Direction = Direction.UP
    kind: Kind = Kind.COMMITTED
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class Initiative(Record):
    """Work that supports a key result; never measured here."""

    team_id: str
    key_result_id: str
    title: str
    owner_id: str
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading(Record):
    """A key result's value at a moment. History: never changed, except that Undo marks it withdrawn.

    checkin_id: the check-in it was given in, if in one. member_id: who gave it. value: in the KR's unit.
    confidence: 0-10, or None where it was not given. is_confirmed: copied by "Nothing changed".
    """

    team_id: str
    key_result_id: str
    member_id: str
    at: datetime
    value: Decimal
    confidence: int | None = None
    note: str = ""
    checkin_id: str | None = None
    is_confirmed: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class TargetChange(Record):
    """A target changed in mid-cycle, and why; stands in the next summary."""

    team_id: str
    key_result_id: str
    member_id: str
    at: datetime
    old: Decimal
    new: Decimal
    reason: str
