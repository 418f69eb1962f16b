"""PostgreSQL: how connections to it are opened, kept and looked at before they are used again.

Knows the driver and its settings; must not know any table.
"""

import select
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECTIONS = 15
"""So many a process opens at most; they stay open, since each costs PostgreSQL a process to begin."""
PREPARED_AFTER, PREPARED = 5, 50
"""How often a connection has run a statement until PostgreSQL keeps its plan, and how many of those: to plan the larger
ones takes twice as long as to run them."""
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
    event.listen(engine.sync_engine, "connect", _prepare_where_direct)
    event.listen(engine.sync_engine, "checkout", _require_silent)
    return engine


def _prepare_where_direct(connection: Any, _: object) -> None:
    """Statements are prepared where PostgreSQL itself is at the other end: a pooler in transaction mode gives the next
    transaction another session. It tells a process id of its own."""
    cursor = connection.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    [server] = cursor.fetchone()
    cursor.close()
    connection.rollback()
    driver = connection.driver_connection
    if server == driver.info.backend_pid:
        driver.prepare_threshold, driver.prepared_max = PREPARED_AFTER, PREPARED


def _require_silent(connection: Any, _: object, __: object) -> None:
    """A server that ends a connection says so, or hangs up: then all of the pool are made anew. Asking it instead, as a
    pool does by itself, would cost each transaction a round trip."""
    poll = select.poll()
    poll.register(connection.driver_connection.pgconn.socket, select.POLLIN)
    if poll.poll(0):
        raise InvalidatePoolError("the server has said something that nobody asked for")
