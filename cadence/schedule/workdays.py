"""Working days and hours of a member: weekends, public holidays of their country, leave, quiet hours. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from cadence.model import Leave, Member
from cadence.ports import Holidays
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import to_utc

SATURDAY = 5
DAY = timedelta(days=1)
FARTHEST = 3_700
"""How many days ahead a working day is looked for: leave of ten years ends the search, not the process."""


def is_away(member_id: str, day: date, leaves: Sequence[Leave]) -> bool:
    """Whether the member is on leave that day."""
    return any(_covers(leave, member_id, day) for leave in leaves)


def cover_of(member_id: str, day: date, leaves: Sequence[Leave]) -> str | None:
    """Who covers the member that day, following covers who are away themselves; None where nobody does."""
    asked = {member_id}
    cover = _named_cover(member_id, day, leaves)
    while cover is not None and is_away(cover, day, leaves):
        if cover in asked:
            return None
        asked.add(cover)
        cover = _named_cover(cover, day, leaves)
    return None if cover == member_id else cover


def is_working_day(member: Member, day: date, leaves: Sequence[Leave], holidays: Holidays, country: str = "") -> bool:
    """country: counts where the member has none."""
    if day.weekday() >= SATURDAY or is_away(member.id, day, leaves):
        return False
    return holidays.name_of(member.country or country, day) is None


def add_working_days(
    day: date, count: int, member: Member, leaves: Sequence[Leave], holidays: Holidays, country: str = ""
) -> date:
    """The `count`th working day after `day` (0: `day` itself, or the next working day)."""
    left = max(count, 1)
    current = day if count else day - DAY
    for _ in range(FARTHEST + left):
        current += DAY
        left -= is_working_day(member, current, leaves, holidays, country)
        if left == 0:
            break
    return current


def last_working_moment(
    member: Member, since: datetime, until: datetime, leaves: Sequence[Leave], holidays: Holidays, country: str = ""
) -> datetime | None:
    """The last moment of the member's working hours in [since, until], UTC; None where there is none."""
    day, first = _local_day(member, until), _local_day(member, since) - DAY
    while day >= first:
        begins, ends = _hours(member, day)
        moment = min(ends, until)
        if moment >= max(begins, since) and is_working_day(member, day, leaves, holidays, country):
            return moment.astimezone(UTC)
        day -= DAY
    return None


def next_working_moment(
    member: Member, since: datetime, leaves: Sequence[Leave], holidays: Holidays, country: str = ""
) -> datetime:
    """`since`, if the member works then; else when they next do, UTC."""
    day = _local_day(member, since) - DAY  # a shift of yesterday may reach into today
    for _ in range(FARTHEST):
        begins, ends = _hours(member, day)
        if ends >= since and is_working_day(member, day, leaves, holidays, country):
            return max(begins, since).astimezone(UTC)
        day += DAY
    return since.astimezone(UTC)


def _covers(leave: Leave, member_id: str, day: date) -> bool:
    return leave.member_id == member_id and leave.first <= day <= leave.last


def _named_cover(member_id: str, day: date, leaves: Sequence[Leave]) -> str | None:
    return next((leave.cover_id for leave in leaves if _covers(leave, member_id, day) and leave.cover_id), None)


def _local_day(member: Member, moment: datetime) -> date:
    return local_day(moment, member.zone)


def _hours(member: Member, day: date) -> tuple[datetime, datetime]:
    """When the member's working hours of this day begin and end; a night's work ends on the day after."""
    ends_on = day if member.works_until > member.works_from else day + DAY
    return to_utc(day, member.works_from, member.zone), to_utc(ends_on, member.works_until, member.zone)
