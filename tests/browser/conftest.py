"""A real Chromium in front of a local workspace in memory. Skips, and says why, where there is none."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from adapters.local.app import build_local
from cadence.context import Services
from tests.adapters.local.desk import World, make_world
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE
from tests.fakes.memory import MemoryStore

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("no Chromium on this machine; `apt-get install chromium` brings the browser tests to life")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Started once; every page of it has a profile of its own. It lives in one event loop, and the tests with it."""
    path = _chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def world(store: MemoryStore, clock: FakeClock, services: Services) -> World:
    """Growth on Wednesday at 10:00, its check-in just open."""
    made = await make_world(store, clock, services)
    await made.deps.travel(WORKSPACE.id, MONDAY.replace(day=11, hour=9))
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def url(world: World) -> AsyncIterator[str]:
    """Where the local workspace is served, without a slash at the end."""
    async with TestServer(build_local(world.deps)) as server:
        yield f"http://127.0.0.1:{server.port}"


class Watched:
    """A page, and what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, said: ConsoleMessage) -> None:
        is_answer = said.text.startswith("Failed to load resource")  # a status that a test asked for
        if said.type == "error" and not is_answer:
            self.faults.append(said.text)


@asynccontextmanager
async def visiting(chromium: Browser, url: str, **options: Any) -> AsyncIterator[Page]:
    """A page in a browser profile of its own; no script may fail and nothing may break the policy in it."""
    context = await chromium.new_context(base_url=url, **options)
    watched = Watched(await context.new_page())
    try:
        yield watched.page
    finally:
        await context.close()
    assert watched.faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser, url: str) -> AsyncIterator[Page]:
    """A desk-sized window."""
    async with visiting(chromium, url, viewport={"width": 1280, "height": 800}) as made:
        yield made
