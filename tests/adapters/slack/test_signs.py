"""How requests of Slack are signed is noted beside them, and never in their way."""

from datetime import datetime, timedelta

import pytest

from adapters.slack.installing.signs import REFUSED, SIGNED, Signs, last_refused
from tests.fakes.clock import FakeClock
from tests.fakes.heartbeats import FakeHeartbeats


class Away(FakeHeartbeats):
    """In a database that is away."""

    async def beat(self, name: str, at: datetime) -> None:
        raise ConnectionError("the database is away")


async def test_a_database_that_is_away_is_in_no_requests_way(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    await Signs(Away(), clock).note(SIGNED)
    assert "ConnectionError" in caplog.text


async def test_each_is_written_once_a_minute_at_most(clock: FakeClock) -> None:
    heartbeats = FakeHeartbeats()
    signs = Signs(heartbeats, clock)
    for _ in range(3):
        await signs.note(SIGNED)
        clock.forward(seconds=25)
    began = clock() - timedelta(seconds=75)
    assert await heartbeats.last_beat(SIGNED) == began
    await signs.note(SIGNED)
    assert await heartbeats.last_beat(SIGNED) == clock()


async def test_what_was_refused_counts_until_one_is_good(clock: FakeClock) -> None:
    heartbeats = FakeHeartbeats()
    signs = Signs(heartbeats, clock)
    assert await last_refused(heartbeats) is None
    await signs.note(REFUSED)
    assert await last_refused(heartbeats) == clock()
    clock.forward(seconds=1)
    await signs.note(SIGNED)
    assert await last_refused(heartbeats) is None
