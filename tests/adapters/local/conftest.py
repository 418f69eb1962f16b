"""A local workspace in memory, and a browser without scripts in front of it."""

from collections.abc import AsyncIterator

import pytest

from cadence.context import Services
from tests.adapters.local.desk import Browser, World, browsing, make_world
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def world(store: MemoryStore, clock: FakeClock, services: Services) -> World:
    return await make_world(store, clock, services)


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    async with browsing(world) as made:
        yield made
