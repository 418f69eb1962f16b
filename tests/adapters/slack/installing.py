"""The adapter behind real HTTP as an app that many workspaces install, and a browser in front of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from aiohttp import web

from adapters.slack.app import SlackAdapter, SlackDeps, build_slack
from adapters.slack.installing.installed import ManyTenants
from cadence.model import Workspace
from cadence.news import Connected, Disconnected, News
from tests.adapters.slack.scripted import ScriptedDoor
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, People
from tests.journeys.browser import Browser, Page


@dataclass
class Told:
    """A news desk that remembers, and keeps whether a workspace is connected, as the engine does.

    purged: ids of workspaces whose private things were to be forgotten.
    """

    store: MemoryStore
    news: list[News] = field(default_factory=list)
    purged: list[str] = field(default_factory=list)

    async def purge(self, workspace_id: str) -> None:
        self.purged.append(workspace_id)

    async def tell(self, news: News) -> None:
        self.news.append(news)
        if isinstance(news, Connected | Disconnected):
            async with self.store.unit(news.workspace_id, actor="platform") as unit:
                connected = replace(unit.workspace, is_connected=isinstance(news, Connected))
                await unit.save_workspace(connected)

    def connections(self) -> list[tuple[str, str]]:
        """Who came and went."""
        kinds = (Connected, Disconnected)
        return [(type(one).__name__, one.workspace_id) for one in self.news if isinstance(one, kinds)]


@dataclass
class Installed:
    """One process of ours, and what it keeps."""

    slack: FakeSlack
    adapter: SlackAdapter
    store: MemoryStore
    told: Told
    door: ScriptedDoor
    browser: Browser
    url: str

    @property
    def tenants(self) -> ManyTenants:
        assert isinstance(self.adapter.tenants, ManyTenants)
        return self.adapter.tenants

    async def install(self, team: str = "", **query: str) -> Page:
        """Open the install page and go wherever that leads."""
        asked = {"team": team, **query} if team else query
        return await self.browser.open(f"{self.url}/slack/install?{'&'.join(f'{k}={v}' for k, v in asked.items())}")

    def people(self, team_id: str = "") -> People:
        """The people of one workspace, over signed HTTP."""
        at = next(each for each in self.slack.workspaces if each.team_id == (team_id or self.slack.team_id))
        return People(self.slack, f"{self.url}/slack/events", at=at)

    async def workspace(self, workspace_id: str) -> Workspace:
        return next(one for one in await self.store.workspaces() if one.id == workspace_id)


@asynccontextmanager
async def installing(
    slack: FakeSlack, store: MemoryStore, clock: Callable[[], datetime], *, allowed: tuple[str, ...] = ()
) -> AsyncIterator[Installed]:
    """A process on this store; several may share one."""
    told, door = Told(store), ScriptedDoor()
    adapter = build_slack(
        SlackDeps(
            front_door=door,
            store=store,
            signing_secret=slack.signing_secret,
            client_id=slack.oauth.client_id,
            client_secret=slack.oauth.client_secret,
            allowed=allowed,
            api_url=slack.api_url,
            vault=store.vault,
            tickets=store.tickets,
            news=told,
            purge=told.purge,
            clock=clock,
        )
    )
    app = web.Application()
    adapter.add_routes(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    await adapter.connect()
    async with Browser() as browser:
        yield Installed(slack, adapter, store, told, door, browser, f"http://{host}:{port}")
    await runner.cleanup()
    await adapter.close()
