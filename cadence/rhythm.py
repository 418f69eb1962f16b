"""A team's week on the wall clock: when its check-in closes, and what a meeting says about that. Pure.

Knows weekdays and local times; must not know dates, zones or clock changes (those are `cadence.schedule`'s).
"""

from dataclasses import dataclass
from datetime import time, timedelta

from cadence.model import Team

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BEFORE_MEETING = timedelta(hours=2)
USUAL_WINDOW = timedelta(hours=24)
SHORTEST_WINDOW = timedelta(hours=1)
LONGEST_WINDOW = timedelta(days=6)
_WEEK = 7 * 24 * 60


@dataclass(frozen=True)
class WeekTime:
    """A weekday (0 is Monday) and a local time of it."""

    weekday: int
    wall: time

    def __str__(self) -> str:
        """`Thu 10:00`"""
        return f"{DAYS[self.weekday][:3]} {clock(self.wall)}"

    @property
    def _minute(self) -> int:
        return self.weekday * 1440 + self.wall.hour * 60 + self.wall.minute

    def plus(self, span: timedelta) -> "WeekTime":
        """That much later, in this week or the next."""
        minute = (self._minute + int(span.total_seconds() // 60)) % _WEEK
        return WeekTime(minute // 1440, time(minute % 1440 // 60, minute % 60))

    def until(self, other: "WeekTime") -> timedelta:
        """To the next such other moment; a whole week where it is the same."""
        return timedelta(minutes=(other._minute - self._minute) % _WEEK or _WEEK)


def clock(wall: time) -> str:
    """`09:30`"""
    return wall.strftime("%H:%M")


def opening(team: Team) -> WeekTime:
    return WeekTime(team.weekday, team.opens_at)


def closing(team: Team) -> WeekTime:
    return opening(team).plus(team.window)


def meeting_of(team: Team) -> WeekTime | None:
    """When the team meets, where that is known: it is on the day of the closing."""
    return WeekTime(closing(team).weekday, team.meeting_at) if team.meeting_at else None


def proposed_window(opens: WeekTime, meeting: WeekTime | None) -> timedelta:
    """Until two hours before the meeting; a day where there is none. May be too short or too long to be used."""
    return opens.until(meeting) - BEFORE_MEETING if meeting else USUAL_WINDOW
