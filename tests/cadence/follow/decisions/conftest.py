"""Fixtures for decisions."""

import pytest

from cadence.context import Services
from tests.cadence.desk import Desk
from tests.fakes.memory import MemoryStore


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)
