"""Fixtures for blockers."""

import pytest

from cadence.context import Services
from tests.cadence.desk import Desk
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Monday; the check-in is open, and Ben has recorded what holds back Cy's 1.3."""
    made = Desk(store, services)
    await made.open_week()
    await made.type("ben", "blocker 1.3 waiting for legal")
    return made
