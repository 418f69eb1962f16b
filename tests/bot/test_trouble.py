"""What the sender meets becomes news: a channel that takes nothing, and takes it again; somebody who is gone."""

from typing import Any

import pytest

from bot.trouble import LOOK_EVERY, Mending, tells_of_trouble
from cadence.cards import card
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import DeliveryError, NeedsMending, Undeliverable
from cadence.ids import id_for
from cadence.model import Message, Place
from cadence.news import ACTOR, ChannelChange, ChannelChanged, NewsDesk
from cadence.ports import Delivery, Opening
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
    def now() -> float:
        return clock().timestamp()

    news = NewsDesk(store, services)
    advice = {"local": {"is_archived": "Open it again."}, "other": {"is_archived": "Nonsense."}}
    told = tells_of_trouble(news, advice, clock)
    return Sender(store, {"local": chat}, clock, trouble=told, mended=Mending(news, store, now), jitter=lambda: 0.0)


async def say(store: MemoryStore, place: Place, key: str = "m") -> None:
    made = Message(id=id_for(key), workspace_id=WORKSPACE.id, key=key, place=place, card=card("hello"))
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


async def test_a_channel_that_breaks_again_before_the_same_message_got_through_is_told_again(
    store: MemoryStore, sender: Sender, services: Services, chat: Moody, clock: FakeClock
) -> None:
    place = Place(channel=TEAM.channel)
    chat.refusals[place.lane] = ARCHIVED
    await say(store, place)
    for number in range(3):
        await sender.drain()
        clock.forward(minutes=20)
        assert len(told(store)) == 1, number
    opened = ChannelChanged(
        workspace_id=WORKSPACE.id, news_id="opened", channel=TEAM.channel, change=ChannelChange.REOPENED
    )
    await NewsDesk(store, services).tell(opened)
    await sender.drain()
    first, second = told(store)
    assert first.startswith("Mended")
    assert second == "I cannot post in Growth's channel. Open it again."


async def trouble(store: MemoryStore, services: Services, number: int = 1) -> None:
    """Told by an event, while nothing waited to be posted."""
    left = ChannelChanged(
        workspace_id=WORKSPACE.id, news_id=f"left {number}", channel=TEAM.channel, change=ChannelChange.LEFT
    )
    await NewsDesk(store, services).tell(left)


async def test_a_post_that_gets_through_at_once_shows_that_it_is_mended(
    store: MemoryStore, sender: Sender, services: Services, clock: FakeClock
) -> None:
    for number in (1, 2):
        await trouble(store, services, number)
        await say(store, Place(channel=TEAM.channel), f"m{number}")
        await sender.drain()
        assert told(store)[-1].startswith("Mended"), number
        clock.to(clock() + LOOK_EVERY)


async def test_what_goes_elsewhere_mends_nothing(store: MemoryStore, sender: Sender, services: Services) -> None:
    await trouble(store, services)
    await say(store, Place(channel="C-other"), "m1")
    await say(store, Place(member="ben"), "m2")
    await sender.drain()
    assert told(store)[-1].startswith("I was taken out")


async def test_a_trouble_is_looked_for_once_in_a_while_and_not_with_each_message(
    store: MemoryStore, services: Services, clock: FakeClock, chat: Moody
) -> None:
    units: list[str] = []

    class Counting(MemoryStore):
        def unit(self, workspace_id: str, *, actor: str, opening: Opening | None = None) -> Any:
            units.append(actor)
            return super().unit(workspace_id, actor=actor, opening=opening)

    counting = Counting(clock)
    counting.data = store.data
    mended = Mending(NewsDesk(counting, services), counting, lambda: clock().timestamp())
    sender = Sender(counting, {"local": chat}, clock, mended=mended)
    for number in range(20):
        await say(store, Place(channel=TEAM.channel), f"m{number}")
        await sender.drain()
    assert units == [ACTOR]
    clock.to(clock() + LOOK_EVERY)
    await say(store, Place(channel=TEAM.channel), "later")
    await sender.drain()
    assert units == [ACTOR, ACTOR]


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
