"""The worker does what is due again and again, outlives a failing pass, and ends without cutting anything off."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.log import set_up_logging
from bot.metrics import Metrics
from bot.worker import HEARTBEAT, Worker
from cadence.cards import card
from cadence.context import Services
from cadence.delivery import Sender
from cadence.model import Message, Place
from cadence.ports import Delivery
from cadence.scheduler import Scheduler
from tests.cadence.harness import berlin, stop
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.memory import MemoryStore


class SlowChat(FakeChat):
    """Holds what it is given until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.holds, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def post(self, delivery: Delivery) -> str:
        self.holds.set()
        await self.go_on.wait()
        return await super().post(delivery)


class FragileHeartbeats(FakeHeartbeats):
    """In a database that may be away."""

    are_away = False

    async def beat(self, name: str, at: datetime) -> None:
        if self.are_away:
            raise ConnectionError("the database is away")
        await super().beat(name, at)


@dataclass
class Shift:
    """A worker and all that it touches."""

    store: MemoryStore
    clock: FakeClock
    services: Services
    chat: SlowChat = field(default_factory=SlowChat)
    heartbeats: FragileHeartbeats = field(default_factory=FragileHeartbeats)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        sender = Sender(self.store, {"local": self.chat}, self.clock)
        scheduler = Scheduler(self.store, self.services, stop)
        self.worker = Worker(scheduler, sender, self.heartbeats, self.clock, self.metrics)

    async def say(self, *keys: str) -> None:
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            for key in keys:
                place = Place(channel="C-growth")
                await unit.outbox.say(Message(id=key, workspace_id=WORKSPACE.id, key=key, place=place, card=card(key)))


@pytest.fixture
async def shift(store: MemoryStore, clock: FakeClock, services: Services) -> AsyncIterator[Shift]:
    made = Shift(store, clock, services)
    yield made
    made.chat.go_on.set()
    await made.worker.stop()


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(3):
        for _ in range(1_000):
            if what():
                return
            await asyncio.sleep(0.01)


async def test_one_pass_does_what_is_due_delivers_it_and_gives_a_sign_of_life(shift: Shift) -> None:
    await shift.worker.run_pass()
    shift.clock.to(berlin(11, "10:00"))
    assert await shift.worker.run_pass() == 2
    assert [delivery.place.lane for delivery in shift.chat.posts] == ["channel:C-growth"]
    assert await shift.heartbeats.last_beat(HEARTBEAT) == berlin(11, "10:00")


async def test_it_begins_at_once_and_goes_on(shift: Shift) -> None:
    shift.worker.start(0.05)
    await until(lambda: b'drumbeat_ticks_total{outcome="ok"} 3.0' in shift.metrics.show())


async def test_a_word_said_meanwhile_does_not_wait_for_the_next_second(shift: Shift) -> None:
    shift.worker.start(60)
    await asyncio.sleep(0.05)
    await shift.say("hello")
    shift.worker.wake()
    async with asyncio.timeout(0.5):
        await until(lambda: shift.chat.posts)


async def test_a_pass_that_fails_is_counted_and_the_next_one_finds_the_work(shift: Shift, quiet: None) -> None:
    set_up_logging("ERROR", "json")
    shift.heartbeats.are_away = True
    shift.worker.start(0.05)
    await until(lambda: b'drumbeat_ticks_total{outcome="failed"}' in shift.metrics.show())
    shift.heartbeats.are_away = False
    await until(lambda: b'drumbeat_ticks_total{outcome="ok"}' in shift.metrics.show())
    shift.clock.to(berlin(11, "10:00"))
    await until(lambda: shift.chat.posts)


async def test_stopping_lets_the_delivery_under_way_end_and_begins_no_other(shift: Shift) -> None:
    shift.chat.go_on.clear()
    await shift.say("first", "second")
    shift.worker.start(60)
    await shift.chat.holds.wait()
    stopping = asyncio.create_task(shift.worker.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    shift.chat.go_on.set()
    await stopping
    assert [delivery.id for delivery in shift.chat.posts] == ["first"]
    assert await shift.store.backlog() == {"waiting": 1, "failed": 0, "ambiguous": 0}


async def test_a_worker_that_never_started_stops_at_once(shift: Shift) -> None:
    shift.worker.wake()
    await shift.worker.stop()
    assert shift.chat.posts == []
