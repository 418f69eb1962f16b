"""Fixtures for what waits on another team."""

import pytest

from cadence.context import Services
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk
from tests.cadence.follow.two_teams import plant_product
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Monday; Growth's check-in is open; Product has a channel and no check-in yet."""
    await plant_product(store)
    made = Desk(store, services)
    await made.open_week()
    return made


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: both teams' check-ins are open."""
    await plant_product(store)
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week
