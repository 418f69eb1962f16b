"""A database that is stopped, cut off or full while people answer: what was acknowledged is there once, whoever was not
is told and keeps what they typed, and everything comes back by itself. The log has a line for it, /readyz the reason.
"""

import asyncio
import logging
import random
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import event

from bot.worker import _guarded
from storage import outage
from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, Fault
from tests.fakes.slack.scopes import HISTORY
from tests.fixtures.faulty import MortalServer, SmallDisk, no_longer_files, no_more_pages
from tests.fixtures.faulty import mortal_server as mortal_server
from tests.journeys.conftest import populate, start_growth
from tests.journeys.slack_world import GROWTH, MONDAY, OPENING, World, running
from tests.torture.scale import many
from tests.torture.typists import Crowd

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1_800)]

GOES_ON = 1_000
LESS_THAN_A_DATABASE = 4096


@asynccontextmanager
async def office(url: str, folder: Path, *, can_look: bool = True, first: int = 1) -> AsyncIterator[World]:
    """The application on this database, beside a Slack with Growth's people and channel. first: see FakeSlack."""
    async with FakeSlack(first=first) as slack:
        slack.scopes |= HISTORY if can_look else set()
        populate(slack)
        async with running(slack, FakeClock(MONDAY), folder, DATABASE_URL=url) as world:
            yield world


async def grow(url: str, folder: Path) -> str:
    """The same database, with Growth set up in it."""
    async with office(url, folder) as world:
        await start_growth(world)
    return url


@asynccontextmanager
async def on_wednesday(url: str, folder: Path, *, can_look: bool = True) -> AsyncIterator[World]:
    """Growth was just asked."""
    async with office(url, folder, can_look=can_look, first=GOES_ON) as world:
        await world.at(OPENING)
        yield world


