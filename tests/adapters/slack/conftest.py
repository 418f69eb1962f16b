"""A loopback Slack with two people, a client for it, and the whole adapter behind real HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web

from adapters.slack.app import PATH, SlackAdapter, SlackDeps, build_slack
from adapters.slack.client import SlackClient
from tests.adapters.slack.scripted import ScriptedDoor
from tests.adapters.slack.served import client_of
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, People


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.add_user("U1ANA", "ana", is_admin=True)
        fake.add_user("U2BEN", "ben")
        fake.add_channel("C1GROWTH", "growth")
        yield fake


@pytest.fixture
def client(slack: FakeSlack) -> SlackClient:
    return client_of(slack)


@pytest.fixture
def door() -> ScriptedDoor:
    return ScriptedDoor()


@pytest.fixture
def kept() -> MemoryStore:
    return MemoryStore(FakeClock(datetime(2026, 11, 9, tzinfo=UTC)))


@pytest.fixture
async def adapter(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore) -> AsyncIterator[SlackAdapter]:
    made = build_slack(
        SlackDeps(
            front_door=door,
            store=kept,
            bot_token=slack.token,
            signing_secret=slack.signing_secret,
            api_url=slack.api_url,
        )
    )
    yield made
    await made.close()


@pytest.fixture
async def people(slack: FakeSlack, adapter: SlackAdapter) -> AsyncIterator[People]:
    app = web.Application()
    adapter.add_routes(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with People(slack, f"http://{host}:{port}{PATH}") as acting:
        await adapter.connect()
        yield acting
    await runner.cleanup()
