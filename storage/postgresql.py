"""PostgreSQL: how connections to it are opened, kept and looked at before they are used again, and statements that go
to the driver at once.

Knows the driver and its settings; must not know any table.
"""

import re
import select
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

CONNECTIONS = 15
"""So many a process opens at most; they stay open, since each costs PostgreSQL a process to begin."""
_IS_DIRECT = "drumbeat_is_direct"
_NOT_BY_ITSELF = 1_000_000_000
"""How often the driver sends a statement until it prepares it by itself; without a number it never prepares any."""
_REACHED = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""When a PostgreSQL that says nothing any more counts as away, in seconds (the last in milliseconds): as it is
connected to, while nothing is asked of it, and while something is. DATABASE_URL may say otherwise."""


def open_postgresql(url: URL) -> AsyncEngine:
    """An engine on it; nothing is connected yet."""
    habits = {name: value for name, value in _REACHED.items() if name not in url.query}
    engine = create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,  # who was used last has its statements prepared
        connect_args={"prepare_threshold": None, **habits},
    )
    event.listen(engine.sync_engine, "connect", _note_directness)
    event.listen(engine.sync_engine, "checkout", _require_silent)
    return engine


async def fetch(
    connection: AsyncConnection, sql: str, given: Mapping[str, Any], *, keeps_plan: bool
) -> list[tuple[Any, ...]]:
    """All rows of one statement with `:name` for each parameter. Raises DBAPIError.

    keeps_plan: whether PostgreSQL is to keep its plan: for what is large, asked often, and by keys alone, so that one
    plan is as good whatever is asked for and however much there is. To plan the largest takes as long as to run it.
    The driver sends this as it is: to read and rewrite each anew costs more than all else that is done about it.
    """
    from psycopg import AsyncRawCursor, Error  # here: who uses SQLite does without its memory

    plain = connection.sync_connection
    if plain is None:
        raise RuntimeError("the connection is not open")
    numbered, names = _numbered(sql)
    values = [given[name] for name in names]
    plain.engine.dispatch.before_cursor_execute(plain, None, numbered, values, None, False)
    driver: Any = plain.connection.driver_connection
    try:
        cursor = await AsyncRawCursor(driver).execute(numbered, values, prepare=keeps_plan and plain.info[_IS_DIRECT])
        return await cursor.fetchall()
    except Error as error:
        is_cut = driver.closed
        if is_cut:
            await connection.invalidate(error)
        raise DBAPIError.instance(numbered, None, error, Error, connection_invalidated=is_cut) from error


_NAME = re.compile(r"(?<![:\w]):(\w+)")
"""A parameter, but no cast (`::`)."""


@cache
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement as PostgreSQL itself has it, `$1` and so on, and whose values these are."""
    names = tuple(dict.fromkeys(_NAME.findall(sql)))
    places = {name: f"${number}" for number, name in enumerate(names, 1)}
    return _NAME.sub(lambda found: places[found[1]], sql), names


def _note_directness(connection: Any, record: Any) -> None:
    """Whether PostgreSQL itself is at the other end: a pooler in transaction mode gives the next transaction another
    session, where nothing is prepared. It tells a process id of its own."""
    cursor = connection.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    [server] = cursor.fetchone()
    cursor.close()
    connection.rollback()
    is_direct = server == connection.driver_connection.info.backend_pid
    record.info[_IS_DIRECT] = is_direct
    connection.driver_connection.prepare_threshold = _NOT_BY_ITSELF if is_direct else None


def _require_silent(connection: Any, _: object, __: object) -> None:
    """A server that ends a connection says so, or hangs up: then all of the pool are made anew. Asking it instead, as a
    pool does by itself, would cost each transaction a round trip."""
    if connection.driver_connection.closed:
        raise DisconnectionError("our side of it was closed")
    poll = select.poll()
    poll.register(connection.driver_connection.pgconn.socket, select.POLLIN)
    if poll.poll(0):
        raise InvalidatePoolError("the server has said something that nobody asked for")
