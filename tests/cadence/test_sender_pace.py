"""The sender obeys a platform's pace, looks first where an end is unconfirmed, and tells of trouble once it is kept."""

from datetime import timedelta

import pytest

from cadence.delivery import UNCONFIRMED_WAIT, Sender
from cadence.errors import DeliveryError, NeedsMending, TryLater, Unconfirmed, Undeliverable
from cadence.model import Place
from cadence.ports import Delivery, Pace, Rate
from tests.cadence.test_delivery import backlog, notices, say
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore

MINUTE = timedelta(minutes=1)
PACE = Pace(post=Rate(60, MINUTE, burst=3), again=timedelta(seconds=10))


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
def sender(store: MemoryStore, chat: FakeChat, clock: FakeClock) -> Sender:
    return Sender(store, {"local": chat}, clock, jitter=lambda: 0.0, paces={"local": PACE})


async def say_many(store: MemoryStore, number: int) -> None:
    for each in range(number):
        await say(store, f"text {each}", f"m{each}", Place(channel=f"C-{each}"))


async def test_what_may_not_go_yet_counts_as_nothing_to_do(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say_many(store, 5)
    assert await sender.drain() == 3
    assert await sender.run_once() == 0
    clock.forward(seconds=2)
    assert await sender.drain() == 1
    clock.forward(seconds=2)
    assert await sender.drain() == 1
    assert sorted(notices(chat.posts)) == [f"text {each}" for each in range(5)]


@pytest.mark.parametrize(("took", "after"), [(0.2, 1.25), (0.6, 1.6)])
async def test_after_a_post_that_took_long_the_next_in_its_lane_keeps_its_distance(
    store: MemoryStore, clock: FakeClock, took: float, after: float
) -> None:
    class Slow(FakeChat):
        async def post(self, delivery: Delivery) -> str:
            clock.forward(seconds=took)
            return await super().post(delivery)

    pace = Pace(lane=timedelta(seconds=1.25), apart=timedelta(seconds=1))
    sender = Sender(store, {"local": Slow()}, clock, paces={"local": pace})
    for key in ("m1", "m2"):
        await say(store, "text", key, Place(channel="C-0"))
    assert await sender.drain() == 1
    clock.forward(seconds=after - took - 0.01)
    assert await sender.drain() == 0, "another process may have claimed it as well"
    clock.forward(seconds=0.01)
    assert await sender.drain() == 1


async def test_a_platform_that_asks_one_message_to_wait_is_left_alone_with_all_of_the_kind(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    sender = Sender(store, {"local": chat}, clock, jitter=lambda: 0.0)
    for words in ("shown", "changed"):
        await sender.drain()
        for channel in ("C-8", "C-9"):
            await say(store, words, channel, Place(channel=channel))
    chat.fail(TryLater("ratelimited", timedelta(seconds=30)))
    await sender.run_once(limit=1)
    await say_many(store, 2)
    clock.forward(seconds=29)
    assert (await sender.drain(), len(chat.posts)) == (2, 4)
    clock.forward(seconds=1)
    assert (await sender.drain(), len(chat.updates)) == (2, 2)
    await backlog(store)


@pytest.mark.parametrize("error", [TryLater("busy"), NeedsMending("invite me", timedelta(seconds=30))])
async def test_what_concerns_one_message_alone_holds_up_no_other(
    store: MemoryStore, chat: FakeChat, sender: Sender, error: DeliveryError
) -> None:
    await say_many(store, 2)
    chat.fail(error)
    assert await sender.run_once(limit=1) == 1
    assert await sender.drain() == 1
    assert notices(chat.posts) == ["text 1"]


async def test_an_unconfirmed_post_is_tried_again_soon_looking_first(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say_many(store, 1)
    chat.fail(Unconfirmed("the connection broke"))
    await sender.drain()
    await backlog(store, waiting=1)
    clock.forward(seconds=UNCONFIRMED_WAIT.total_seconds() - 1)
    assert await sender.drain() == 0
    clock.forward(seconds=1)
    await sender.drain()
    assert [delivery.resumed for delivery in chat.posts] == [True]


@pytest.mark.parametrize("error", [NeedsMending("invite me", code="not_in_channel"), Undeliverable("deleted")])
async def test_trouble_is_told_after_it_was_kept(
    store: MemoryStore, chat: FakeChat, clock: FakeClock, error: DeliveryError
) -> None:
    told: list[tuple[str | None, DeliveryError]] = []

    async def trouble(delivery: Delivery, why: DeliveryError) -> None:
        assert await store.claim(clock(), 20, MINUTE) == [], "its end is kept by now"
        told.append((delivery.place.channel, why))

    sender = Sender(store, {"local": chat}, clock, trouble=trouble)
    await say_many(store, 1)
    chat.fail(error)
    await sender.run_once()
    assert told == [("C-0", error)]


@pytest.mark.parametrize(
    ("place", "error"),
    [
        pytest.param(Place(home="U1"), Undeliverable("no home"), id="a person's own page"),
        pytest.param(Place(channel="C-0"), TryLater("busy"), id="a platform that is busy"),
    ],
)
async def test_what_nobody_can_mend_is_no_trouble(
    store: MemoryStore, chat: FakeChat, clock: FakeClock, place: Place, error: DeliveryError
) -> None:
    async def trouble(delivery: Delivery, why: DeliveryError) -> None:
        raise AssertionError(f"{delivery.place}: {why}")

    reported: list[Exception] = []
    sender = Sender(
        store, {"local": chat}, clock, trouble=trouble, report=lambda delivery, error: reported.append(error)
    )
    await say(store, "text", place=place)
    chat.fail(error)
    await sender.run_once()
    assert not [each for each in reported if isinstance(each, AssertionError)]


async def test_telling_of_trouble_may_fail_and_is_reported(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    async def trouble(delivery: Delivery, why: DeliveryError) -> None:
        raise LookupError("no such team")

    reported: list[str] = []
    sender = Sender(
        store, {"local": chat}, clock, trouble=trouble, report=lambda delivery, error: reported.append(str(error))
    )
    await say_many(store, 2)
    chat.fail(Undeliverable("deleted"))
    assert await sender.run_once() == 2
    assert reported == ["deleted", "no such team"]
    await backlog(store, failed=1)
