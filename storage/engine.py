"""The database engine: how SQLite and PostgreSQL are opened and how their errors are read.

Knows drivers, transactions and error codes; must not know any table.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.errors import ConfigurationError, Conflict, StoreAway
from cadence.patience import NOBODY_WAITS, due_at
from storage import at_once
from storage.outage import Access, Outage, is_cut, reason_of
from storage.postgresql import open_postgresql
from storage.sqlite import READS, open_sqlite
from storage.turn import Turn

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_CONFLICTS = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
_RACES = {"SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "40001", "40P01", "55P03"}
_DANGLING = {"SQLITE_CONSTRAINT_FOREIGNKEY", "23503"}


class Database:
    """One open database. Transactions that write take turns on SQLite, so that none waits in vain.

    tells: whether the log hears of it when it goes away.
    """

    def __init__(self, database_url: str, *, tells: bool = True) -> None:
        url = driver_url(database_url)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        turn = Turn()
        self.engine = open_sqlite(url, turn) if self.is_sqlite else open_postgresql(url)
        self.outage = Outage(tells=tells)
        self._turn: AbstractAsyncContextManager[Any] = turn if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed when its block ends well. Raises as `readable_errors`."""
        is_over = False
        with self._watched(Access.WRITE, lambda: is_over):  # also where one's turn does not come
            async with self._turn:
                await self._look()
                async with self._transaction() as connection:
                    yield connection
                    is_over = True  # what is left is to commit

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        info, is_kept = dict[Any, Any](), False
        try:
            async with self.engine.begin() as connection:
                info = info_of(connection)
                yield connection
            is_kept = True
        finally:
            at_once.note_end(info, is_kept)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads, and waits for no writer. Raises as `readable_errors`."""
        with self._watched(Access.READ):
            await self._look()
            async with self.engine.connect() as connection:
                await connection.execution_options(**{READS: True})
                yield connection
                await connection.commit()  # a driver drops the plans that are kept with each transaction rolled back

    async def _look(self) -> None:
        """Whether a PostgreSQL that was away is there again, no longer than somebody waits; nothing is begun yet."""
        until = due_at()
        if self.outage.reason is None or self.is_sqlite or until == NOBODY_WAITS:
            return
        try:
            async with asyncio.timeout(until - time.monotonic()), self.engine.connect():
                pass
        except TimeoutError:
            raise StoreAway(self.outage.reason) from None

    @contextmanager
    def _watched(self, access: Access, commits: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """commits: whether it was told to."""
        try:
            with readable_errors():
                yield
        except StoreAway as away:
            self.outage.failed(access, away.reason)
            raise StoreAway(away.reason, is_uncertain=commits() and is_cut(away.reason)) from away
        self.outage.worked(access)

    async def close(self) -> None:
        await self.engine.dispose()


def info_of(connection: AsyncConnection) -> dict[Any, Any]:
    """What is remembered along with this connection of the pool."""
    plain = connection.sync_connection
    return plain.info if plain is not None else {}


def driver_url(database_url: str) -> URL:
    """The URL with our driver in it. Raises ConfigurationError where it is not one of ours."""
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise ConfigurationError(
            "DATABASE_URL is not a URL. Write sqlite:///drumbeat.db or postgresql://..."
        ) from error
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise ConfigurationError(f"DATABASE_URL names {backend}. Drumbeat keeps its data in sqlite or postgresql.")
    return url.set(drivername=_DRIVERS[backend])


@contextmanager
def readable_errors() -> Iterator[None]:
    """Conflict for a taken unique key and for lost races; LookupError for a reference to a row that is not there.

    ValueError for a value that cannot be kept (a naive moment). StoreAway where the database cannot be worked with.
    """
    try:
        yield
    except DBAPIError as error:
        _raise_readable(error)
    except PoolTimeout as error:
        raise StoreAway("it is too busy: no connection to it was free") from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise error.orig from error
        raise


def _raise_readable(error: DBAPIError) -> None:
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    if code in _CONFLICTS or code in _RACES or at_once.is_lost(error.orig):
        raise Conflict("Somebody else changed this at the same moment. Please try again.") from error
    if code in _DANGLING:
        raise LookupError("a record names another that is not there") from error
    if reason := reason_of(error):
        raise StoreAway(reason) from error
    raise error
