"""The worker does what is due again and again, outlives a failing pass, and ends without cutting anything off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.log import set_up_logging
from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.worker import HEARTBEAT, Worker
from cadence.cards import card
from cadence.context import Services
from cadence.delivery import Sender
from cadence.model import Message, Place
from cadence.ports import Arrival, Delivery, Pace
from cadence.receiving import Receiver
from cadence.scheduler import Scheduler
from tests.cadence.harness import berlin, stop
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.memory import MemoryStore
from tests.fakes.memory_unit import MemoryUnit
from tests.waiting import until


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
    heard: list[str] = field(default_factory=list)
    holds_event: asyncio.Event = field(default_factory=asyncio.Event)
    may_hear: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_hear.set()
        sender = Sender(self.store, {"local": self.chat}, self.clock)
        scheduler = Scheduler(self.store, self.services, stop)
        self.receiver = Receiver(self.store.inbox, {"slack": self.hear}, self.clock)
        self.worker = Worker(scheduler, sender, self.heartbeats, self.clock, self.metrics, self.receiver)

    async def hear(self, arrival: Arrival) -> None:
        self.holds_event.set()
        await self.may_hear.wait()
        self.heard.append(arrival.id)

    async def come(self, *names: str) -> None:
        """Events that somebody else kept, or that were left over."""
        for name in names:
            await self.store.inbox.put(Arrival(id=name, platform="slack", body="{}", at=self.clock()))

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
    made.may_hear.set()
    await made.worker.stop()


async def test_one_pass_does_what_is_due_delivers_it_and_gives_a_sign_of_life(shift: Shift) -> None:
    await shift.worker.run_pass()
    shift.clock.to(berlin(11, "10:00"))
    assert await shift.worker.run_pass() == 2
    assert [delivery.place.lane for delivery in shift.chat.posts] == ["channel:C-growth"]
    assert await shift.heartbeats.last_beat(HEARTBEAT) == berlin(11, "10:00")


async def test_a_tick_that_takes_long_shows_life_whenever_a_piece_of_it_ended(shift: Shift) -> None:
    """Of a company of 100,000 teams it takes minutes, and is no reason to start anything anew."""
    seconds, amiss = 0.0, list[str]()
    shift.worker.pulse = Pulse(lambda: seconds)
    shift.worker.pulse.expect(("scheduler",), timedelta(minutes=5))
    opened = shift.store.unit

    @asynccontextmanager
    async def slow(*args: Any, **options: Any) -> AsyncIterator[MemoryUnit]:
        nonlocal seconds
        amiss.extend(shift.worker.pulse.problems())
        async with opened(*args, **options) as unit:
            yield unit
        seconds += 200

    shift.store.unit = slow  # type: ignore[method-assign]  # each unit of work takes minutes
    await shift.worker.tick()
    assert seconds >= 800
    assert amiss == []


async def test_it_begins_at_once_and_goes_on(shift: Shift) -> None:
    shift.worker.start(0.05)
    await until(lambda: b'drumbeat_ticks_total{outcome="ok"} 3.0' in shift.metrics.show())


async def test_a_part_that_hangs_is_known_from_one_that_goes_on(shift: Shift) -> None:
    """Not only the pass as a whole: one that delivers for an hour is well, too."""
    seconds = 0.0
    shift.worker.pulse = Pulse(lambda: seconds)
    shift.chat.go_on.clear()
    await shift.say("first")
    shift.worker.start(0.05)
    await shift.chat.holds.wait()
    seconds = 400.0
    await until(lambda: len(shift.worker.pulse.problems()) == 1)
    assert shift.worker.pulse.problems()[0].startswith("sender: nothing was done for 7 minutes; it hangs")
    shift.chat.go_on.set()
    await until(lambda: not shift.worker.pulse.problems())


async def test_a_part_that_fails_again_and_again_is_known_as_that(shift: Shift, quiet: None) -> None:
    set_up_logging("CRITICAL", "json")
    seconds = 0.0
    shift.worker.pulse = Pulse(lambda: seconds)
    shift.heartbeats.are_away = True
    shift.worker.start(0.05)
    await until(lambda: b'drumbeat_ticks_total{outcome="failed"} 3.0' in shift.metrics.show())
    seconds = 400.0
    await until(lambda: len(shift.worker.pulse.problems()) == 1)
    assert shift.worker.pulse.problems()[0].startswith(
        "scheduler: nothing was done for 7 minutes; it fails (Connection"
    )


@pytest.fixture
def no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The looks that come every second anyway do not come."""
    monkeypatch.setattr("bot.worker.SEND_SECONDS", 3600)
    monkeypatch.setattr("bot.worker.RECEIVE_SECONDS", 3600)


