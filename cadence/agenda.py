"""What happens next by itself to a team: for the clock of the local workspace, and for jumps in time.

Knows which steps a check-in has; must not do any of them (`cadence.scheduler`).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cadence.context import Services
from cadence.model import CheckIn, Team
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import to_utc
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.weekly.reminding import reminder_moments

MORNING = time(9, 0)


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """Something that will happen by itself. at: UTC, domain time. label: e.g. `Check-in closes`."""

    at: datetime
    label: str


async def upcoming(unit: Unit, services: Services, team: Team) -> list[Upcoming]:
    """What comes next for this team, soonest first."""
    checkin = await open_checkin(unit, team) or await scheduled_checkin(unit, team)
    steps = await _steps(unit, services, team, checkin) if checkin and not team.is_paused else []
    coming = [*steps, _next_monday(team, unit.now)]
    return sorted((step for step in coming if step.at > unit.now), key=lambda step: step.at)


async def _steps(unit: Unit, services: Services, team: Team, checkin: CheckIn) -> list[Upcoming]:
    asked = checkin.expected_ids or [row.member_id for row in await unit.memberships.find(team_id=team.id)]
    answers = await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False)
    done = {*checkin.reminded_ids, *(answer.member_id for answer in answers)}
    pending = [member_id for member_id in asked if member_id not in done]
    moments = (await reminder_moments(unit, services, team, checkin, pending)).values()
    reminders = [Upcoming(at=moment, label="Reminder") for moment in sorted(moments) if moment > unit.now]
    return [
        Upcoming(at=checkin.opens_at, label="Check-in opens"),
        *reminders[:1],
        Upcoming(at=checkin.closes_at, label="Check-in closes"),
    ]


def _next_monday(team: Team, now: datetime) -> Upcoming:
    today = local_day(now, team.zone)
    monday = today + timedelta(days=7 - today.weekday())
    return Upcoming(at=to_utc(monday, MORNING, team.zone), label="Next Monday")
