"""How requests of a platform are signed is noted beside them, and never in their way."""

from datetime import datetime, timedelta

import pytest

from cadence.signs import Signs, last_good, last_refused
from tests.fakes.clock import FakeClock
from tests.fakes.heartbeats import FakeHeartbeats


class Away(FakeHeartbeats):
    """In a database that is away."""

    async def beat(self, name: str, at: datetime) -> None:
        raise ConnectionError("the database is away")


async def test_a_database_that_is_away_is_in_no_requests_way(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    await Signs("slack", Away(), clock).good()
    assert "slack" in caplog.text
    assert "ConnectionError" in caplog.text


async def test_each_is_written_once_a_minute_at_most(clock: FakeClock) -> None:
    heartbeats = FakeHeartbeats()
    signs = Signs("slack", heartbeats, clock)
    for _ in range(3):
        await signs.good()
        clock.forward(seconds=25)
    began = clock() - timedelta(seconds=75)
    assert await last_good(heartbeats, "slack") == began
    await signs.good()
    assert await last_good(heartbeats, "slack") == clock()


async def test_what_was_refused_counts_until_one_is_good(clock: FakeClock) -> None:
    heartbeats = FakeHeartbeats()
    signs = Signs("slack", heartbeats, clock)
    assert await last_refused(heartbeats, "slack") is None
    await signs.refused()
    assert await last_refused(heartbeats, "slack") == clock()
    clock.forward(seconds=1)
    await signs.good()
    assert await last_refused(heartbeats, "slack") is None


async def test_each_platform_has_its_own(clock: FakeClock) -> None:
    heartbeats = FakeHeartbeats()
    await Signs("slack", heartbeats, clock).refused()
    clock.forward(seconds=1)
    await Signs("teams", heartbeats, clock).good()
    assert await last_refused(heartbeats, "slack") is not None
    assert await last_refused(heartbeats, "teams") is None
    assert await last_good(heartbeats, "slack") is None
