"""A signed button press: all of Drumbeat, against Bolt that only acknowledges it, and Bolt with one committed row."""

import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.slack.rendering.cards import PRESS
from benchmarks.places import planted
from benchmarks.rounds import Figures, Subject, measure
from bot.assembly import assemble
from bot.settings import read_settings
from storage import SqlStore
from storage.engine import Database
from tests.fakes.plan import ANA, WORKSPACE_ID
from tests.fakes.slack.acting import sign

ANYTHING = re.compile(".*")
SECRET = "benchmark"  # noqa: S105 - signs only what this benchmark sends to itself
PRESSES = 20
After = Callable[[], Awaitable[None]]
_numbers = itertools.count(1)


async def measure_presses(url: str, slack_url: str, rounds: int) -> dict[str, Figures]:
    """Per press over HTTP, its private answer included."""
    async with (
        planted(url, teams=1) as store,
        opened(store) as checkin_id,
        drumbeat(url, slack_url) as ours,
        bare(_nothing) as bolt,
        one_row(url) as insert,
        bare(insert) as row,
        ClientSession() as session,
    ):

        def presser(target: str) -> Subject:
            async def press() -> int:
                for _ in range(PRESSES):
                    await _press(session, target, checkin_id, slack_url)
                return PRESSES

            return press

        return await measure(
            {"bare Bolt": presser(bolt), "Bolt and one row": presser(row), "Drumbeat": presser(ours)}, rounds
        )


@asynccontextmanager
async def opened(store: SqlStore) -> AsyncIterator[str]:
    """The check-in that is due; makes sure afterwards that the presses did something."""
    async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
        [checkin] = await unit.checkins.find()
    await store.advance_clock(WORKSPACE_ID, checkin.opens_at)
    yield checkin.id
    async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
        if not await unit.answers.find(checkin_id=checkin.id):
            raise RuntimeError("no press was taken")


@asynccontextmanager
async def drumbeat(url: str, slack_url: str) -> AsyncIterator[str]:
    settings = read_settings(
        {
            "DATABASE_URL": url,
            "SLACK_BOT_TOKEN": "xoxb-benchmark",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack_url + "api/",
        }
    )
    async with assemble(settings) as running:
        await running.worker.run_pass()
        async with _served(running.web_app()) as base:
            yield base


@asynccontextmanager
async def bare(after: After) -> AsyncIterator[str]:
    """Bolt that acknowledges, and then does this."""
    bolt = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=True)

    async def acknowledge(ack: AsyncAck) -> None:
        await after()
        await ack()

    for sort in (bolt.action, bolt.view):
        sort(ANYTHING)(acknowledge)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", handle)
    async with _served(app) as base:
        yield base


@asynccontextmanager
async def one_row(url: str) -> AsyncIterator[After]:
    """Inserts one row in a transaction of its own."""
    database = Database(url)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE benchmark (number INTEGER PRIMARY KEY)"))
    yield lambda: _insert(database.engine)
    await database.close()


async def _insert(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO benchmark VALUES (:number)"), {"number": next(_numbers)})


async def _nothing() -> None:
    pass


async def _authorize(team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="xoxb-benchmark")  # noqa: S106 - no token


@asynccontextmanager
async def _served(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


async def _press(session: ClientSession, target: str, checkin_id: str, slack_url: str) -> None:
    body = urlencode({"payload": json.dumps(_payload(checkin_id, slack_url))})
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(SECRET, stamp, body),
    }
    async with session.post(target, data=body, headers=headers) as response:
        if response.status != 200:
            raise RuntimeError(f"{target} answered {response.status}")
        await response.read()


def _payload(checkin_id: str, slack_url: str) -> dict[str, Any]:
    """Away and back again by turns, so that each press changes something."""
    number = next(_numbers)
    action = "checkin.undo" if number % 2 else "checkin.away"
    return {
        "type": "block_actions",
        "team": {"id": WORKSPACE_ID.removeprefix("slack:")},
        "user": {"id": ANA, "username": "ana", "name": "ana"},
        "trigger_id": f"trigger-{number}",
        "actions": [
            {
                "type": "button",
                "block_id": "b",
                "action_id": f"{PRESS}:{action}:1",
                "value": checkin_id,
                "action_ts": f"{number}",
            }
        ],
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C0", "is_ephemeral": False},
        "channel": {"id": "C0", "name": "team0"},
        "message": {"ts": "1.1", "text": ""},
        "response_url": f"{slack_url}response/{number}",
    }
