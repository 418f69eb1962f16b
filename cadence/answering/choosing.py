"""Which check-in a person means: the one of the button, the open one, or, between two, the nearer.

Knows check-ins and their states; must not know what an answer is.
"""

from cadence.context import Context
from cadence.errors import Refused
from cadence.model import CheckIn, CheckInState, Cycle, Team
from cadence.ports import WorkingSet
from cadence.schedule.clocks import local_day
from cadence.schedule.cycles import week_of
from cadence.weekly.current import latest_checkin, open_checkin
from cadence.weekly.planning import plan_next

GONE = "This check-in is not there any more. `okr checkin` opens the one there is."


async def checkin_of(ctx: Context, checkin_id: str) -> tuple[Team, CheckIn]:
    """The check-in of a button or a form, with its team. Raises Refused."""
    checkin = await ctx.unit.checkins.get(checkin_id)
    team = await ctx.unit.teams.get(checkin.team_id) if checkin else None
    if checkin is None or team is None:
        raise Refused(GONE)
    return team, checkin


async def hold(ctx: Context, checkin_id: str) -> tuple[Team, CheckIn]:
    """Team and check-in as they stand while nobody else can change them. Raises Refused."""
    await ctx.unit.hold(checkin_id, WorkingSet.ANSWER)
    return await checkin_of(ctx, checkin_id)


async def newest(ctx: Context, team: Team, checkin: CheckIn) -> CheckIn:
    """The check-in itself, or the newer one that has taken its place since."""
    latest = await latest_checkin(ctx.unit, team)
    return latest if latest and latest.opens_at > checkin.opens_at else checkin


async def live_checkin(ctx: Context, checkin_id: str) -> tuple[Team, CheckIn]:
    """The check-in of a button, held, if it is not over and can be answered. Raises Refused."""
    team, checkin = await hold(ctx, checkin_id)
    if await newest(ctx, team, checkin) != checkin:
        raise Refused("This was an earlier week's check-in; there is a newer one now. `okr checkin` opens it.")
    await refuse_unanswerable(ctx, team, checkin)
    return team, checkin


async def checkin_meant(ctx: Context, team: Team) -> CheckIn:
    """The open check-in; else the nearer of the last one (late) and the next one (early). Raises Refused."""
    now_open = await open_checkin(ctx.unit, team)
    if now_open:
        return now_open
    if team.is_paused:
        raise Refused(paused(team), team)
    last = await latest_checkin(ctx.unit, team)
    coming = await plan_next(ctx.unit, ctx.services, team)
    if last and ctx.now - last.closes_at <= coming.opens_at - ctx.now:
        return last
    return coming


async def refuse_unanswerable(ctx: Context, team: Team, checkin: CheckIn) -> None:
    """Raises Refused where the check-in was skipped, or is not to come because the team is paused."""
    if checkin.state == CheckInState.SKIPPED:
        because = f" ({checkin.skip_reason})" if checkin.skip_reason else ""
        which = f"{team.name}'s {await week_name(ctx, team, checkin)}"
        raise Refused(f"{which} was skipped{because}; nobody needs to answer it.", team)
    if checkin.state == CheckInState.SCHEDULED and team.is_paused:
        raise Refused(paused(team), team)


def paused(team: Team) -> str:
    return f"{team.name}'s check-ins are paused. The lead starts them again with `okr resume`."


async def week_name(ctx: Context, team: Team, checkin: CheckIn) -> str:
    """`week 6`, or `check-in` in a team without a cycle."""
    cycles = await ctx.unit.cycles.find(team_id=team.id, is_current=True)
    return f"week {week_number(team, cycles[-1], checkin)}" if cycles else "check-in"


def week_number(team: Team, cycle: Cycle, checkin: CheckIn) -> int:
    """Which week of the cycle the check-in opens in."""
    return week_of(cycle, local_day(checkin.opens_at, team.zone))[0]
