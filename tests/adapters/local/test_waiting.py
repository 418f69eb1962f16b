"""Whoever sends something from a page is told in time what becomes of it."""

import re
from dataclasses import replace

from cadence.context import Services
from cadence.errors import StoreAway
from cadence.frontdoor import FrontDoor
from cadence.patience import NOBODY_WAITS, due_at
from cadence.ports import Post, Store
from cadence.requests import Reply, Request
from tests.adapters.local.desk import GROWTH, World, browsing
from tests.adapters.local.test_pages import the_thread
from tests.fakes.chatlog import MemoryChatLog
from tests.fakes.growth import TEAM

BEN = GROWTH.format("ben")


class Watched(FrontDoor):
    """Notes until when somebody waits before it."""

    def __init__(self, store: Store, services: Services) -> None:
        super().__init__(store, services)
        self.ends: list[float] = []

    async def handle(self, request: Request) -> Reply:
        self.ends.append(due_at())
        return await super().handle(request)


async def test_no_line_and_no_press_waits_for_longer_than_people_do(world: World, services: Services) -> None:
    """Else nobody would tell them for fifteen seconds that another program holds the file."""
    root, door = await the_thread(world), Watched(world.store, services)
    async with browsing(replace(world, deps=replace(world.deps, front_door=door))) as browser:
        await browser.send(f"{BEN}/say", thread=root, text="1.1 45%")
        await browser.send(f"{BEN}/say", text="okr mine")
        await browser.press("ben", "board.show", TEAM.id)
    assert len(door.ends) == 3
    assert max(door.ends) < NOBODY_WAITS


class WatchedLog(MemoryChatLog):
    """Notes until when somebody waits for what is written; held: as while another program holds the file."""

    def __init__(self, like: MemoryChatLog) -> None:
        vars(self).update(vars(like))
        self.ends: list[float] = []
        self.is_held = False

    async def write(self, post: Post) -> None:
        self._note()
        await super().write(post)

    async def mark_read(self, place: str, reader: str) -> None:
        self._note()
        await super().mark_read(place, reader)

    def _note(self) -> None:
        self.ends.append(due_at())
        if self.is_held:
            raise StoreAway("another program holds it")


async def test_nothing_that_a_page_writes_waits_for_longer_than_people_do(world: World) -> None:
    log = WatchedLog(world.chatlog)
    async with browsing(replace(world, deps=replace(world.deps, chatlog=log))) as browser:
        await browser.send(f"{BEN}/say", text="lunch?")
        page = await browser.send(f"{BEN}/say", text="okr mine")
        private = re.search(r'name="post" value="([^"]+)">Dismiss', await page.text())
        assert private
        await browser.send(f"{BEN}/dismiss", post=private[1])
        await browser.open(GROWTH.format("ana"))
    assert len(log.ends) >= 4
    assert max(log.ends) < NOBODY_WAITS


async def test_a_line_that_cannot_be_kept_is_said_so(world: World) -> None:
    log = WatchedLog(world.chatlog)
    async with browsing(replace(world, deps=replace(world.deps, chatlog=log))) as browser:
        await browser.open(BEN)
        log.is_held = True
        response = await browser.send(f"{BEN}/say", text="lunch?")
        assert response.status == 503
        assert "what you typed is still there" in await response.text()
