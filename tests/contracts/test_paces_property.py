"""No order of saying, claiming and waiting exceeds a pace, starves a message, breaks a lane's order or says it twice.

Several workers play drawn stories in virtual time over the store in memory and over the databases. What a worker has
claimed it delivers at once, so that the moments of claiming are those at which the platform sees us.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.cards import card
from cadence.ids import id_for
from cadence.model import Message, Place, Workspace
from cadence.ports import Delivery, Op, Outcome, Pace, Rate
from tests.contracts.conftest import Kept, opened
from tests.contracts.test_outbox_property import Opener, in_memory
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY
from tests.fakes.memory import MemoryStore

LEASE = timedelta(minutes=2)
PLACES = {"a": Place(channel="C-1"), "b": Place(channel="C-1"), "c": Place(channel="C-2"), "d": Place(home="U1")}
PACE = Pace(
    lane=timedelta(seconds=1),
    lane_rate=Rate(3, timedelta(seconds=12), burst=2),
    again=timedelta(seconds=4),
    home=timedelta(seconds=4),
    post=Rate(6, timedelta(seconds=20), burst=2),
    update=Rate(4, timedelta(seconds=20), burst=2),
)
Step = tuple[str, float]
STORIES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["say", "say new"]), st.integers(0, 3)),
        st.tuples(st.just("claim"), st.integers(1, 4)),
        st.tuples(st.just("refused"), st.integers(1, 9)),
        st.tuples(st.just("wait"), st.sampled_from([0.3, 1, 2.5, 7])),
    ),
    min_size=8,
    max_size=40,
)
_workspaces = count(1)


@dataclass
class Story:
    """One workspace, its workers, and what its platform saw: every delivery with its moment."""

    workers: tuple[Kept, ...]
    clock: FakeClock
    workspace_id: str
    wanted: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    seen: list[tuple[datetime, Delivery]] = field(default_factory=list)
    closed: dict[Op, datetime] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def play(self, steps: list[Step]) -> None:
        for number, (what, detail) in enumerate(steps):
            worker = self.workers[number % len(self.workers)]
            if what == "wait":
                self.clock.forward(seconds=detail)
            elif what == "claim":
                await self.claim(worker, int(detail))
            elif what == "refused":
                await self.claim(worker, 1, asked=timedelta(seconds=detail))
            else:
                await self.say(worker, sorted(PLACES)[int(detail)], is_new=what == "say new")

    async def say(self, worker: Kept, name: str, is_new: bool) -> None:
        key = f"{name}{next(self._numbers)}" if is_new and name != "d" else name
        self.wanted[key], self.places[key] = f"{key}, saying {next(self._numbers)}", PLACES[name]
        made = Message(
            id=id_for(self.workspace_id, key),
            workspace_id=self.workspace_id,
            key=key,
            place=PLACES[name],
            card=card(self.wanted[key]),
        )
        async with worker.unit(self.workspace_id, actor="test") as unit:
            await unit.outbox.say(made)

    async def claim(self, worker: Kept, limit: int, asked: timedelta | None = None) -> None:
        """Deliver all at once; or the platform refuses and asks for a wait."""
        now = self.clock()
        claimed = await worker.claim(now, limit, LEASE, {"test": PACE})
        for delivery in claimed:
            assert self.closed.get(delivery.op, now) <= now, "the platform asked us to wait"
            self.seen.append((now, delivery))
            if asked:
                self.closed[delivery.op] = now + asked
        await worker.settle([self.outcome(delivery, asked) for delivery in claimed])

    def outcome(self, delivery: Delivery, asked: timedelta | None) -> Outcome:
        if asked is None:
            return Outcome(delivery=delivery, ref=f"ref {delivery.id}")
        until = self.clock() + asked
        return Outcome(delivery=delivery, retry_at=until, wait_until=until)

    async def finish(self) -> None:
        """All is delivered in the time that its number needs."""
        for second in range(60 + 10 * len(self.wanted)):
            if (await self.workers[0].backlog())["waiting"] == 0:
                return
            await self.claim(self.workers[second % len(self.workers)], 3)
            self.clock.forward(seconds=1)
        raise AssertionError("starved")

    def require_promises(self) -> None:
        self.require_last_words()
        for op, rate in ((Op.POST, PACE.post), (Op.UPDATE, PACE.update)):
            assert rate
            _require_rate([at for at, delivery in self.seen if delivery.op == op], rate, op)
        by_lane, by_message = defaultdict[str, list[datetime]](list), defaultdict[str, list[datetime]](list)
        for at, delivery in self.seen:
            if not delivery.place.home:
                by_lane[delivery.place.lane].append(at)
            if delivery.op == Op.UPDATE or delivery.place.home:
                by_message[delivery.id].append(at)
        _require_gaps(by_lane, PACE.lane)
        assert PACE.lane_rate
        for lane, moments in by_lane.items():
            _require_rate(moments, PACE.lane_rate, lane)
        _require_gaps(by_message, PACE.again)

    def require_last_words(self) -> None:
        """Each message shows what was said of it last; each was posted in its lane's order."""
        shown = {delivery.id: delivery.card.notice for _, delivery in self.seen}
        assert shown == {id_for(self.workspace_id, key): text for key, text in self.wanted.items()}
        firsts = list(dict.fromkeys(delivery.id for _, delivery in self.seen if delivery.op == Op.POST))
        for lane in {place.lane for place in self.places.values()}:
            said = [id_for(self.workspace_id, key) for key, place in self.places.items() if place.lane == lane]
            assert [each for each in firsts if each in said] == said, "out of order"


def _require_rate(moments: list[datetime], rate: Rate, what: str) -> None:
    for first in moments:
        assert sum(first <= at < first + rate.per for at in moments) <= rate.count, f"{what} too fast"


def _require_gaps(moments: dict[str, list[datetime]], gap: timedelta) -> None:
    for each, seen in moments.items():
        apart = [later - earlier for earlier, later in pairwise(seen)]
        assert all(between >= gap for between in apart), f"{each} too soon again"


async def play(steps: list[Step], open_it: Opener) -> None:
    clock = FakeClock(MONDAY)
    workspace = Workspace(id=f"test:{next(_workspaces)}", platform="test", name="A story")
    async with open_it(clock) as store, open_it(clock) as other:
        await store.add_workspace(workspace)
        workers = (store, store if isinstance(store, MemoryStore) else other)
        story = Story(workers, clock, workspace.id)
        await story.play(steps)
        await story.finish()
        story.require_promises()


@settings(max_examples=200, deadline=None)
@given(STORIES)
def test_a_paced_story_in_memory_keeps_the_promises(steps: list[Step]) -> None:
    asyncio.run(play(steps, in_memory))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STORIES)
def test_a_paced_story_in_a_database_keeps_the_promises(sql_url: str, steps: list[Step]) -> None:
    asyncio.run(play(steps, lambda clock: opened(sql_url, clock)))
