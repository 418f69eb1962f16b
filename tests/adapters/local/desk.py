"""A local workspace to test with: the team Growth, its channel, and a browser without scripts."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from html.parser import HTMLParser

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from adapters.local.app import build_local
from adapters.local.chat import LocalChat
from adapters.local.decoding import press_value
from adapters.local.deps import LocalDeps
from cadence.context import Services
from cadence.delivery import Sender
from cadence.frontdoor import FrontDoor
from cadence.ports import Channel
from cadence.scheduler import Scheduler
from tests.fakes.chatlog import MemoryChatLog
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE
from tests.fakes.memory import MemoryStore

GROWTH = "/as/{}/c/C-growth"


@dataclass
class World:
    """The running parts, and what they keep."""

    store: MemoryStore
    chatlog: MemoryChatLog
    scheduler: Scheduler
    sender: Sender
    deps: LocalDeps

    async def run_pass(self) -> None:
        """One tick, and everything said delivered."""
        await self.scheduler.tick()
        while await self.sender.run_once():
            pass


async def make_world(store: MemoryStore, clock: FakeClock, services: Services) -> World:
    """#growth with its team, #lounge without one, and the private #leadership of a team that only Ana leads."""
    chatlog = MemoryChatLog()
    for channel in (Channel(id=TEAM.channel, name="growth"), Channel(id="C-lounge", name="lounge")):
        await chatlog.add_channel(channel)
    scheduler = Scheduler(store, services)
    sender = Sender(store, {"local": LocalChat(chatlog, store, clock)}, clock)

    async def run_pass() -> None:
        await world.run_pass()

    async def travel(workspace: str, to: datetime) -> datetime:
        for step in await scheduler.upcoming(workspace, TEAM.id):
            if step.at < to:
                await store.advance_clock(workspace, step.at)
                await run_pass()
        arrived = await store.advance_clock(workspace, to)
        await run_pass()
        return arrived

    deps = LocalDeps(
        front_door=FrontDoor(store, services),
        store=store,
        chatlog=chatlog,
        agenda=scheduler,
        travel=travel,
        run_pass=run_pass,
        clock=clock,
        secret=b"a secret for tests",
    )
    world = World(store, chatlog, scheduler, sender, deps)
    await run_pass()
    return world


class Browser:
    """Clicks through pages as a browser without scripts does: reads the page's token, and sends its forms."""

    def __init__(self, client: TestClient[Request, Application]) -> None:
        self.client = client
        self._sent = 0

    async def open(self, path: str) -> str:
        """The page's HTML."""
        async with self.client.get(path) as response:
            return await response.text()

    async def send(self, path: str, **fields: str) -> ClientResponse:
        """Send one of the forms of the page at `/as/<who>/...`; follows to where the server leads."""
        token = csrf_in(await self.open(path.rpartition("/")[0]))
        self._sent += 1
        data = {"csrf": token, "request_id": f"click-{self._sent}", **fields}
        return await self.client.post(path, data=data)

    async def press(self, who: str, action: str, value: str = "", ref: str = "") -> str:
        """Press a button in #growth, and return the page that follows."""
        response = await self.send(GROWTH.format(who) + "/press", press=press_value(action, value, ref))
        return await response.text()


def csrf_in(html: str) -> str:
    """The token that the page's forms carry."""
    found = re.search(r'name="csrf" value="(\w+)"', html)
    assert found, html
    return found[1]


class _Fields(HTMLParser):
    """Gathers what the open form would send: hidden and text inputs, and chosen ones."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._is_inside = "data-form" in known if tag == "form" else self._is_inside
        is_off = known.get("type") in {"radio", "checkbox"} and "checked" not in known
        if tag == "input" and self._is_inside and not is_off:
            self.found[known.get("name") or ""] = known.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "form"


def fields_in(html: str) -> dict[str, str]:
    """What the form that stands open on a page would send as it is."""
    reader = _Fields()
    reader.feed(html)
    return reader.found


def text_of(html: str) -> str:
    """What a reader sees: tags away, entities resolved, blanks joined."""
    plain = re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(plain).split())


@asynccontextmanager
async def browsing(world: World) -> AsyncIterator[Browser]:
    """A browser on a server of this world."""
    async with TestClient(TestServer(build_local(world.deps))) as client:
        yield Browser(client)


__all__ = ["GROWTH", "WORKSPACE", "Browser", "World", "browsing", "csrf_in", "fields_in", "make_world", "text_of"]
