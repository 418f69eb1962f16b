"""`okr summary [week]`: a past summary, shown to the person alone.

Knows which weeks have one. What is shown is what was posted, and not what would be said of that week today.
"""

from cadence.context import Context
from cadence.errors import Refused
from cadence.finding import find_team
from cadence.grammar.commands import ShowSummary
from cadence.model import CheckIn, CheckInState, Cycle, Team
from cadence.requests import Reply, Say
from cadence.schedule.clocks import local_day
from cadence.schedule.cycles import week_of
from cadence.weekly.closing import posted_summary
from cadence.weekly.week import load_week
from cadence.wording.summary import summary_card

NONE_YET = "There is no summary yet; the first one comes when a check-in closes."


async def show_summary(ctx: Context, command: ShowSummary) -> Reply:
    team = await find_team(ctx)
    checkin = await _meant(ctx, team, command.week)
    posted = await posted_summary(ctx.unit, checkin)
    return Say(posted or summary_card(await load_week(ctx.unit, ctx.services, checkin)))


async def _meant(ctx: Context, team: Team, week: int | None) -> CheckIn:
    closed = await ctx.unit.checkins.find(team_id=team.id, state=CheckInState.CLOSED)
    closed.sort(key=lambda checkin: checkin.opens_at)
    if not closed:
        raise Refused(NONE_YET)
    if week is None:
        return closed[-1]
    cycles = await ctx.unit.cycles.find(team_id=team.id, is_current=True)
    cycle = cycles[-1] if cycles else None
    weeks = {number: checkin for checkin in closed if (number := _week(cycle, team, checkin))}
    if week not in weeks:
        raise Refused(_no_such_week(week, sorted(weeks)))
    return weeks[week]


def _week(cycle: Cycle | None, team: Team, checkin: CheckIn) -> int:
    """The week of the current cycle; 0 for a check-in of another one."""
    if cycle is None or checkin.cycle_id not in (cycle.id, None):
        return 0
    day = local_day(checkin.opens_at, team.zone)
    return week_of(cycle, day)[0] if checkin.cycle_id or day >= cycle.starts else 0


def _no_such_week(week: int, weeks: list[int]) -> str:
    if not weeks:
        return f"There is no summary of week {week} in this cycle yet. `okr summary` shows the latest."
    known = f"is one of week {weeks[0]}" if len(weeks) == 1 else f"are those of weeks {', '.join(map(str, weeks))}"
    return f"There is no summary of week {week}. There {known}."
