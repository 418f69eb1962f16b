"""PostgreSQL: how connections to it are opened, kept and looked at before they are used again.

Knows the driver and its settings; must not know any table.
"""

import select
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECTIONS = 15
"""So many a process opens at most; they stay open, since each costs PostgreSQL a process to begin."""
KEEPS_PLAN = "drumbeat_keeps_plan"
"""The option of a statement of which PostgreSQL is to keep the plan: large, asked often, and by keys alone, so that
one plan is as good whatever is asked for and however much there is. To plan the largest takes as long as to run it."""
PREPARED_AFTER = 3
"""How often a connection has run it until then."""
_IS_DIRECT = "drumbeat_is_direct"
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
    event.listen(engine.sync_engine, "before_cursor_execute", _prepare_some)
    return engine


def _note_directness(connection: Any, record: Any) -> None:
    """Whether PostgreSQL itself is at the other end: a pooler in transaction mode gives the next transaction another
    session, where nothing is prepared. It tells a process id of its own."""
    cursor = connection.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    [server] = cursor.fetchone()
    cursor.close()
    connection.rollback()
    record.info[_IS_DIRECT] = server == connection.driver_connection.info.backend_pid


def _prepare_some(connection: Connection, _: object, __: str, ___: object, context: Any, ____: bool) -> None:
    is_kept = context is not None and context.execution_options.get(KEEPS_PLAN) and connection.info[_IS_DIRECT]
    driver = connection.connection.driver_connection
    driver.prepare_threshold = PREPARED_AFTER if is_kept else None  # type: ignore[union-attr]  # it is open


def _require_silent(connection: Any, _: object, __: object) -> None:
    """A server that ends a connection says so, or hangs up: then all of the pool are made anew. Asking it instead, as a
    pool does by itself, would cost each transaction a round trip."""
    if connection.driver_connection.closed:
        raise DisconnectionError("our side of it was closed")
    poll = select.poll()
    poll.register(connection.driver_connection.pgconn.socket, select.POLLIN)
    if poll.poll(0):
        raise InvalidatePoolError("the server has said something that nobody asked for")