@pytest.fixture(scope="module")
def grown_postgres(mortal_server: MortalServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with Growth in it, to be copied."""
    return asyncio.run(grow(mortal_server.database(), tmp_path_factory.mktemp("postgres")))


@pytest.fixture(scope="module")
def grown_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `grown_postgres`, a file."""
    path = tmp_path_factory.mktemp("sqlite") / "drumbeat.db"
    shutil.copy(sqlite_template, path)
    asyncio.run(grow(f"sqlite:///{path}", path.parent))
    return path


@pytest.fixture
async def postgres(mortal_server: MortalServer, grown_postgres: str, tmp_path: Path) -> AsyncIterator[World]:
    mortal_server.start()
    async with on_wednesday(mortal_server.database(grown_postgres), tmp_path) as world:
        yield world
        mortal_server.start()


@pytest.fixture
async def sqlite(grown_sqlite: Path, tmp_path: Path) -> AsyncIterator[World]:
    shutil.copy(grown_sqlite, tmp_path)
    async with on_wednesday(f"sqlite:///{tmp_path / 'drumbeat.db'}", tmp_path) as world:
        yield world


async def readiness(world: World) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{world.url}/readyz") as answer:
        return answer.status, await answer.text()


def require_a_quiet_log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], outages: int) -> None:
    """A line when it went, and one when it came back; no traceback, and nothing a pass or a request."""
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    printed = capsys.readouterr()
    assert len(said) <= 2 * outages, caplog.text
    assert not any("File " in record.getMessage() or record.exc_info for record in said)
    for text in (printed.out, printed.err):
        assert "Traceback" not in text and "_failed" not in text, text


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_postgresql_restarted_in_the_middle(
    postgres: World,
    mortal_server: MortalServer,
    mode: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    world, crowd, restarts = postgres, Crowd(postgres), many(1, 20)
    capsys.readouterr()
    caplog.clear()

    async def restart() -> None:
        for _ in range(restarts):
            await asyncio.sleep(random.uniform(0.3, 0.8))
            await asyncio.to_thread(mortal_server.stop, mode)
            await asyncio.sleep(1.0)
            status, reason = await readiness(world)
            assert status == 503 and "database: it cannot be reached" in reason
            await asyncio.to_thread(mortal_server.start)
        await asyncio.sleep(0.5)

    await crowd.live_through(restart())
    await crowd.settle()
    assert (await readiness(world))[0] == 200
    assert crowd.kept and crowd.told
    await crowd.require_promises()
    require_a_quiet_log(caplog, capsys, restarts)


async def test_connections_cut_again_and_again_are_not_even_noticed(
    postgres: World, mortal_server: MortalServer
) -> None:
    crowd, cuts, rounds = Crowd(postgres), 0, many(12, 600)

    async def cut() -> None:
        nonlocal cuts
        for _ in range(rounds):
            await until(partial(has_answered, crowd, len(crowd.said) + 3))
            cuts += await asyncio.to_thread(mortal_server.cut, random.random())

    await crowd.live_through(cut())
    await crowd.settle()
    assert cuts > rounds / 2
    assert len(crowd.kept) > len(crowd.told + crowd.unsure), "a connection made anew is mostly enough"
    await crowd.require_promises()


@pytest.fixture
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is believed soon that there is room again."""
    monkeypatch.setattr(outage, "LASTS", 3.0)


@asynccontextmanager
async def disk_full(world: World, how: str) -> AsyncIterator[None]:
    """Nothing more fits into the database's file, nor into what is written beside it."""
    if how == "pages":
        free = no_more_pages(world.bot.store._database.engine.sync_engine)
        yield
        free()
    else:
        with no_longer_files(LESS_THAN_A_DATABASE):
            yield


@pytest.mark.parametrize("how", ["pages", "files"])
async def test_sqlite_whose_disk_is_full(
    sqlite: World, how: str, briefly: None, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd = Crowd(sqlite)
    capsys.readouterr()
    caplog.clear()

    async def fill() -> None:
        await asyncio.sleep(0.3)
        async with disk_full(sqlite, how):
            await until(lambda: len(crowd.told) > many(5, 100))
            status, reason = await readiness(sqlite)
            assert (status, "database: its" in reason) == (503, True), reason
        await until(lambda: sqlite.bot.store._database.outage.reason is None)

    await crowd.live_through(fill())
    await crowd.settle()
    assert (await readiness(sqlite))[0] == 200
    await crowd.require_promises()
    require_a_quiet_log(caplog, capsys, 1)


async def test_sqlite_on_a_disk_that_is_really_full(grown_sqlite: Path, tmp_path: Path, briefly: None) -> None:
    with SmallDisk(tmp_path / "disk") as disk:
        shutil.copy(grown_sqlite, disk.folder)
        async with on_wednesday(f"sqlite:///{disk.folder / 'drumbeat.db'}", disk.folder) as world:
            crowd = Crowd(world)

            async def fill() -> None:
                for number in range(1, 1 + many(1, 10)):
                    await asyncio.sleep(0.3)
                    disk.fill()
                    await until(partial(has_told, crowd, 4 * number))
                    assert "its disk is full" in (await readiness(world))[1]
                    disk.free()
                    await until(lambda: world.bot.store._database.outage.reason is None)

            await crowd.live_through(fill())
            await crowd.settle()
            await crowd.require_promises()


def has_answered(crowd: Crowd, as_many: int) -> bool:
    return len(crowd.said) >= as_many


def has_told(crowd: Crowd, more_than: int) -> bool:
    return len(crowd.told) > more_than


async def until(what: Callable[[], bool], seconds: float = 90) -> None:
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110 - what is waited for tells nobody of itself
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("can_look", [True, False], ids=["may look", "may not look"])
@pytest.mark.parametrize("restarts", [False, True], ids=["same process", "new process"])
async def test_the_database_goes_away_between_what_the_platform_took_and_what_is_kept_of_it(
    mortal_server: MortalServer, grown_postgres: str, tmp_path: Path, can_look: bool, restarts: bool
) -> None:
    """A batch of deliveries was accepted; its ends cannot be written."""
    mortal_server.start()
    url = mortal_server.database(grown_postgres)
    async with FakeSlack(first=GOES_ON) as slack:
        slack.scopes |= HISTORY if can_look else set()
        populate(slack)
        async with running(slack, FakeClock(MONDAY), tmp_path, DATABASE_URL=url) as world:
            world.clock.to(OPENING)
            await world.bot.worker.tick()
            slack.fail("chat.postMessage", Fault(delay=1.0))
            worker = world.bot.worker
            sending = asyncio.create_task(_guarded(worker.send, "send", world.bot.metrics, worker.pulse))
            await until(lambda: world.calls("chat.postMessage") == 1)
            await asyncio.to_thread(mortal_server.stop, "immediate")
            await sending
            await asyncio.to_thread(mortal_server.start)
            world.clock.forward(minutes=5)  # its lease is over
            if not restarts:
                await world.settle()
        async with running(slack, world.clock, tmp_path, DATABASE_URL=url) as later:
            await later.settle()
            await later.settle()
            assert len(slack.in_channel(GROWTH)) == 1, "seen once"
            is_listed = restarts and not can_look  # nobody is left who knows, and nobody can be asked
            assert await later.bot.store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": int(is_listed)}
            assert later.calls("conversations.history") == int(restarts and can_look)


async def test_sqlite_held_by_somebody_else_for_longer_than_anybody_waits(
    sqlite: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backup tool, say, or a shell with a transaction open. It is told as what it is, and nothing is lost by it."""
    file = tmp_path / "drumbeat.db"
    crowd, them = Crowd(sqlite), sqlite3.connect(file, 30, isolation_level=None, check_same_thread=False)
    event.listen(sqlite.bot.store._database.engine.sync_engine, "checkout", wait_briefly)

    async def hold() -> None:
        await asyncio.sleep(0.3)
        await asyncio.to_thread(them.execute, "BEGIN IMMEDIATE")
        await until(lambda: len(crowd.told) > many(2, 20))
        assert "another program holds it" in (await readiness(sqlite))[1]
        them.execute("ROLLBACK")
        await asyncio.sleep(1)

    with closing(them):
        await crowd.live_through(hold())
    await crowd.settle()
    await crowd.require_promises()
    assert "Traceback" not in capsys.readouterr().out


def wait_briefly(connection: Any, *_: object) -> None:
    """Instead of a quarter of a minute."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 200")
    cursor.close()
