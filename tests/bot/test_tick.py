"""One `drumbeat tick` in place of a worker: a cron's call goes on as long as a platform's pace makes it wait."""

from datetime import timedelta

import pytest

from bot.cli.tick import MOST_SECONDS, QUIET_SECONDS, send_all
from bot.metrics import Metrics
from bot.worker import Worker
from cadence.cards import card
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import TryLater
from cadence.ids import id_for
from cadence.model import Message, Place
from cadence.ports import Arrival, Pace
from cadence.scheduler import Scheduler
from tests.bot.conftest import Terminal, real_now
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.memory import MemoryStore


class Cron:
    """One call, on a platform that takes a message a second in each channel."""

    def __init__(self, store: MemoryStore, clock: FakeClock, services: Services) -> None:
        self.store, self.clock, self.slept = store, clock, 0
        self.chat = FakeChat()
        platform = WORKSPACE.id.partition(":")[0]
        paces = {platform: Pace(lane=timedelta(seconds=1))}
        sender = Sender(store, {platform: self.chat}, clock, paces=paces, jitter=lambda: 0.0)
        self.worker = Worker(Scheduler(store, services), sender, FakeHeartbeats(), clock, Metrics())

    async def sleep(self, seconds: float) -> None:
        self.slept += 1
        self.clock.forward(seconds=seconds)

    async def say(self, count: int) -> None:
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            for number in range(count):
                key = f"m{number}"
                made = id_for("message", WORKSPACE.id, key)
                place = Place(channel="C-growth")
                await unit.outbox.say(
                    Message(id=made, workspace_id=WORKSPACE.id, key=key, place=place, card=card(f"text {number}"))
                )

    async def call(self) -> int:
        return await send_all(self.worker, self.store, self.sleep)


@pytest.fixture
def cron(store: MemoryStore, clock: FakeClock, services: Services) -> Cron:
    return Cron(store, clock, services)


async def test_what_the_pace_of_a_channel_holds_back_goes_in_the_same_call(cron: Cron) -> None:
    await cron.say(5)
    assert await cron.call() == 5
    assert [post.card.notice for post in cron.chat.posts] == [f"text {number}" for number in range(5)]
    assert cron.slept == 4


async def test_with_nothing_to_say_it_ends_at_once(cron: Cron) -> None:
    assert await cron.call() == 0
    assert cron.slept == 0


async def test_what_cannot_go_soon_is_left_to_the_next_call(cron: Cron) -> None:
    await cron.say(1)
    cron.chat.fail(TryLater("busy", timedelta(minutes=5)))
    assert await cron.call() == 1
    assert cron.slept == QUIET_SECONDS


async def test_it_ends_before_the_next_call_of_a_cron_begins(cron: Cron) -> None:
    await cron.say(MOST_SECONDS + 20)
    assert await cron.call() == MOST_SECONDS + 1
    assert MOST_SECONDS < 60


def test_events_that_were_left_over_are_handled_too(terminal: Terminal) -> None:
    left = Arrival(id="Ev1", platform="slack", body="{}", at=real_now())
    assert terminal.kept(lambda store: store.inbox.put(left))
    assert terminal.type("tick").exit_code == 0
    assert any("slack is not configured" in row for row in terminal.dump()), "it was tried"
