"""When a team's check-in opens and closes. Pure: (rule, zone, since) to moments, through every clock change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cadence.model import Team
from cadence.ports import Holidays
from cadence.schedule.clocks import local, local_day

SATURDAY = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """iso_week: `2026-W46`. opens_at, closes_at: UTC. skip_reason: why there is none this week, else empty."""

    iso_week: str
    opens_at: datetime
    closes_at: datetime
    skip_reason: str = ""


def to_utc(day: date, wall: time, zone: str) -> datetime:
    """Local wall time to UTC: a time in a gap moves forward by the gap, a time in a fold is the first of the two."""
    # fold=0 means exactly both: in a gap the offset from before it, in a fold the first pass
    return datetime.combine(day, wall.replace(tzinfo=None, fold=0), ZoneInfo(zone)).astimezone(UTC)


def next_occurrence(team: Team, after: datetime, holidays: Holidays) -> Occurrence:
    """The first occurrence that opens later than `after`.

    A holiday of the team's country moves it to the next working day of that ISO week, keeping its time; where there is
    none left, the occurrence has a skip_reason. It closes at opening + window of local wall time.
    """
    today = local_day(after, team.zone)
    monday = today - timedelta(days=today.weekday())
    while True:
        found = _occurrence(team, monday, holidays)
        if found.opens_at > after:
            return found
        monday += WEEK


def iso_week(day: date) -> str:
    """`2026-W46`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _occurrence(team: Team, monday: date, holidays: Holidays) -> Occurrence:
    planned = monday + timedelta(days=team.weekday)
    moved = next(_days_left(team, planned, holidays), None)
    opens_at = to_utc(moved or planned, team.opens_at, team.zone)
    return Occurrence(
        iso_week=iso_week(planned),
        opens_at=opens_at,
        closes_at=_closing(opens_at, team),
        skip_reason="" if moved else _reason(team, planned, holidays),
    )


def _days_left(team: Team, planned: date, holidays: Holidays) -> Iterator[date]:
    """The planned day, which may be any day of the week, and the working days after it; without holidays."""
    for weekday in range(team.weekday, 7):
        day = planned + timedelta(days=weekday - team.weekday)
        if (day == planned or weekday < SATURDAY) and not holidays.name_of(team.country, day):
            yield day


def _closing(opens_at: datetime, team: Team) -> datetime:
    # from the wall time at which it really opened, so that a gap never puts the closing before the opening
    wall = local(opens_at, team.zone).replace(tzinfo=None) + team.window
    return to_utc(wall.date(), wall.time(), team.zone)


def _reason(team: Team, planned: date, holidays: Holidays) -> str:
    return f"{holidays.name_of(team.country, planned)}, and no working day is left that week"
