"""How much of what Slack allows is used, in virtual time: the real sender over a database, and a platform that counts
every call with a limiter of its own.

Virtual time stands still while something is delivered. A message arrives a little after it was handed out, at each
moment another little, as on a network; so a pace that leaves no room for that is caught.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.slack.showing.chat import PACE
from cadence.cards import card
from cadence.delivery import Sender
from cadence.errors import TryLater
from cadence.ids import id_for
from cadence.model import Message, Place, Workspace
from cadence.ports import Delivery
from storage import SqlStore, open_store, upgrade
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY
from tests.fakes.slack.pacing import MINUTE, POSTS_A_MINUTE, TIER_OF, TIERS, Pacing

LEAST = 0.95
LONGEST_WAY = 0.02
"""Seconds from handing out to arriving."""
POLL = 1.0
"""Seconds between two looks of a worker (`bot.worker`), which also looks when its sender says so."""
POST, UPDATE = "chat.postMessage", "chat.update"
POSTS, UPDATES = POSTS_A_MINUTE / MINUTE, TIERS[TIER_OF[UPDATE]] / MINUTE
"""A second, of one workspace."""


@dataclass(frozen=True)
class Load:
    """What waits to be said, and how much of it the limits allow a second, all together.

    messages: in each channel. wait: seconds that the platform asks for in the middle.
    """

    name: str
    workspaces: int
    channels: int
    messages: int
    allowed: float
    method: str = POST
    wait: int = 0

    @property
    def total(self) -> int:
        return self.workspaces * self.channels * self.messages


def loads(seconds: int) -> list[Load]:
    """Each takes about so long; a thousand channels with a message a second only a tenth, since there are so many."""
    return [
        Load("one channel", 1, 1, seconds, 1.0),
        Load("1,000 channels, 4 a workspace", 250, 4, seconds // 10, 1000.0),
        Load("a workspace's cap, 100 channels", 1, 100, int(seconds * POSTS) // 100, POSTS),
        Load("a workspace's cap of updates", 1, int(seconds * UPDATES), 1, UPDATES, UPDATE),
        Load("a Retry-After of 30 s in the middle", 1, 100, int(seconds * POSTS) // 100, POSTS, wait=30),
    ]


@dataclass
class Platform:
    """Shows everything at once, but for the one time when it asks for a wait. arrived: when what counts did."""

    clock: FakeClock
    load: Load
    arrived: list[float] = field(default_factory=list)
    limits: dict[str, Pacing] = field(default_factory=dict)
    way: float = 0.0
    is_counting: bool = False
    has_asked: bool = False

    async def post(self, delivery: Delivery) -> str:
        return self._take(delivery, POST)

    async def update(self, delivery: Delivery) -> str:
        return self._take(delivery, UPDATE)

    def now(self) -> float:
        return (self.clock() - MONDAY).total_seconds() + self.way

    def _take(self, delivery: Delivery, method: str) -> str:
        if not self.is_counting:
            return delivery.id
        limits = self.limits.setdefault(delivery.workspace_id, Pacing())
        limits.now = self.now
        limits.wait_for(method, {"channel": delivery.place.channel})
        if self.load.wait and not self.has_asked and len(self.arrived) >= self.load.total // 2:
            self.has_asked = True
            limits.close(method, self.load.wait)
            self.clock.forward(seconds=self.way)  # the answer is not heard before it was given
            self.way = 0.0
            raise TryLater("ratelimited", timedelta(seconds=self.load.wait))
        self.arrived.append(self.now())
        return delivery.id

    @property
    def rate(self) -> float:
        """Of what is allowed. What arrived in the first moment is where time begins."""
        first, last = self.arrived[0], self.arrived[-1]
        return sum(at > first for at in self.arrived) / (last - first - self.load.wait) / self.load.allowed

    @property
    def forbidden(self) -> list[str]:
        """The limits that were broken, once for each call."""
        return [broken.limit for limits in self.limits.values() for broken in limits.broken]


async def measure_limits(url: str, load: Load, workers: int = 1) -> Platform:
    """What the platform saw. Raises RuntimeError where not all comes through in three times of what is allowed."""
    clock = FakeClock(MONDAY)
    platform = Platform(clock, load)
    async with _stores(url, clock, workers) as stores:
        await _say(stores[0], load, "said", clock)
        if load.method == UPDATE:
            await Sender(stores[0], {"slack": platform}, clock).drain()
            clock.forward(minutes=2)
            await _say(stores[0], load, "said otherwise", clock)
        platform.is_counting = True
        await _deliver([Sender(each, {"slack": platform}, clock, paces={"slack": PACE}) for each in stores], platform)
    return platform


@asynccontextmanager
async def _stores(url: str, clock: FakeClock, workers: int) -> AsyncIterator[list[SqlStore]]:
    await upgrade(url)
    stores = [open_store(url, clock) for _ in range(workers)]
    yield stores
    for each in stores:
        await each.close()


async def _say(store: SqlStore, load: Load, words: str, clock: FakeClock) -> None:
    """One after the other in each channel, all channels by turns."""
    for number in range(load.workspaces):
        workspace_id = f"slack:T{number}"
        await store.add_workspace(Workspace(id=workspace_id, platform="slack", name="Sample"))
    for turn in range(load.messages):
        clock.forward(seconds=1)
        for number in range(load.workspaces):
            async with store.unit(f"slack:T{number}", actor="benchmark") as unit:
                for channel in range(load.channels):
                    await unit.outbox.say(_message(f"slack:T{number}", f"{channel}:{turn}", words))


def _message(workspace_id: str, key: str, words: str) -> Message:
    place = Place(channel="C" + key.partition(":")[0])
    return Message(
        id=id_for(workspace_id, key), workspace_id=workspace_id, key=key, place=place, card=card(f"{key} {words}")
    )


async def _deliver(senders: Sequence[Sender], platform: Platform) -> None:
    """As workers do it, until everything arrived."""
    clock, load, ways = platform.clock, platform.load, random.Random(1)  # noqa: S311 - nothing secret
    poll, end = clock(), clock() + timedelta(seconds=60 + load.wait + 3 * load.total / load.allowed)
    while len(platform.arrived) < load.total:
        if clock() > end:
            raise RuntimeError(f"{load.name}: {len(platform.arrived)} of {load.total} arrived")
        platform.way = ways.uniform(0, LONGEST_WAY)
        await asyncio.gather(*(each.drain() for each in senders))
        poll = poll if poll > clock() else clock() + timedelta(seconds=POLL)
        clock.to(min([poll, *(at for each in senders if (at := each.look_again_at) and at > clock())]))
