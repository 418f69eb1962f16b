"""Fixtures for tests of the engine: a front door over the sample team, and its week."""

import pytest

from cadence.context import Services
from cadence.frontdoor import FrontDoor
from tests.cadence.answering import Answering
from tests.cadence.asking import Asking
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
def ask(store: MemoryStore, services: Services) -> Asking:
    """Types, presses and sends as anybody in the sample workspace."""
    return Asking(FrontDoor(store, services), store)


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week
