"""Fixtures for settling."""

import pytest

from cadence.context import Services
from tests.cadence.desk import Desk
from tests.cadence.settling.one_of_each import with_one_of_each
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """One of each: raised by Ben, on Cy's KR, for Dee."""
    return await with_one_of_each(Desk(store, services))
