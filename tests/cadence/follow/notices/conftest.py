"""Fixtures for notices."""

import pytest

from tests.cadence.follow.notices.due import ACTION, BLOCKER, DECISION
from tests.cadence.follow.telling import Mailroom
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def mail(store: MemoryStore, clock: FakeClock) -> Mailroom:
    """Dee has a blocker to look at, a call to make and an action due."""
    room = Mailroom(store, clock)
    await room.keep(BLOCKER, DECISION, ACTION)
    return room
