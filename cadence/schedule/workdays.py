"""Working days and hours of a member: weekends, public holidays of their country, leave, quiet hours. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from cadence.model import Leave, Member
from cadence.ports import Holidays


def is_away(member_id: str, day: date, leaves: Sequence[Leave]) -> bool:
    """Whether the member is on leave that day."""
    raise NotImplementedError


def cover_of(member_id: str, day: date, leaves: Sequence[Leave]) -> str | None:
    """Who covers the member that day, following covers who are away themselves; None where nobody does."""
    raise NotImplementedError


def is_working_day(member: Member, day: date, leaves: Sequence[Leave], holidays: Holidays, country: str = "") -> bool:
    """country: counts where the member has none."""
    raise NotImplementedError


def add_working_days(day: date, count: int, member: Member, leaves: Sequence[Leave], holidays: Holidays) -> date:
    """The `count`th working day after `day` (0: `day` itself, or the next working day)."""
    raise NotImplementedError


def last_working_moment(
    member: Member, since: datetime, until: datetime, leaves: Sequence[Leave], holidays: Holidays, country: str = ""
) -> datetime | None:
    """The last moment of the member's working hours in [since, until], UTC; None where there is none."""
    raise NotImplementedError


def next_working_moment(
    member: Member, since: datetime, leaves: Sequence[Leave], holidays: Holidays, country: str = ""
) -> datetime:
    """`since`, if the member works then; else when they next do, UTC."""
    raise NotImplementedError
