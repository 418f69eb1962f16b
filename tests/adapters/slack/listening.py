"""The whole adapter listening to a loopback Slack: events are kept in memory, and news go to a desk that notes them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from aiohttp import web

from adapters.slack.app import PATH, SlackAdapter, SlackDeps, build_slack
from adapters.slack.arriving.listening import Listening
from cadence.context import member_id
from cadence.ids import id_for
from cadence.model import Group, Member, Team
from cadence.news import News
from cadence.ports import Arrival
from cadence.receiving import Receiver
from tests.adapters.slack.scripted import ScriptedDoor
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, People

N = TypeVar("N", bound=News)


@dataclass
class NotingDesk:
    """A news desk that notes what it was told; it fails as often as it is told to."""

    told: list[News] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def tell(self, news: News) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.told.append(news)

    def of(self, kind: type[N]) -> list[N]:
        return [news for news in self.told if isinstance(news, kind)]


@dataclass
class Ears:
    """The running adapter and everything around it."""

    slack: FakeSlack
    door: ScriptedDoor
    store: MemoryStore
    people: People
    adapter: SlackAdapter
    receiver: Receiver
    desk: NotingDesk
    counted: Counter[tuple[str, str]]
    clock: FakeClock

    @property
    def listening(self) -> Listening:
        assert self.adapter.listening is not None
        return self.adapter.listening

    @property
    def workspace_id(self) -> str:
        return f"slack:{self.slack.team_id}"

    async def heard(self, what: Awaitable[object]) -> None:
        """Let it happen, and be handled to its end."""
        await what
        await self.settle()

    async def settle(self) -> None:
        while self.receiver._running:
            await asyncio.wait(self.receiver._running)

    def calls(self, method: str) -> int:
        return [name for name, _ in self.slack.calls].count(method)

    async def know(self, *users: str) -> None:
        async with self.store.unit(self.workspace_id, actor="test") as unit:
            for user in users:
                await unit.members.add(
                    Member(**self._record(member_id(self.workspace_id, user)), external_id=user, name=user)
                )

    async def lead(self, user: str, group: str = "") -> None:
        """A team with this lead; group: whose members are the team."""
        group_id = id_for("group", self.workspace_id, group) if group else None
        async with self.store.unit(self.workspace_id, actor="test") as unit:
            if group_id:
                await unit.groups.add(Group(**self._record(group_id), external_id=group, handle="g", name="G"))
            lead = member_id(self.workspace_id, user)
            team = Team(
                **self._record("team-1"), slug="growth", name="Growth", channel="C1", lead_id=lead, group_id=group_id
            )
            await unit.teams.add(team)

    def _record(self, record_id: str) -> dict[str, Any]:
        return {"id": record_id, "workspace_id": self.workspace_id}


@asynccontextmanager
async def ears(slack: FakeSlack, door: ScriptedDoor, store: MemoryStore) -> AsyncIterator[Ears]:
    """The adapter, connected, but without its daily look-ups: tests ask for those."""
    desk, counted, handlers = (
        NotingDesk(),
        Counter[tuple[str, str]](),
        dict[str, Callable[[Arrival], Awaitable[None]]](),
    )
    clock = FakeClock(datetime.now(UTC))
    receiver = Receiver(store.inbox, handlers, clock, jitter=lambda: 0)
    adapter = build_slack(
        SlackDeps(
            front_door=door,
            store=store,
            bot_token=slack.token,
            signing_secret=slack.signing_secret,
            api_url=slack.api_url,
            keep=receiver.put,
            news=desk,
            clock=clock,
            count=lambda kind, outcome: counted.update([(kind, outcome)]),
        )
    )
    assert adapter.listening is not None
    handlers["slack"] = adapter.listening.events.handle
    app = web.Application()
    adapter.add_routes(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await adapter.listening.freshness.stop()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with People(slack, f"http://{host}:{port}{PATH}") as people:
        await adapter.tenants.connect()
        slack.calls.clear()
        yield Ears(slack, door, store, people, adapter, receiver, desk, counted, clock)
    await receiver.drain()
    await adapter.close()
    await runner.cleanup()
