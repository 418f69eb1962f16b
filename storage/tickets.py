"""Single-use secrets with an end. Only their hashes are kept, so that nobody who reads the database can use one.

Knows hashes and moments; must not know what a ticket is for.
"""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete

from cadence.ports import Clock
from storage import tables
from storage.engine import Database
from storage.upsert import insert_or_replace

_rows = tables.tickets


class SqlTickets:
    """See `cadence.ports.Tickets`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def issue(self, ticket: str, until: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(_rows).where(_rows.c.until <= self._clock()))
            await connection.execute(insert_or_replace(connection, _rows, hash=_hash(ticket), until=until))

    async def redeem(self, ticket: str, now: datetime) -> bool:
        gone = delete(_rows).where(_rows.c.hash == _hash(ticket)).returning(_rows.c.until)
        async with self._database.write() as connection:
            until: datetime | None = (await connection.execute(gone)).scalar()
        return until is not None and until > now


def _hash(ticket: str) -> str:
    return sha256(ticket.encode()).hexdigest()
