"""Fixtures for tests of the engine: a front door over the sample team."""

import pytest

from cadence.context import Services
from cadence.frontdoor import FrontDoor
from tests.cadence.asking import Asking
from tests.fakes.memory import MemoryStore


@pytest.fixture
def ask(store: MemoryStore, services: Services) -> Asking:
    """Types, presses and sends as anybody in the sample workspace."""
    return Asking(FrontDoor(store, services), store)
