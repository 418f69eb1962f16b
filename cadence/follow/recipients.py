"""Who gets what is for somebody, and when: the cover during leave, in working hours, where it reaches them. Pure.

Knows leave and working hours; must not know what is told, nor caps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadence.model import Leave, Member
from cadence.permissions import is_reachable
from cadence.ports import Holidays
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import to_utc
from cadence.schedule.workdays import cover_of, is_away, next_working_moment

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class House:
    """people: every member of the workspace, by id. now: domain time."""

    people: Mapping[str, Member]
    leaves: Sequence[Leave]
    holidays: Holidays
    now: datetime

    def today(self, member: Member) -> date:
        return local_day(self.now, member.zone)

    def receives(self, member: Member, may_be_covered: bool = True) -> Member | None:
        """The member; during their leave whoever covers them; None where nobody does now."""
        if not is_away(member.id, self.today(member), self.leaves):
            return member if is_reachable(member) else None
        cover = cover_of(member.id, self.today(member), self.leaves) if may_be_covered else None
        found = self.people.get(cover) if cover else None
        return found if is_reachable(found) else None

    def next_hour(self, member: Member, country: str) -> datetime:
        """Now, if it is within the member's working hours; else when these next begin."""
        return next_working_moment(member, self.now, (), self.holidays, country)

    def morning(self, member: Member, day: date, country: str) -> datetime:
        """When the member begins to work on this day, or on the next working day.

        Leave is not looked at: who covers, or whether it was ended early, is seen when the moment has come.
        """
        begins = to_utc(day, member.works_from, member.zone)
        return next_working_moment(member, begins, (), self.holidays, country)
