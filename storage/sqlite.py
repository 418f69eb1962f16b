"""SQLite: how its file is opened, how a transaction on it begins, and statements that go to the driver at once.

Knows the driver and its settings; must not know any table.
"""

import asyncio
import sqlite3
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from storage.turn import LONGEST_SECONDS, SLICE_SECONDS, Turn

READS = "drumbeat_reads"
"""The option of a connection that only reads."""
_PRAGMAS = (
    f"PRAGMA busy_timeout = {LONGEST_SECONDS * 1000:.0f}",  # while it opens: it may have a crash to mend
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {SLICE_SECONDS * 1000:.0f}",
)


def open_sqlite(url: URL, turn: Turn) -> AsyncEngine:
    """An engine on it, its folder made; nothing is connected yet. turn: that of whoever writes."""
    in_memory = url.database in (None, "", ":memory:")
    if not in_memory:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    # A database in memory is its one connection.
    size = {"pool_size": 1, "max_overflow": 0} if in_memory else {"pool_size": 5, "max_overflow": 5}
    # The connection that was used last has its statements prepared. Whoever gives one back has ended its transaction.
    habits = {"poolclass": AsyncAdaptedQueuePool, "pool_use_lifo": True, "pool_reset_on_return": None}
    engine = create_async_engine(url, pool_timeout=LONGEST_SECONDS, **habits, **size)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", partial(_begin, turn))
    return engine


async def fetch(connection: AsyncConnection, sql: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of one statement. given: its parameters, as SQLite keeps values. Raises DBAPIError.

    The driver has a thread, to which SQLAlchemy's cursor goes four times for a statement; this goes once.
    """
    plain = connection.sync_connection
    if plain is None:
        raise RuntimeError("the connection is not open")
    _tell(plain, sql, given)
    try:
        return list(await _driver(plain).execute_fetchall(sql, given))
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, None, error, sqlite3.Error) from error


def means_held(error: Exception) -> bool:
    """Whether SQLite's file was held by somebody else as a transaction was to begin; nothing is begun yet."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", None) or ""
    return name.startswith("SQLITE_BUSY")  # also BUSY_RECOVERY: another process mends it after a crash


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(turn: Turn, connection: Connection) -> None:
    if connection.get_execution_options().get(READS):
        _run(connection, "BEGIN")
        return
    # Taking the write lock at once: a transaction that reads first and writes later may fail or lose updates.
    turn.ask(lambda: _run(connection, "BEGIN IMMEDIATE"), means_held)


def _run(connection: Connection, sql: str) -> None:
    """As `fetch`, where SQLAlchemy itself waits for it."""
    _tell(connection, sql, {})
    try:
        await_only(_driver(connection).execute_fetchall(sql))
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, None, error, sqlite3.Error) from error
    except asyncio.CancelledError:
        connection.invalidate()  # the thread begins it all the same, and nobody would end that
        raise


def _driver(connection: Connection) -> Any:
    """aiosqlite's connection."""
    return connection.connection.driver_connection


def _tell(connection: Connection, sql: str, given: Mapping[str, Any]) -> None:
    """Whoever listens to what is asked hears of this, too."""
    connection.engine.dispatch.before_cursor_execute(connection, None, sql, given, None, False)
