"""Fixtures for tests of news."""

import pytest

from cadence.context import Services
from tests.cadence.harness import Rhythm
from tests.cadence.tidings.telling import Ear
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
def ear(store: MemoryStore, services: Services) -> Ear:
    return Ear(store, services)


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)
