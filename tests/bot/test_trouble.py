"""What the sender meets becomes news: a channel that takes nothing, and takes it again; somebody who is gone."""

from typing import Any

import pytest

from bot.trouble import tells_it_is_mended, tells_of_trouble
from cadence.cards import card
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import DeliveryError, NeedsMending, Undeliverable
from cadence.ids import id_for
from cadence.model import Message, Place
from cadence.news import NewsDesk
from cadence.ports import Delivery
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

ARCHIVED = NeedsMending("Slack said is_archived.", code="is_archived")


class Moody:
    """A platform that refuses with what it was given, place by place."""

    def __init__(self) -> None:
        self.refusals: dict[str, DeliveryError] = {}

    async def post(self, delivery: Delivery) -> str:
        if delivery.place.lane in self.refusals:
            raise self.refusals[delivery.place.lane]
        return f"ref-{delivery.id}"

    async def update(self, delivery: Delivery) -> str:
        return await self.post(delivery)


@pytest.fixture
def chat() -> Moody:
    return Moody()


@pytest.fixture
def sender(store: MemoryStore, services: Services, clock: FakeClock, chat: Moody) -> Sender:
    news = NewsDesk(store, services)
    told = tells_of_trouble(news, {"is_archived": "Open it again."})
    return Sender(store, {"local": chat}, clock, trouble=told, mended=tells_it_is_mended(news), jitter=lambda: 0.0)


async def say(store: MemoryStore, place: Place) -> None:
    made = Message(id=id_for("m"), workspace_id=WORKSPACE.id, key="m", place=place, card=card("hello"))
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.outbox.say(made)


def told(store: MemoryStore) -> list[str]:
    rows: list[Any] = list(store.data[WORKSPACE.id].messages.values())
    return [row.message.card.notice for row in rows if row.message.key.startswith("trouble:")]


async def test_the_lead_hears_of_a_channel_that_takes_nothing_and_that_it_does_again(
    store: MemoryStore, sender: Sender, chat: Moody, clock: FakeClock
) -> None:
    place = Place(channel=TEAM.channel)
    chat.refusals[place.lane] = ARCHIVED
    await say(store, place)
    await sender.drain()
    assert told(store) == ["I cannot post in Growth's channel. Open it again."]
    chat.refusals.clear()
    clock.forward(minutes=20)
    await sender.drain()
    assert told(store) == ["Mended: I can post in Growth's channel again. What waited is on its way."]


@pytest.mark.parametrize(("code", "is_gone"), [("user_disabled", True), ("msg_too_long", False)])
async def test_whose_account_is_closed_has_left(
    store: MemoryStore, sender: Sender, chat: Moody, code: str, is_gone: bool
) -> None:
    chat.refusals["member:cy"] = Undeliverable("Slack said no.", code=code)
    await say(store, Place(member="cy"))
    await sender.drain()
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        cy = await unit.members.get(mid("cy"))
    assert cy
    assert (cy.name, cy.is_active) == ("Cy", not is_gone)
