"""No order of saying, claiming, dying and settling loses a message, shows it twice, or breaks a lane's order.

Plays drawn stories over the store in memory and over the databases. Each story has workers that post at once, but
may die before they say so, or say so long after their lease ran out.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cadence.cards import card
from cadence.ids import id_for
from cadence.model import Message, Place, Workspace
from cadence.ports import Delivery, Op, Outcome
from tests.contracts.conftest import Kept, opened
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY
from tests.fakes.memory import MemoryStore

LEASE = timedelta(minutes=2)
PLACES = {"a": "C-1", "b": "C-1", "c": "C-2"}
"""Where each message belongs, by key: two lanes."""

Step = tuple[str, str | int]
_pick = st.integers(0, 3)
STORIES = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(sorted(PLACES))),
        st.tuples(st.sampled_from(["claim and send", "claim and die"]), st.just(0)),
        st.tuples(st.sampled_from(["arrived", "arrived", "later", "never", "unknown"]), _pick),
        st.tuples(st.just("wait"), st.sampled_from([5, 121])),
    ),
    min_size=6,
    max_size=30,
)
_workspaces = count(1)


@dataclass
class Story:
    """One workspace, its platform and its workers; `busy` are claims not heard of yet, `sent` whether they posted."""

    store: Kept
    clock: FakeClock
    workspace_id: str
    said: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    posted: list[str] = field(default_factory=list)
    ever_failed: set[str] = field(default_factory=set)
    busy: list[tuple[Delivery, bool]] = field(default_factory=list)
    leases: dict[str, tuple[Delivery, datetime]] = field(default_factory=dict)

    _sayings: Iterator[int] = field(default_factory=lambda: count(1))

    async def play(self, steps: list[Step]) -> None:
        for what, detail in steps:
            if what == "say":
                await self.say(str(detail))
            elif what == "wait":
                self.clock.forward(seconds=int(detail))
            elif what.startswith("claim"):
                await self.claim(dies=what == "claim and die")
            else:
                await self.hear(what, int(detail))

    async def say(self, key: str) -> None:
        self.said[key] = f"{key}, saying {next(self._sayings)}"
        if key not in self.order:
            self.order.append(key)
        place = Place(channel=PLACES[key])
        made = Message(
            id=id_for(self.workspace_id, key),
            workspace_id=self.workspace_id,
            key=key,
            place=place,
            card=card(self.said[key]),
        )
        async with self.store.unit(self.workspace_id, actor="test") as unit:
            await unit.outbox.say(made)

    async def claim(self, dies: bool) -> None:
        """Claim; post unless the worker dies before it can."""
        for delivery in await self.store.claim(self.clock(), 2, LEASE):
            self.require_free(delivery)
            if not dies:
                self.send(delivery)
            self.busy.append((delivery, not dies))

    def require_free(self, delivery: Delivery) -> None:
        """Two workers never are in one lane."""
        known = self.leases.get(delivery.place.lane)
        assert known is None or known[1] <= self.clock(), f"{delivery.place.lane} is still with {known}"
        self.leases[delivery.place.lane] = (delivery, self.clock() + LEASE)

    def send(self, delivery: Delivery) -> None:
        """As a platform does that knows a message it has seen when it is told of an attempt taken up again."""
        if delivery.op == Op.POST and delivery.id in self.posted:
            assert delivery.resumed, "posted twice"
        elif delivery.op == Op.POST:
            self.posted.append(delivery.id)
        assert delivery.id in self.posted
        self.shown[delivery.id] = delivery.card.notice

    async def hear(self, what: str, which: int) -> None:
        """A worker says how it went: what was sent has arrived, or its end is unknown; the rest was not sent."""
        fitting = [item for item in self.busy if item[1] == (what == "arrived") or what == "unknown"]
        if not fitting:
            return
        delivery, was_sent = fitting[which % len(fitting)]
        if what == "unknown" and delivery.op == Op.UPDATE:
            return
        self.busy.remove((delivery, was_sent))
        await self.store.settle([self.outcome(what, delivery)])

    def outcome(self, what: str, delivery: Delivery) -> Outcome:
        known = self.leases.get(delivery.place.lane)
        if known and known[0] is delivery:
            del self.leases[delivery.place.lane]
        if what == "arrived":
            return Outcome(delivery=delivery, ref=f"ref {delivery.id}")
        if what == "later":
            return Outcome(delivery=delivery, retry_at=self.clock() + timedelta(seconds=5))
        self.ever_failed.add(delivery.id)
        return Outcome(delivery=delivery, failed="no") if what == "never" else Outcome(delivery=delivery, ambiguous="?")

    async def finish(self) -> None:
        """Everybody died; new workers do everything that is left."""
        self.busy.clear()
        for _ in range(len(self.said) * 4 + 4):
            self.clock.forward(minutes=3)
            await self.claim(dies=False)
            while self.busy:
                await self.hear("arrived", 0)

    async def require_promises(self) -> None:
        backlog = await self.store.backlog()
        assert backlog["waiting"] == 0
        for key, text in self.said.items():
            if id_for(self.workspace_id, key) not in self.ever_failed:
                assert self.shown.get(id_for(self.workspace_id, key)) == text, f"{key} does not show what was said last"
        for channel in set(PLACES.values()):
            ids = [id_for(self.workspace_id, key) for key in self.order if PLACES[key] == channel]
            kept = [each for each in ids if each not in self.ever_failed]
            assert [each for each in self.posted if each in kept] == kept, "out of order"


SAID_DURING_A_DELIVERY: list[Step] = [("say", "a"), ("claim and send", 0), ("say", "a"), ("arrived", 0)]
A_LATE_WORD_WHILE_ANOTHER_WORKS: list[Step] = [
    ("say", "a"),
    ("claim and die", 0),
    ("wait", 121),
    ("claim and send", 0),
    ("later", 0),
    ("claim and send", 0),
]
A_LATE_WORD_AFTER_ANOTHER_ARRIVED: list[Step] = [
    *A_LATE_WORD_WHILE_ANOTHER_WORKS[:4],
    ("arrived", 0),
    ("say", "a"),
    ("claim and send", 0),
    ("later", 0),
    ("claim and send", 0),
]

Opener = Callable[[FakeClock], AbstractAsyncContextManager[Kept]]


async def play(steps: list[Step], open_it: Opener) -> None:
    clock = FakeClock(MONDAY)
    workspace = Workspace(id=f"story-{next(_workspaces)}", platform="test", name="A story")
    async with open_it(clock) as store:
        await store.add_workspace(workspace)
        story = Story(store, clock, workspace.id)
        await story.play(steps)
        await story.finish()
        await story.require_promises()


@asynccontextmanager
async def in_memory(clock: FakeClock) -> AsyncIterator[Kept]:
    yield MemoryStore(clock)


@settings(max_examples=300, deadline=None)
@given(STORIES)
@example(SAID_DURING_A_DELIVERY)
@example(A_LATE_WORD_WHILE_ANOTHER_WORKS)
@example(A_LATE_WORD_AFTER_ANOTHER_ARRIVED)
def test_a_story_in_memory_keeps_the_promises(steps: list[Step]) -> None:
    asyncio.run(play(steps, in_memory))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STORIES)
@example(steps=SAID_DURING_A_DELIVERY)
@example(steps=A_LATE_WORD_WHILE_ANOTHER_WORKS)
@example(steps=A_LATE_WORD_AFTER_ANOTHER_ARRIVED)
def test_a_story_in_a_database_keeps_the_promises(sql_url: str, steps: list[Step]) -> None:
    asyncio.run(play(steps, lambda clock: opened(sql_url, clock)))
