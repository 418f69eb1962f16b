"""A database of any earlier version comes to this one with all its data; a migration that fails changes nothing."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event, text

from storage import SqlStore
from storage.engine import Database
from storage.migrate import migrate
from storage.tables import KINDS
from tests.fakes.clock import FakeClock
from tests.fixtures.postgres import PostgresServer
from tests.torture.old_data import REVISIONS, VERSIONS, Rows, bring_to, fill, kept, shape
from tests.torture.scale import FACTOR, many

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800 if FACTOR else 120)]
ROWS = many(4, 400)
STEPS = list(pairwise(REVISIONS))
OLD = REVISIONS if FACTOR else (REVISIONS[0], REVISIONS[-2])
CUT = STEPS if FACTOR else STEPS[-1:]
KILLED_FROM = REVISIONS[:-1] if FACTOR else REVISIONS[3:4]
"""The short form takes the oldest and the newest."""
NEWEST = REVISIONS[-1]
KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import event
from storage.engine import Database
from storage.migrate import migrate

database = Database(sys.argv[1])

def note(connection, cursor, words, *_):
    if "UPDATE alembic_version" in words:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(database.engine.sync_engine, "before_cursor_execute", note)
asyncio.run(migrate(database))
"""
"""A process that dies when a migration is done, and only has to be noted."""


class Cut(Exception):
    """What goes wrong in the middle of a migration."""


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    server.run("CREATE DATABASE drumbeat_old")
    yield server.url("drumbeat_old")
    server.drop("drumbeat_old")


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


@contextmanager
def cut_at(database: Database, statement: int) -> Iterator[list[str]]:
    """The statements of a migration; the one of this number (from 1) fails, none where it is 0."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, words: str, *_: object) -> None:
        if not words.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")):
            return
        seen.append(words)
        if len(seen) == statement:
            raise Cut(words)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


@contextmanager
def cut_at_version(database: Database, revision: str) -> Iterator[None]:
    """Fails when this migration is done, and only has to be noted."""

    def note(_connection: object, _cursor: object, words: str, *_: object) -> None:
        if VERSIONS in words and revision in words:
            raise Cut(words)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def require_kept(database: Database, before: Rows) -> None:
    """Every row that there was is there as it was; a table that was dropped would be missing here."""
    after = await kept(database, {name: rows for name, rows in before.items() if name != VERSIONS})
    for name, rows in before.items():
        if name != VERSIONS:
            assert [row for row in after[name] if row in rows] == rows, name


async def require_sound(database: Database) -> None:
    """No row names another that is not there: while SQLite rebuilds a table nothing watches over that."""
    if database.is_sqlite:
        async with database.read() as connection:
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []


def test_every_version_there_was_is_tried() -> None:
    assert len(REVISIONS) >= 8
    assert list(REVISIONS) == sorted(REVISIONS)


@pytest.mark.parametrize("revision", OLD)
async def test_a_database_of_any_version_comes_to_this_one_with_everything(
    revision: str, empty_url: str, clock: FakeClock
) -> None:
    async with opened(empty_url) as database:
        await bring_to(database, revision)
        before = await fill(database, ROWS)
        assert all(len(rows) == ROWS for name, rows in before.items() if name != VERSIONS)
        await migrate(database)
        await require_kept(database, before)
        await require_sound(database)
        assert (await kept(database))[VERSIONS] == [{"version_num": NEWEST}]
        await require_readable(SqlStore(database, clock), before)


async def require_readable(store: SqlStore, before: Rows) -> None:
    """What was kept then is read by the repositories of now."""
    for workspace in await store.workspaces():
        async with store.unit(workspace.id, actor="test") as unit:
            for kind in KINDS:
                assert len(await getattr(unit, kind).find()) == (1 if kind in before else 0), kind


@pytest.mark.parametrize(("before", "revision"), CUT)
async def test_a_migration_that_fails_leaves_everything_as_it_was(before: str, revision: str, empty_url: str) -> None:
    async with opened(empty_url) as database:
        await bring_to(database, before)
        rows, looked = await fill(database, 2), await shape(database)
        statement = 1
        while await is_cut(database, revision, statement):
            assert await kept(database) == rows, f"cut at statement {statement}"
            assert await shape(database) == looked, f"cut at statement {statement}"
            statement += 1 if FACTOR else statement * 6
        await require_kept(database, rows)
        await require_sound(database)


async def is_cut(database: Database, revision: str, statement: int) -> bool:
    """Whether there was such a statement to fail at; else it went through."""
    with cut_at(database, statement) as seen:
        try:
            await bring_to(database, revision)
        except Cut:
            return True
    assert 0 < len(seen) < statement, "there is a statement to fail at"
    return False


async def test_what_fails_in_the_last_migration_undoes_all_before_it(empty_url: str) -> None:
    async with opened(empty_url) as database:
        await bring_to(database, REVISIONS[0])
        rows, looked = await fill(database, 2), await shape(database)
        with cut_at_version(database, NEWEST), pytest.raises(Cut):
            await migrate(database)
        assert (await kept(database), await shape(database)) == (rows, looked)


@pytest.mark.parametrize("revision", KILLED_FROM)
async def test_a_process_killed_in_the_middle_leaves_the_old_state(revision: str, empty_url: str) -> None:
    async with opened(empty_url) as database:
        await bring_to(database, revision)
        rows, looked = await fill(database, 2), await shape(database)
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, empty_url)
    assert await killed.wait() == -signal.SIGKILL
    async with opened(empty_url) as database:
        assert (await kept(database), await shape(database)) == (rows, looked)
        await migrate(database)
        await require_kept(database, rows)
