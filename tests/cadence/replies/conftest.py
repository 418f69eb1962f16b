"""Fixtures for replies in threads."""

import pytest

from cadence.context import Services
from tests.cadence.replies.thread import Thread
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Thread:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened = Thread(store, clock, services)
    await opened.opened()
    return opened
