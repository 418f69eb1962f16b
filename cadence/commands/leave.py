"""`okr away 1 Aug to 12 Aug cover @x` and `okr away cancel`: no prompts, and who covers.

Knows leave and covers; must not know how a check-in counts who is away.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from cadence.cards import Card
from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.fields import cannot_name_now
from cadence.finding import teams_of
from cadence.grammar.commands import TakeLeave
from cadence.grammar.dates import show_day
from cadence.ids import new_id
from cadence.model import CheckIn, Leave, Member, Team
from cadence.permissions import refuse_guest
from cadence.ports import Unit
from cadence.requests import Reply, Say
from cadence.weekly.current import open_checkin
from cadence.wording.leave import USAGE, cancelled_card, leave_card

DAY = timedelta(days=1)
NOT_YOURSELF = "You cannot cover yourself."


async def take_leave(ctx: Context, command: TakeLeave) -> Reply:
    """A new leave takes the place of those of mine that it overlaps."""
    refuse_guest(ctx.me)
    if command.cancel:
        return await _cancel(ctx)
    if command.first is None:
        raise NotUnderstood(f"From when to when? {USAGE.capitalize()}")
    return await _take(ctx, command.first, command.last or command.first, command.cover)


async def _take(ctx: Context, first: date, last: date, cover_id: str | None) -> Reply:
    today = ctx.today()
    _require_span(first, last, today)
    return Say(await keep_leave(ctx, first, last, await _cover(ctx, cover_id)))


async def keep_leave(ctx: Context, first: date, last: date, cover: Member | None) -> Card:
    """Keep a new leave in place of those of mine that it overlaps; what that means."""
    today = ctx.today()
    old = [leave for leave in await leaves_of(ctx.unit, ctx.me, today) if leave.first <= last and leave.last >= first]
    for leave in old:
        await _make_room(ctx, leave, today)
    leave = Leave(
        id=new_id(),
        workspace_id=ctx.unit.workspace.id,
        member_id=ctx.me.id,
        first=first,
        last=last,
        cover_id=cover.id if cover else None,
    )
    await ctx.unit.leaves.add(leave)
    gaps = await _days_without(ctx, cover, leave) if cover else []
    return leave_card(leave, cover, gaps, old, await _expecting(ctx, leave), today)


async def _cancel(ctx: Context) -> Reply:
    """Ends the leave that runs, and those that are to come."""
    return Say(await end_leaves(ctx, await leaves_of(ctx.unit, ctx.me, ctx.today())))


async def end_leaves(ctx: Context, leaves: Sequence[Leave]) -> Card:
    """End these leaves of mine, which are not over; what that means."""
    for leave in leaves:
        await _make_room(ctx, leave, ctx.today())
    return cancelled_card(leaves, ctx.today())


def _require_span(first: date, last: date, today: date) -> None:
    fault = wrong_span(first, last, today)
    if fault:
        raise Refused(f"{fault} Nothing changed; {USAGE}")


def wrong_span(first: date, last: date, today: date) -> str:
    """Why nobody can be away then; empty where they can."""
    if last < first:
        return f"{show_day(last, today)} is before {show_day(first, today)}."
    return f"{show_day(last, today)} is past already." if last < today else ""


async def _cover(ctx: Context, cover_id: str | None) -> Member | None:
    if cover_id is None:
        return None
    cover = await ctx.member(cover_id)
    if cover is not None and cover.id == ctx.me.id:
        raise Refused(f"{NOT_YOURSELF} Nothing changed; name somebody else, or nobody.")
    fault = cannot_name_now(ctx, cover_id, cover)
    if fault:
        raise Refused(f"{fault} Nothing changed.")
    return cover


async def leaves_of(unit: Unit, member: Member, today: date) -> list[Leave]:
    """The member's leave that is not over, the earliest first."""
    known = await unit.leaves.find(member_id=member.id)
    return sorted((leave for leave in known if leave.last >= today), key=lambda leave: leave.first)


async def _make_room(ctx: Context, leave: Leave, today: date) -> None:
    """The leave ends; the days of it that are over stay, since past check-ins were told of them."""
    if leave.first < today:
        await ctx.unit.leaves.save(replace(leave, last=today - DAY))
    else:
        await ctx.unit.leaves.remove(leave.id)


async def _days_without(ctx: Context, cover: Member, leave: Leave) -> list[Leave]:
    """The cover's own leave in that time."""
    known = await ctx.unit.leaves.find(member_id=cover.id)
    return [other for other in known if other.first <= leave.last and other.last >= leave.first]


async def _expecting(ctx: Context, leave: Leave) -> list[tuple[Team, CheckIn]]:
    """Open check-ins that still wait for me although I am away today."""
    waiting = []
    for team in await teams_of(ctx, ctx.me.id) if leave.first <= ctx.today() else []:
        checkin = await open_checkin(ctx.unit, team)
        if checkin and ctx.me.id in checkin.expected_ids and not await _answered(ctx, checkin):
            waiting.append((team, checkin))
    return waiting


async def _answered(ctx: Context, checkin: CheckIn) -> bool:
    return bool(await ctx.unit.answers.find(checkin_id=checkin.id, member_id=ctx.me.id, is_withdrawn=False))
