"""Fixtures for asking for help."""

import pytest

from cadence.context import Services
from tests.cadence.desk import Desk, a_blocker
from tests.cadence.follow.two_teams import person
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Monday; the check-in is open. Ben's blocker on Cy's 1.3, which Dee owns, waits for Legal."""
    made = Desk(store, services)
    await made.open_week()
    await made.keep("members", person("sue"), person("zoe"))
    await made.keep("blockers", a_blocker(text="no contract", waiting_on="Legal", tried="standard terms"))
    return made
