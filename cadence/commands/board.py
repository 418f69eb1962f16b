"""`okr`: the board of a team, and what a channel or a person without a team is told instead.

Loads what a board shows; the words stand in `cadence.wording.board`.
"""

from datetime import datetime

from cadence.commands.followups.things import is_hidden
from cadence.context import Context
from cadence.errors import Refused
from cadence.finding import can_read, find_team, place_name, teams_of
from cadence.grammar.commands import ShowBoard
from cadence.model import BlockerState, CheckIn, CheckInState, DecisionState, StopState, Team
from cadence.permissions import refuse_closed, runs_team
from cadence.requests import ButtonPressed, Reply, Say
from cadence.schedule.occurrences import next_occurrence
from cadence.snapshot import load_snapshot
from cadence.weekly.calls import due_days
from cadence.weekly.counting import Count, count
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.wording.board import Board, board_card, first_contact_card, which_team_card

UNSEEN = "This board is not for everybody: its channel is private, and only its members read it."


async def show_board(ctx: Context, command: ShowBoard) -> Reply:
    """The board meant; where there is none, what to do about it."""
    if command.team is None and ctx.request.channel is not None:
        if not await ctx.unit.teams.find(channel=ctx.request.channel):
            refuse_closed(ctx.request)
            return Say(first_contact_card(ctx.me.is_guest, place_name(ctx.request)))
    elif command.team is None and not ctx.me.is_guest:
        mine = await teams_of(ctx, ctx.me.id)
        if len(mine) > 1:
            return Say(which_team_card(mine))
    return await _board(ctx, await find_team(ctx, command.team))


async def press_board(ctx: Context, press: ButtonPressed) -> Reply:
    """The `Board` button of a message; value: team id."""
    team = await ctx.unit.teams.get(press.value)
    if team is None or not await can_read(ctx, team):
        raise Refused(UNSEEN)
    return await _board(ctx, team)


async def _board(ctx: Context, team: Team) -> Reply:
    blockers = await ctx.unit.blockers.find(team_id=team.id, state=BlockerState.OPEN)
    opened = await open_checkin(ctx.unit, team)
    last = await _last_closed(ctx, team)
    snapshot = await load_snapshot(ctx.unit, team)
    calls = await ctx.unit.decisions.find(team_id=team.id, state=DecisionState.OPEN)
    board = Board(
        snapshot=snapshot,
        me=ctx.me,
        today=ctx.today(team),
        blockers=tuple(blocker for blocker in blockers if not is_hidden(ctx.me, team, blocker)),
        decisions=tuple(calls),
        falls_due=await due_days(ctx.unit, ctx.services, snapshot, calls),
        stops=tuple(await ctx.unit.stops.find(team_id=team.id, state=(StopState.OPEN, StopState.NOT_YET))),
        open_checkin=opened,
        open_count=await _count(ctx, opened) if opened else None,
        last_checkin=last,
        last_count=await _count(ctx, last) if last else None,
        next_opens=None if team.is_paused else await _next_opens(ctx, team),
        runs_team=runs_team(ctx.me, team),
        lacks_me=ctx.request.channel_has_bot is False and ctx.request.channel == team.channel,
    )
    return Say(board_card(board))


async def _last_closed(ctx: Context, team: Team) -> CheckIn | None:
    closed = await ctx.unit.checkins.find(team_id=team.id, state=CheckInState.CLOSED)
    return max(closed, key=lambda checkin: checkin.closes_at, default=None)


async def _count(ctx: Context, checkin: CheckIn) -> Count:
    return count(checkin, await ctx.unit.answers.find(checkin_id=checkin.id))


async def _next_opens(ctx: Context, team: Team) -> datetime:
    planned = await scheduled_checkin(ctx.unit, team)
    return planned.opens_at if planned else next_occurrence(team, ctx.now, ctx.services.holidays).opens_at
