"""Fixtures that every test may use: a still clock and a store in memory with the sample team."""

import pytest
from hypothesis import HealthCheck, settings

from cadence.context import Services
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services
from tests.fixtures.postgres import postgres_server as postgres_server
from tests.fixtures.postgres import postgres_url as postgres_url
from tests.fixtures.sqlite import sqlite_template as sqlite_template
from tests.fixtures.sqlite import sqlite_url as sqlite_url

settings.register_profile("drumbeat", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("drumbeat")  # how fast a machine is that does other things too is no property of ours

LONG_FIRST = ("journeys", "torture", "parity", "browser", "contracts")
"""Directories in the order in which they take longest; all others follow."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers of xdist take a file each, in this order: a long one at the end would keep one of them alone."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.nodeid.split("/")[1]
    return LONG_FIRST.index(folder) if folder in LONG_FIRST else len(LONG_FIRST)


@pytest.fixture
def clock() -> FakeClock:
    """Stands at Monday 9 November 2026, 09:00 in Berlin."""
    return FakeClock(MONDAY)


@pytest.fixture
def services() -> Services:
    return fake_services()


@pytest.fixture
async def store(clock: FakeClock) -> MemoryStore:
    """In memory, with the team Growth in it."""
    memory = MemoryStore(clock)
    await plant_growth(memory)
    return memory