@pytest.mark.usefixtures("no_second_look")
async def test_a_word_said_meanwhile_does_not_wait_for_the_next_look(shift: Shift) -> None:
    shift.worker.start(3600)
    await asyncio.sleep(0.05)
    await shift.say("hello")
    shift.worker.wake()
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


async def test_stopping_ends_the_passes_that_wait_for_their_turn_without_an_error(
    shift: Shift, caplog: pytest.LogCaptureFixture
) -> None:
    shift.chat.go_on.clear()
    await shift.say("first")
    shift.worker.start(0.05)
    await shift.chat.holds.wait()
    shift.worker.wake()  # one more pass of each kind
    await asyncio.sleep(0.1)
    stopping = asyncio.create_task(shift.worker.stop())
    shift.worker.wake()
    await asyncio.sleep(0.1)
    assert not stopping.done()
    shift.chat.go_on.set()
    async with asyncio.timeout(3):
        await stopping
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
    await shift.worker.stop()


async def test_nothing_is_due_once_it_is_time_to_stop(shift: Shift) -> None:
    await shift.worker.stop()
    shift.clock.to(berlin(11, "10:00"))
    assert await shift.worker.run_pass() == 0


async def test_one_pass_handles_the_events_that_wait(shift: Shift) -> None:
    await shift.come("Ev1", "Ev2")
    await shift.worker.run_pass()
    assert shift.heard == ["Ev1", "Ev2"]


@pytest.mark.usefixtures("no_second_look")
async def test_events_that_somebody_left_are_handled_while_it_runs(shift: Shift) -> None:
    shift.worker.start(3600)
    await asyncio.sleep(0.05)
    await shift.come("Ev1")
    shift.worker.wake()
    await until(lambda: shift.heard)


async def test_stopping_lets_the_events_under_way_end_and_begins_no_other(shift: Shift) -> None:
    shift.may_hear.clear()
    await shift.receiver.put(Arrival(id="Ev1", platform="slack", body="{}", at=shift.clock()))
    await shift.holds_event.wait()
    stopping = asyncio.create_task(shift.worker.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    await shift.come("Ev2")
    shift.may_hear.set()
    await stopping
    await shift.worker.receive()
    assert shift.heard == ["Ev1"]


async def test_a_worker_without_events_has_none_to_handle(shift: Shift) -> None:
    sender = Sender(shift.store, {}, shift.clock)
    alone = Worker(Scheduler(shift.store, shift.services, stop), sender, shift.heartbeats, shift.clock, shift.metrics)
    assert await alone.receive() == 0
    await alone.stop()


def test_events_are_counted_by_kind_and_outcome(shift: Shift) -> None:
    shift.metrics.event("app_mention", "handled")
    assert b'drumbeat_events_total{kind="app_mention",outcome="handled"} 1.0' in shift.metrics.show()


async def test_a_worker_that_never_started_stops_at_once(shift: Shift) -> None:
    shift.worker.wake()
    await shift.worker.stop()
    assert shift.chat.posts == []


@pytest.mark.usefixtures("no_second_look")
async def test_what_waits_for_a_pace_is_sent_as_soon_as_that_lets_go(store: MemoryStore, services: Services) -> None:
    chat, clock = FakeChat(), lambda: datetime.now(UTC)
    sender = Sender(store, {"local": chat}, clock, paces={"local": Pace(lane=timedelta(milliseconds=50))})
    worker = Worker(Scheduler(store, services, stop), sender, FakeHeartbeats(), clock, Metrics())
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        for number in range(4):
            where = Place(channel="C-1")
            await unit.outbox.say(
                Message(id=f"m{number}", workspace_id=WORKSPACE.id, key=f"k{number}", place=where, card=card("Hello"))
            )
    worker.start(tick_seconds=3600)
    await until(lambda: len(chat.posts) == 4)
    await worker.stop()
