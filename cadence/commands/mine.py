"""`okr mine`: what waits for me across my teams, privately, and settled in place.

A button of this card, and a form that it led to, do what they do everywhere; here their answer becomes the card as it
stands then. Where people have no Home, it is the Home as a card (`cadence.home.page`). Knows whose things are shown to
whom; what waits for whom stands in `cadence.follow.waiting`.
"""

from cadence.cards import Block, Card, Divider, Text
from cadence.context import Context
from cadence.follow.waiting import all_waiting
from cadence.grammar.commands import Mine
from cadence.home.page import draw_page
from cadence.marking import marked_form
from cadence.permissions import refuse_guest
from cadence.requests import ButtonPressed, FormSubmitted, Invalid, Nothing, Reply, Request, Say, ShowForm
from cadence.wording.mine import HERE, mine_card

KEEP_THEIR_CARD = frozenset({"checkin", "setup"})
"""Forms whose answer is more than a line."""


async def show_mine(ctx: Context, _: Mine) -> Reply:
    return Say(await _card(ctx))


async def press_mine(ctx: Context, _: ButtonPressed) -> Reply:
    """`mine.show`."""
    return Say(await _card(ctx))


async def in_mine(ctx: Context, reply: Reply) -> Reply:
    """The reply of what was pressed in this card: the card brought up to date, or the form, marked again."""
    match reply:
        case ShowForm(form):
            return ShowForm(marked_form(form, HERE))
        case Say(refuses=True) | Invalid():
            return reply
        case Say(replaces=False) if isinstance(ctx.request, ButtonPressed):
            return reply  # something to read, beside this card
        case Say(shown):
            return Say(await _card(ctx, what_was_said(ctx.request, shown)), replaces=True)
        case Nothing():
            return Say(await _card(ctx), replaces=True)


def what_was_said(request: Request, shown: Card) -> tuple[Block, ...]:
    """What stands first on a card that is brought up to date: what was just done, mostly in a line."""
    if isinstance(request, FormSubmitted) and request.form in KEEP_THEIR_CARD:
        return (*shown.blocks, Divider())
    first = next((block for block in shown.blocks if isinstance(block, Text)), Text(shown.notice))
    return (first,)


async def _card(ctx: Context, said: tuple[Block, ...] = ()) -> Card:
    refuse_guest(ctx.me)
    if not ctx.request.has_home:
        return await draw_page(ctx, said)
    people = {member.id: member for member in await ctx.unit.members.find()}
    return mine_card(ctx.me, await all_waiting(ctx.unit, ctx.me, people), people, ctx.today(), said)
