"""`okr mine`: what waits for me across my teams, privately, and settled in place.

A button of this card, and a form that it led to, do what they do everywhere; here their answer becomes the card as it
stands then. Knows whose things are shown to whom; what waits for whom stands in `cadence.follow.waiting`.
"""

from dataclasses import replace

from cadence.cards import Block, Card, Divider, Text
from cadence.context import Context
from cadence.follow.waiting import waiting_for
from cadence.grammar.commands import Mine
from cadence.model import Member
from cadence.permissions import refuse_guest
from cadence.requests import ButtonPressed, FormChanged, FormSubmitted, Invalid, Nothing, Reply, Request, Say, ShowForm
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import cover_of, is_away
from cadence.wording.mine import HERE, mine_card

KEEP_THEIR_CARD = frozenset({"checkin", "setup"})
"""Forms whose answer is more than a line."""


async def show_mine(ctx: Context, _: Mine) -> Reply:
    return Say(await _card(ctx))


async def press_mine(ctx: Context, _: ButtonPressed) -> Reply:
    """`mine.show`."""
    return Say(await _card(ctx))


def from_mine(request: Request) -> Request | None:
    """What was pressed or sent in this card, as if it came from elsewhere; None for everything else."""
    match request:
        case ButtonPressed(action=action) if action.startswith(HERE):
            return replace(request, action=action.removeprefix(HERE))
        case FormSubmitted(context=context) | FormChanged(context=context) if context.startswith(HERE):
            return replace(request, context=context.removeprefix(HERE))
    return None


async def in_mine(ctx: Context, reply: Reply) -> Reply:
    """The reply of what was pressed in this card: the card brought up to date, or the form, marked again."""
    match reply:
        case ShowForm(form):
            return ShowForm(replace(form, context=HERE + form.context))
        case Say(refuses=True) | Invalid():
            return reply
        case Say(replaces=False) if isinstance(ctx.request, ButtonPressed):
            return reply  # something to read, beside this card
        case Say(shown):
            return Say(await _card(ctx, _said(ctx.request, shown)), replaces=True)
        case Nothing():
            return Say(await _card(ctx), replaces=True)


def _said(request: Request, shown: Card) -> tuple[Block, ...]:
    if isinstance(request, FormSubmitted) and request.form in KEEP_THEIR_CARD:
        return (*shown.blocks, Divider())
    first = next((block for block in shown.blocks if isinstance(block, Text)), Text(shown.notice))
    return (first,)


async def _card(ctx: Context, said: tuple[Block, ...] = ()) -> Card:
    refuse_guest(ctx.me)
    today = ctx.today()
    people = {member.id: member for member in await ctx.unit.members.find()}
    everyone = [ctx.me, *await _covered(ctx, people)]
    waiting = [await waiting_for(ctx.unit, member, today, ctx.me) for member in everyone]
    return mine_card(ctx.me, waiting, people, today, said)


async def _covered(ctx: Context, people: dict[str, Member]) -> list[Member]:
    """Whom this person covers now, by name."""
    leaves = await ctx.unit.leaves.find()
    asked = [people[who] for who in {leave.member_id for leave in leaves} if who in people]
    days = [(member, local_day(ctx.now, member.zone)) for member in asked]
    away = [(member, day) for member, day in days if is_away(member.id, day, leaves)]
    found = [member for member, day in away if cover_of(member.id, day, leaves) == ctx.me.id]
    return sorted(found, key=lambda member: (member.name, member.id))
