"""What follows once something is settled: a line for the team, summaries brought up to date, and what is left.

Knows where things are shown; must not know how they were settled.
"""

from cadence.answering.seat import answer_given, take_seat
from cadence.cards import Card, Text, card
from cadence.commands.followups.lists import what_is_left
from cadence.commands.followups.things import Found, T
from cadence.context import Context
from cadence.follow.blocker_messages import show_blocker
from cadence.follow.decision_messages import show_decision
from cadence.follow.upkeep import keep_true
from cadence.ids import new_id
from cadence.model import AnswerKind, Blocker, CheckIn, Decision, DecisionState, StopShift, Team
from cadence.requests import Reply, Say
from cadence.settling import Item
from cadence.weekly.closing import refresh_summary
from cadence.weekly.current import latest_checkin, open_checkin
from cadence.weekly.promises import promises_of
from cadence.weekly.thread import post_line, stands_in_newest
from cadence.wording.due import kept_card
from cadence.wording.records import noun_of


async def tell(ctx: Context, team: Team, item: Item, line: str) -> None:
    """One line in the newest check-in's thread, and everything that showed the thing brought up to date."""
    if isinstance(item, Blocker):
        await show_blocker(ctx.unit, ctx.services, team, item, line=line)
    elif not await _says_itself(ctx, team, item):
        await post_line(ctx.unit, team, f"{noun_of(item)}:{item.id}:{new_id()}", card(line))
    if isinstance(item, Decision):
        await show_decision(ctx.unit, ctx.services, team, item)
    if not isinstance(item, StopShift):
        await keep_true(ctx.unit, ctx.services, item, ctx.me.id)
    for checkin in await _shown_in(ctx, team, item):
        await refresh_summary(ctx.unit, ctx.services, checkin)


async def _says_itself(ctx: Context, team: Team, item: Item) -> bool:
    """Whether its own message stands in the same thread and says what became of it: a line would say it twice."""
    if not isinstance(item, Decision) or item.state == DecisionState.OPEN:
        return False
    return await stands_in_newest(ctx.unit, team, f"decision:{item.id}")


async def settled(ctx: Context, found: Found[T], item: Item, line: str) -> Reply:
    """The reply to whoever settled it, after the team was told."""
    await tell(ctx, found.team, item, line)
    if found.which is not None:
        return Say(await what_is_left(ctx, noun_of(item), found.which, found.team, line), replaces=True)
    return Say(await _still_due(ctx, found.team, line) or card(line), replaces=True)


async def _still_due(ctx: Context, team: Team, line: str) -> Card | None:
    """What "Nothing changed" was answered with, as it stands now; None for whoever did not answer so."""
    checkin = await open_checkin(ctx.unit, team)
    own = await answer_given(ctx.unit, checkin, ctx.me.id) if checkin else None
    if checkin is None or own is None or own.is_withdrawn or own.kind != AnswerKind.UNCHANGED:
        return None
    seat = await take_seat(ctx, team, checkin)
    whose = [subject.member.id for subject in seat.answered]
    due = await promises_of(ctx.unit, team, checkin, whose, max(seat.today, seat.closing_day))
    kept = kept_card(seat, sum(len(subject.key_results) for subject in seat.answered), due, ())
    return Card(line, (Text(line), *kept.blocks))


async def _shown_in(ctx: Context, team: Team, item: Item) -> list[CheckIn]:
    own = await ctx.unit.checkins.get(item.checkin_id) if item.checkin_id else None
    newest = await latest_checkin(ctx.unit, team)
    return list({checkin.id: checkin for checkin in (own, newest) if checkin}.values())
