"""When a team's check-in opens and closes. Pure: (rule, zone, since) to moments, through every clock change."""

from dataclasses import dataclass
from datetime import date, datetime, time

from cadence.model import Team
from cadence.ports import Holidays


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """iso_week: `2026-W46`. opens_at, closes_at: UTC. skip_reason: why there is none this week, else empty."""

    iso_week: str
    opens_at: datetime
    closes_at: datetime
    skip_reason: str = ""


def to_utc(day: date, wall: time, zone: str) -> datetime:
    """Local wall time to UTC: a time in a gap moves forward by the gap, a time in a fold is the first of the two."""
    raise NotImplementedError


def next_occurrence(team: Team, after: datetime, holidays: Holidays) -> Occurrence:
    """The first occurrence that opens later than `after`.

    A holiday of the team's country moves it to the next working day of that ISO week, keeping its time; where there is
    none left, the occurrence has a skip_reason. It closes at opening + window of local wall time.
    """
    raise NotImplementedError


def iso_week(day: date) -> str:
    """`2026-W46`."""
    raise NotImplementedError
