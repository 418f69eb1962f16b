"""Health, readiness and metrics over real HTTP."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web

from bot.metrics import Metrics
from bot.pulse import Pulse, longest_silence
from bot.web import Away, Health, serve
from bot.worker import HEARTBEAT
from cadence.errors import StoreAway
from tests.fakes.clock import FakeClock
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.memory import MemoryStore

NOW = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)


class Database:
    """Reachable until told otherwise."""

    is_there = True

    async def ping(self) -> None:
        if not self.is_there:
            raise ConnectionError("the database is away")


class Running:
    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.database = Database()
        self.heartbeats = FakeHeartbeats()
        self.metrics = Metrics()
        self.seconds = 0.0
        self.pulse = Pulse(lambda: self.seconds)
        self.slack_away: datetime | None = None
        self.teams_away: datetime | None = None
        self.url = ""

    async def get(self, path: str) -> tuple[int, str]:
        async with ClientSession() as session, session.get(self.url + path) as response:
            return response.status, await response.text()


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    it = Running()
    store = MemoryStore(it.clock)
    away = {"slack": Away("not connected", lambda: it.slack_away), "teams": Away("no keys", lambda: it.teams_away)}
    health = Health(it.database.ping, it.heartbeats, store, it.clock, it.metrics, away, it.pulse)
    app = web.Application()
    app.add_routes([*health.routes(), health.figures_route()])
    runner = await serve(app, "127.0.0.1", 0)
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield it
    await runner.cleanup()


async def test_alive_needs_nothing_but_the_process(running: Running) -> None:
    running.database.is_there = False
    assert (await running.get("/healthz"))[0] == 200


async def test_not_ready_before_a_worker_ticked(running: Running) -> None:
    status, body = await running.get("/readyz")
    assert status == 503
    assert "drumbeat worker" in body


async def test_ready_while_a_worker_ticks_and_not_when_it_falls_silent(running: Running) -> None:
    await running.heartbeats.beat(HEARTBEAT, NOW)
    assert (await running.get("/readyz"))[0] == 200
    running.clock.now += timedelta(minutes=6)
    assert (await running.get("/readyz"))[0] == 503


async def test_a_process_with_a_worker_tells_of_that_one_whatever_others_do(running: Running) -> None:
    running.pulse.expect(("scheduler", "sender", "receiver"), longest_silence(tick_seconds=15))
    assert (await running.get("/readyz"))[0] == 200
    running.seconds = 360.0
    running.pulse.beat("receiver")
    running.pulse.failed("scheduler", StoreAway("its disk is full"))
    await running.heartbeats.beat(HEARTBEAT, NOW)
    status, body = await running.get("/readyz")
    assert status == 503
    assert json.loads(body)["problems"] == [
        "scheduler: nothing was done for 6 minutes; it fails (StoreAway), the log says why",
        "sender: nothing was done for 6 minutes; it hangs: start this process anew",
    ]
    running.pulse.beat("scheduler")
    running.pulse.beat("sender")
    assert (await running.get("/readyz"))[0] == 200


def test_who_ticks_rarely_may_be_silent_for_longer() -> None:
    assert longest_silence(tick_seconds=15) == timedelta(minutes=5)
    assert longest_silence(tick_seconds=3600) == timedelta(hours=3)


async def test_not_ready_while_the_database_is_away(running: Running) -> None:
    await running.heartbeats.beat(HEARTBEAT, NOW)
    running.database.is_there = False
    status, body = await running.get("/readyz")
    assert status == 503
    assert "database" in body


async def test_not_ready_once_a_platform_is_away_for_a_minute(running: Running) -> None:
    await running.heartbeats.beat(HEARTBEAT, NOW)
    running.slack_away = NOW
    running.clock.now += timedelta(seconds=60)
    assert (await running.get("/readyz"))[0] == 200
    running.clock.now += timedelta(seconds=1)
    status, body = await running.get("/readyz")
    assert status == 503
    assert "slack: not connected since 2026-11-11 09:00 UTC" in body
    assert "teams" not in body
    running.slack_away, running.teams_away = None, NOW
    status, body = await running.get("/readyz")
    assert status == 503
    assert "teams: no keys since 2026-11-11 09:00 UTC" in body


async def test_metrics_show_the_outbox(running: Running) -> None:
    status, body = await running.get("/metrics")
    assert status == 200
    assert 'drumbeat_outbox{state="waiting"} 0.0' in body
