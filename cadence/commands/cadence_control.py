"""`okr pause`, `okr resume`, `okr skip`: the team's cadence, by its lead or an admin.

Knows who may and what follows; when check-ins happen is planned in `cadence.weekly.planning`.
"""

from collections.abc import Sequence
from dataclasses import replace

from cadence.cards import card
from cadence.context import Context
from cadence.errors import Refused
from cadence.finding import find_team
from cadence.follow.rhythm import settle_rhythm
from cadence.grammar.commands import Pause, Resume, Skip
from cadence.ids import new_id
from cadence.model import CheckIn, CheckInState, Team
from cadence.permissions import refuse_guest, require_runs_team
from cadence.requests import ButtonPressed, Reply, Say
from cadence.settling import GONE
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.weekly.planning import MOVED, replan, skip_next
from cadence.weekly.thread import post_in_thread
from cadence.wording import cadence_control as words

ASKED_BY = "asked for by "
"""How the reason of a skipped week begins that a person skipped, and may bring back."""


async def pause(ctx: Context, _: Pause) -> Reply:
    """No new check-ins; one that is open closes normally."""
    team = await _my_team(ctx)
    if team.is_paused:
        return Say(words.paused_already(team))
    await ctx.unit.teams.save(replace(team, is_paused=True))
    await _tell(ctx, team, words.paused_line(team, ctx.me.name))
    return Say(words.paused_card(team, await open_checkin(ctx.unit, team)))


async def resume(ctx: Context, _: Resume) -> Reply:
    """Ends a pause; what was skipped before it stays so. Where nothing is paused, brings skipped weeks back."""
    team = await _my_team(ctx)
    skipped = await _skipped_ahead(ctx, team)
    if not team.is_paused:
        return await _bring_back(ctx, team, skipped)
    going = replace(team, is_paused=False)
    await ctx.unit.teams.save(going)
    planned = await replan(ctx.unit, ctx.services, going)
    await _tell(ctx, going, words.resumed_line(going, ctx.me.name, planned))
    return Say(words.resumed_card(going, planned, skipped))


async def bring_back(ctx: Context, press: ButtonPressed) -> Reply:
    """`skip.back` (id of a skipped check-in): every skipped week that is still to come."""
    team = await _team_of(ctx, press.value)
    skipped = await _skipped_ahead(ctx, team)
    if not skipped:
        raise Refused("Nothing that is still to come is skipped.")
    return await _bring_back(ctx, team, skipped, replaces=True)


async def _bring_back(ctx: Context, team: Team, skipped: Sequence[CheckIn], replaces: bool = False) -> Reply:
    for checkin in skipped:
        await ctx.unit.checkins.save(replace(checkin, skip_reason=MOVED))
    planned = await replan(ctx.unit, ctx.services, team)
    if not skipped:
        return Say(words.not_paused(team, planned))
    await _tell(ctx, team, words.resumed_line(team, ctx.me.name, planned))
    return Say(words.resumed_card(team, planned), replaces=replaces)


async def skip(ctx: Context, _: Skip) -> Reply:
    """The next scheduled one; where one is open that nobody has answered, asks whether that one is meant."""
    return await skip_or_ask(ctx, await _my_team(ctx))


async def skip_or_ask(ctx: Context, team: Team) -> Reply:
    """As `okr skip`, for a locked team that this person runs."""
    if team.is_paused:
        return Say(words.nothing_to_skip(team))
    live = await open_checkin(ctx.unit, team)
    if live and not await _is_answered(ctx, live):
        return Say(words.ask_skip_open(team, live))
    skipped = await _skipped_ahead(ctx, team)
    if skipped:
        return Say(words.ask_skip_more(team, skipped, await scheduled_checkin(ctx.unit, team)))
    return await _skip(ctx, team)


async def skip_more(ctx: Context, press: ButtonPressed) -> Reply:
    """`skip.more` (id of the last skipped check-in): the week after it, too."""
    team = await _team_of(ctx, press.value)
    skipped = await _skipped_ahead(ctx, team)
    if not skipped or skipped[-1].id != press.value:
        raise Refused("More was skipped or brought back meanwhile. `okr skip` says how it stands.")
    live = await open_checkin(ctx.unit, team)
    if live and not await _is_answered(ctx, live):  # else that one would be skipped, of which nobody spoke
        return Say(words.ask_skip_open(team, live))
    return await _skip(ctx, team, replaces=True)


async def skip_open(ctx: Context, press: ButtonPressed) -> Reply:
    """`skip.open` (check-in id)."""
    team = await _team_of(ctx, press.value)
    live = await open_checkin(ctx.unit, team)
    if live is None or live.id != press.value:
        raise Refused("This check-in is not open any more.")
    if await _is_answered(ctx, live):
        raise Refused(words.too_late(team, live))
    return await _skip(ctx, team, replaces=True)


async def _my_team(ctx: Context) -> Team:
    found = await find_team(ctx)
    await _require_lead(ctx, found)
    return await ctx.unit.lock(found.id) or found


async def _team_of(ctx: Context, checkin_id: str) -> Team:
    """The team of a button's check-in, held, if this person runs it."""
    named = await ctx.unit.checkins.get(checkin_id)
    team = await ctx.unit.lock(named.team_id) if named else None
    if team is None:
        raise Refused(GONE)
    await _require_lead(ctx, team)
    return team


async def _require_lead(ctx: Context, team: Team) -> None:
    refuse_guest(ctx.me)
    lead = await ctx.unit.members.get(team.lead_id)
    require_runs_team(ctx.me, team, lead.name if lead else "the lead")


async def _skip(ctx: Context, team: Team, replaces: bool = False) -> Reply:
    skipped = await skip_next(ctx.unit, ctx.services, team, f"{ASKED_BY}{ctx.me.name}")
    await settle_rhythm(ctx.unit, ctx.services, team, ctx.me.id, "skipped")
    next_one = await scheduled_checkin(ctx.unit, team)
    await _tell(ctx, team, words.skipped_line(team, ctx.me.name, skipped, next_one))
    can_return = skipped.opens_at > ctx.now
    return Say(words.skipped_card(team, skipped, next_one, can_return), replaces=replaces)


async def _skipped_ahead(ctx: Context, team: Team) -> list[CheckIn]:
    """Weeks that somebody skipped and that are still to come, soonest first."""
    known = await ctx.unit.checkins.find(team_id=team.id, state=CheckInState.SKIPPED)
    ahead = (row for row in known if row.opens_at > ctx.now and row.skip_reason.startswith(ASKED_BY))
    return sorted(ahead, key=lambda row: row.opens_at)


async def _is_answered(ctx: Context, checkin: CheckIn) -> bool:
    return bool(await ctx.unit.answers.find(checkin_id=checkin.id, is_withdrawn=False))


async def _tell(ctx: Context, team: Team, line: str) -> None:
    await post_in_thread(ctx.unit, team, f"cadence:{new_id()}", card(line))
