"""Fixtures for the summary."""

import pytest

from cadence.context import Services
from tests.cadence.answering import Answering
from tests.cadence.harness import Rhythm
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


@pytest.fixture
def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    return Answering(store, clock, services)
