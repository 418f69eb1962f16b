"""A receiver over an inbox in memory, whose handler does as it is told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cadence.ports import Arrival
from cadence.receiving import LEASE, MOST_ATTEMPTS, Receiver
from tests.fakes.clock import FakeClock
from tests.fakes.memory_keeping import MemoryInbox

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


class WatchedInbox(MemoryInbox):
    """Counts the signs of life of whoever handles something. is_away: the database cannot keep them."""

    def __init__(self) -> None:
        super().__init__()
        self.signs, self.is_away = 0, False

    async def hold(self, arrival: Arrival, until: datetime) -> bool:
        if self.is_away:
            raise ConnectionError("the database is away")
        self.signs += 1
        return await super().hold(arrival, until)

    def has_more_signs_than(self, before: int) -> bool:
        return self.signs > before


@dataclass
class Desk:
    """A receiver whose handler fails as often as it is told, and may be held up."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    inbox: WatchedInbox = field(default_factory=WatchedInbox)
    handled: list[str] = field(default_factory=list)
    tried: list[int] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    regrets_fail: list[Exception] = field(default_factory=list)
    regretted: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.receiver = self.another()

    def another(self, lease: timedelta = LEASE) -> Receiver:
        """Another process on the same inbox."""
        return Receiver(
            self.inbox,
            {"slack": self.handle},
            self.clock,
            regrets={"slack": self.regret},
            gave_up=lambda arrival, reason: self.given_up.append(f"{arrival.id} {reason}"),
            report=lambda arrival, error: self.reported.append(f"{arrival.id} {error}"),
            jitter=lambda: 0,
            lease=lease,
        )

    async def handle(self, arrival: Arrival) -> None:
        self.tried.append(arrival.attempt)
        await self.go_on.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.handled.append(arrival.id)

    async def regret(self, arrival: Arrival) -> None:
        if self.regrets_fail:
            raise self.regrets_fail.pop(0)
        self.regretted.append(arrival.id)

    async def hopeless(self, age: timedelta = timedelta(0)) -> None:
        """An event fails for the last time."""
        await self.inbox.put(Arrival(id="Ev1", platform="slack", body="{}", at=NOON - age, attempt=MOST_ATTEMPTS))
        self.failures = [ConnectionError()]
        await self.receiver.run_once()

    async def come(self, name: str = "Ev1", platform: str = "slack") -> bool:
        return await self.receiver.put(Arrival(id=name, platform=platform, body="{}", at=self.clock()))

    async def after(self, wait: timedelta) -> int:
        self.clock.to(self.clock() + wait)
        return await self.receiver.run_once()


async def settled(what: Callable[[], object]) -> None:
    for _ in range(1_000):
        if what():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come to that")
