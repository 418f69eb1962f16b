"""What has arrived is kept while a slow platform still works on other lanes; usually all of it at once."""

import asyncio
from collections.abc import Sequence

import pytest

from cadence import delivery as module
from cadence.delivery import Sender
from cadence.errors import StoreAway
from cadence.model import Place
from cadence.ports import Delivery, Outcome
from tests.cadence.test_delivery import backlog, say
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.waiting import until

SLOW, LANES = "C-0", 20


class Slow(FakeChat):
    """Its first channel takes as long as it is told to, and the others a moment each."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def post(self, delivery: Delivery) -> str:
        if delivery.place.channel == SLOW:
            await self.go_on.wait()
        await asyncio.sleep(0.001 * (hash(delivery.place.channel) % 7))
        return await super().post(delivery)


@pytest.fixture
def chat() -> Slow:
    return Slow()


@pytest.fixture
async def settled(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Outcome]]:
    """What was kept, in each transaction, of one message for each of the lanes."""
    for number in range(LANES):
        await say(store, f"text {number}", f"m{number}", Place(channel=f"C-{number}"))
    kept: list[Sequence[Outcome]] = []
    settle = store.settle

    async def counted(outcomes: Sequence[Outcome]) -> None:
        kept.append(outcomes)
        await settle(outcomes)

    monkeypatch.setattr(store, "settle", counted)
    return kept


async def test_usually_one_transaction_keeps_all_of_a_batch(
    store: MemoryStore, chat: Slow, clock: FakeClock, settled: list[Sequence[Outcome]]
) -> None:
    chat.go_on.set()
    assert await Sender(store, {"local": chat}, clock).run_once() == LANES
    assert [len(each) for each in settled] == [LANES]
    assert await Sender(store, {"local": chat}, clock).run_once() == 0
    assert len(settled) == 1, "nothing to do, nothing to keep"


async def test_a_slow_call_does_not_keep_the_others_waiting_and_the_batch_ends_with_it(
    store: MemoryStore,
    chat: Slow,
    clock: FakeClock,
    settled: list[Sequence[Outcome]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ROUND_SECONDS", 0.1)
    told: list[str | None] = []

    async def mended(delivery: Delivery) -> None:
        told.append(delivery.place.channel)

    sending = asyncio.create_task(Sender(store, {"local": chat}, clock, mended=mended).run_once())
    await until(lambda: len(told) == LANES - 1)
    await asyncio.sleep(0.3)  # some rounds in which nothing ends
    assert not sending.done() and SLOW not in told
    await backlog(store, waiting=1)
    assert len(settled) == 1, "where nothing ended, nothing is written"
    chat.go_on.set()
    assert await sending == LANES
    await backlog(store)
    assert [len(each) for each in settled] == [LANES - 1, 1]
    assert told[-1] == SLOW


async def test_where_an_end_cannot_be_kept_what_goes_on_ends_before_that_is_told(
    store: MemoryStore, chat: Slow, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROUND_SECONDS", 0.1)
    for number in range(2):
        await say(store, f"text {number}", f"m{number}", Place(channel=f"C-{number}"))
    settle, faults = store.settle, [ConnectionError("the database is away")]

    async def failing(outcomes: Sequence[Outcome]) -> None:
        if faults:
            raise faults.pop()
        await settle(outcomes)

    monkeypatch.setattr(store, "settle", failing)
    sending = asyncio.create_task(Sender(store, {"local": chat}, clock).run_once())
    await until(lambda: not faults)
    await asyncio.sleep(0.3)
    assert not sending.done()
    chat.go_on.set()
    with pytest.raises(ConnectionError):
        await sending
    await backlog(store)  # the first end was kept with the second


async def test_what_arrived_while_the_database_was_away_is_kept_before_anything_else_is_sent(
    store: MemoryStore, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, settle, faults = FakeChat(), store.settle, [StoreAway("away")] * 2
    sender = Sender(store, {"local": chat}, clock)

    async def failing(outcomes: Sequence[Outcome]) -> None:
        if faults:
            raise faults.pop()
        await settle(outcomes)

    monkeypatch.setattr(store, "settle", failing)
    await say(store, "first", "m1")
    for _ in range(2):
        with pytest.raises(StoreAway):
            await sender.run_once()
        await say(store, "second", "m2")
    clock.forward(minutes=5)  # its lease is over: whoever took it up now would not know
    assert await sender.run_once() == 1
    assert [(post.card.notice, post.resumed) for post in chat.posts] == [("first", False), ("second", False)]
    await backlog(store)


async def test_who_stops_waiting_cuts_no_delivery_off(
    store: MemoryStore, chat: Slow, clock: FakeClock, settled: list[Sequence[Outcome]]
) -> None:
    sending = asyncio.create_task(Sender(store, {"local": chat}, clock).run_once())
    await asyncio.sleep(0.05)
    sending.cancel()
    await asyncio.sleep(0.05)
    chat.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await backlog(store)
