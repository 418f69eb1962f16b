"""Whoever sends something from a page is told in time what becomes of it."""

from dataclasses import replace

from cadence.context import Services
from cadence.frontdoor import FrontDoor
from cadence.patience import NOBODY_WAITS, due_at
from cadence.ports import Store
from cadence.requests import Reply, Request
from tests.adapters.local.desk import GROWTH, World, browsing
from tests.adapters.local.test_pages import the_thread
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
