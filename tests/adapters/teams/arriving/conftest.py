"""Microsoft's issuer on the loopback, and the door that asks it for its keys."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.teams.arriving.door import GuardedDoor
from adapters.teams.arriving.keys import Keys
from adapters.teams.arriving.services import is_microsofts
from adapters.teams.arriving.tokens import Tokens
from tests.adapters.teams.arriving.entrance import Entrance, entrance
from tests.fakes.clock import FakeClock
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.teams.issuer import Issuer, jwk


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    """With one key for Teams, one for another channel, and one that names none."""
    made = Issuer()
    made.keys |= {"skype": jwk("skype", ("skype",)), "none": jwk("none", None)}
    async with made.served():
        yield made


@pytest.fixture
def heartbeats() -> FakeHeartbeats:
    return FakeHeartbeats()


@pytest.fixture
async def door(issuer: Issuer, heartbeats: FakeHeartbeats) -> AsyncIterator[Entrance]:
    """As in production, but for where the keys come from."""
    keys = Keys(issuer.openid_url)
    clock = FakeClock(datetime(2026, 11, 9, tzinfo=UTC))
    async with entrance(GuardedDoor(Tokens(issuer.app_id, keys, is_microsofts), heartbeats, clock)) as opened:
        yield opened
    await keys.close()
