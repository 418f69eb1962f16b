"""Draws the Home of one person, by the outbox: when it is opened, after every press in it, and when it is stale.

Knows the key and the place of a Home; must not know what it shows.
"""

from collections.abc import Sequence

from cadence.cards import Text
from cadence.context import Services
from cadence.home.loading import load_home
from cadence.model import Member, Place
from cadence.ports import Unit
from cadence.weekly.thread import message
from cadence.wording.home import home_blocks, home_card, said_on


async def draw_home(unit: Unit, services: Services, me: Member, said: Sequence[Text] = ()) -> None:
    """Say the Home as it is now. said: what was just done, shown first."""
    await unit.home_drawn(me.id)  # before anything is read: what others change meanwhile makes it stale
    blocks = home_blocks(await load_home(unit, services, me))
    shown = home_card(blocks, said, me, unit.now)
    await unit.outbox.say(message(unit, _key(me), Place(home=me.external_id), shown))


async def redraw_home(unit: Unit, services: Services, me: Member) -> bool:
    """Say it anew where it shows something else by now; what was just done stays on it. Whether it was said."""
    await unit.home_drawn(me.id)
    known = await unit.outbox.said(_key(me))
    said, before = said_on(known.card.blocks) if known else ((), ())
    blocks = home_blocks(await load_home(unit, services, me))
    if blocks == before:
        return False
    shown = home_card(blocks, said, me, unit.now)
    await unit.outbox.say(message(unit, _key(me), Place(home=me.external_id), shown))
    return True


def _key(me: Member) -> str:
    return f"home:{me.id}"
