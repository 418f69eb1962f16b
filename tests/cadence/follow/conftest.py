"""Fixtures for what is followed through."""

import pytest

from cadence.context import Services
from tests.cadence.answering import Answering
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week
