"""What holds where a person left something open. Knows the calendar; must not know any command."""

from datetime import date

from cadence.context import Services
from cadence.model import Member, Team
from cadence.ports import Unit
from cadence.schedule.occurrences import next_occurrence
from cadence.schedule.workdays import add_working_days
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.wording.records import day_of

DAYS_TO_DECIDE = 5


async def day_to_decide(unit: Unit, services: Services, team: Team, decider: Member) -> date:
    """Five of the decider's working days after the closing of the check-in that is open, or comes next."""
    leaves = await unit.leaves.find(member_id=decider.id)
    closing = await closing_day(unit, services, team)
    return add_working_days(closing, DAYS_TO_DECIDE, decider, leaves, services.holidays, team.country)


async def closing_day(unit: Unit, services: Services, team: Team) -> date:
    """The local day on which the open check-in closes; else the next one."""
    planned = await open_checkin(unit, team) or await scheduled_checkin(unit, team)
    return day_of((planned or next_occurrence(team, unit.now, services.holidays)).closes_at, team)
