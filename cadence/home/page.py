"""What stands on a Home elsewhere, as a private card: `okr mine`, and the hello to somebody who has just met us.

For platforms where people have no page of ours (`Request.has_home`). Must not know what it shows (`cadence.wording`).
"""

from collections.abc import Sequence

from cadence.cards import Block, Card
from cadence.context import Context
from cadence.home.loading import load_home
from cadence.model import Member
from cadence.requests import Reply, Say, ShortcutUsed
from cadence.wording.page import hello_card, page_card


async def draw_page(ctx: Context, said: Sequence[Block] = ()) -> Card:
    """The card as it is now. said: what was just done, shown first."""
    return page_card(await load_home(ctx.unit, ctx.services, await me_now(ctx)), said)


async def say_hello(ctx: Context, _: ShortcutUsed) -> Reply:
    """`hello`: what we are and do, and then that card; or how to begin."""
    return Say(hello_card(await load_home(ctx.unit, ctx.services, ctx.me)))


async def me_now(ctx: Context) -> Member:
    """The person as they are now: what was sent may have changed them."""
    return await ctx.unit.members.get(ctx.me.id) or ctx.me
