"""The whole adapter behind real HTTP, on a loopback Teams with two people; the engine answers as it is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.teams.app import PATH, TeamsAdapter, TeamsDeps, build_teams
from cadence.news import News
from cadence.ports import Arrival
from cadence.receiving import Handler, Receiver
from cadence.requests import Nothing, Reply, Request
from tests.fakes.memory import MemoryStore
from tests.fakes.teams import FakeTeams, Somebody
from tests.fakes.teams.tenant import TENANT_ID


@dataclass
class ScriptedEngine:
    """Front door and news desk: answers with the next reply that it was given, and remembers what it was told."""

    replies: list[Reply | Exception] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    told: list[News] = field(default_factory=list)

    async def handle(self, request: Request) -> Reply:
        self.asked.append(request)
        reply = self.replies.pop(0) if self.replies else Nothing()
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def tell(self, news: News) -> None:
        self.told.append(news)


@dataclass
class Whole:
    """put_fails: how often keeping an event fails from now on."""

    adapter: TeamsAdapter
    engine: ScriptedEngine
    teams: FakeTeams
    store: MemoryStore
    receiver: Receiver
    put_fails: int = 0

    def somebody(self, name: str) -> Somebody:
        """One more person of the tenant, who has the app."""
        user = self.teams.tenant.add_user(name)
        self.teams.tenant.installed_for.add(user.aad)
        return Somebody(self.teams, self.teams.tenant, user)

    async def settled(self) -> None:
        """Let everything that was kept be handled."""
        await self.receiver.drain()
        self.receiver._is_stopping = False


@asynccontextmanager
async def whole(teams: FakeTeams, store: MemoryStore, **otherwise: Any) -> AsyncIterator[Whole]:
    engine = ScriptedEngine()
    handlers: dict[str, Handler] = {}
    receiver = Receiver(store.inbox, handlers, store._clock)

    async def keep(arrival: Arrival) -> bool:
        if made.put_fails:
            made.put_fails -= 1
            raise OSError("the database is away")
        return await receiver.put(arrival)

    settings = {
        "front_door": engine,
        "app_id": teams.app_id,
        "app_password": teams.password,
        "tenant_id": TENANT_ID,
        "login_url": teams.login_url,
        "openid_url": teams.issuer.openid_url,
    }
    deps = TeamsDeps(
        store=store,
        addresses=store.addresses,
        keep=keep,
        news=engine,
        **{**settings, **otherwise},
    )
    adapter = build_teams(deps)
    made = Whole(adapter, engine, teams, store, receiver)
    handlers["teams"] = adapter.handle
    await adapter.connect()
    app = web.Application()
    adapter.add_routes(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    teams.wire.url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    yield made
    await receiver.drain()
    await runner.cleanup()
    await adapter.close()
