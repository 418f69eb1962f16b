"""When the sender says it is worth looking again: as soon as a pace lets go, not once for each message that waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from cadence.delivery import LATE, Sender
from cadence.errors import TryLater
from cadence.model import Place
from cadence.ports import Delivery, Outcome, Pace, Rate
from tests.cadence.test_delivery import say
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def sender_of(store: MemoryStore, chat: FakeChat, clock: FakeClock, pace: Pace) -> Sender:
    return Sender(store, {"local": chat}, clock, jitter=lambda: 0.0, paces={"local": pace})


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat()


async def say_in_one_channel(store: MemoryStore, number: int) -> None:
    for each in range(number):
        await say(store, f"text {each}", f"m{each}", Place(channel="C-1"))


async def say_in_channels(store: MemoryStore, number: int) -> None:
    for each in range(number):
        await say(store, f"text {each}", f"m{each}", Place(channel=f"C-{each}"))


async def test_before_anything_was_delivered_there_is_nothing_to_look_for(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    sender = sender_of(store, chat, clock, Pace(lane=SECOND))
    assert await sender.drain() == 0
    assert sender.look_again_at is None


async def test_a_lane_is_looked_at_when_it_is_free_and_once_more(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    sender = sender_of(store, chat, clock, Pace(lane=SECOND))
    await say_in_one_channel(store, 3)
    began, moments = clock(), []
    while await sender.drain():
        moments.append(clock() - began)
        assert sender.look_again_at
        clock.to(sender.look_again_at)
    assert moments == [0 * SECOND, SECOND, 2 * SECOND]
    assert sender.look_again_at is None


async def test_where_the_rate_of_the_workspace_is_used_up_one_look_does_for_half_a_burst(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    pace = Pace(lane=SECOND / 4, post=Rate(63, MINUTE, burst=4))  # one a second after the burst
    sender = sender_of(store, chat, clock, pace)
    await say_in_channels(store, 10)
    began, seen = clock(), []
    while len(chat.posts) < 10:
        seen.append((round((clock() - began) / SECOND), await sender.drain()))
        assert sender.look_again_at
        clock.to(sender.look_again_at)
    assert seen == [(0, 4), (2, 2), (4, 2), (6, 2)]


async def test_after_a_wait_that_the_platform_asked_for(store: MemoryStore, chat: FakeChat, clock: FakeClock) -> None:
    sender = sender_of(store, chat, clock, Pace())
    chat.fail(TryLater("ratelimited", 30 * SECOND))
    await say_in_one_channel(store, 1)
    await sender.drain()
    assert sender.look_again_at == clock() + 30 * SECOND


@dataclass
class SlowToClaim:
    """An outbox whose database is busy."""

    store: MemoryStore
    clock: FakeClock
    takes: timedelta

    async def claim(self, now: datetime, *others: Any) -> list[Delivery]:
        claimed = await self.store.claim(now, *others)
        self.clock.now += self.takes
        return claimed

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        await self.store.settle(outcomes)

    async def backlog(self) -> dict[str, int]:
        return await self.store.backlog()


async def test_what_was_claimed_slowly_keeps_its_lane_from_when_it_was_begun(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    """Else the next message of the lane, which is claimed at once, comes too soon after it."""
    slow = SlowToClaim(store, clock, LATE * 10)
    sender = Sender(slow, {"local": chat}, clock, paces={"local": Pace(lane=SECOND)})
    await say_in_one_channel(store, 2)
    await sender.run_once()
    slow.takes = timedelta(0)
    begun = clock()
    assert sender.look_again_at == begun + SECOND
    clock.to(begun + SECOND - LATE)
    assert await sender.run_once() == 0
    clock.to(begun + SECOND)
    assert await sender.run_once() == 1
