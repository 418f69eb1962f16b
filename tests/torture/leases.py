"""Which message of the outbox is under way in a lane just now. Knows the outbox's rows; no platform, no process."""

from typing import Any

from sqlalchemy import select

from storage import tables
from storage.engine import Database


class Leases:
    """Of the database with this URL. Opened when first asked."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._database: Database | None = None

    async def holder(self, lane: str) -> Any:
        """The message that is leased there and was never shown, with its card; there is one at most."""
        self._database = self._database or Database(self._url)
        rows = tables.messages
        leased = rows.c.leased_until.is_not(None) & rows.c.ref.is_(None)
        async with self._database.read() as connection:
            found = await connection.execute(select(rows.c.id, rows.c.card).where(rows.c.lane == lane, leased))
            return found.one_or_none()

    async def close(self) -> None:
        if self._database is not None:
            await self._database.close()
