"""Forgets what served its time, a bounded number of rows at once, so that nobody waits for it.

Knows which tables hold traces that nothing shows: receipts, news told, the audit trail, unsent forms, waits, tickets.
Must not know how long they are kept; never touches records or messages, which are the product's memory.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, delete, select

from storage import tables
from storage.engine import Database
from storage.keyed import given, is_one_of


class Trace(StrEnum):
    """What may be pruned. All moments are real time, but those of DRAFTS, which are the workspace's."""

    RECEIPTS = "receipts"
    NEWS = "news"
    AUDIT = "audit"
    DRAFTS = "drafts"
    GATES = "gates"
    TICKETS = "tickets"


_MOMENTS: dict[Trace, Column[datetime]] = {
    Trace.RECEIPTS: tables.receipts.c.created_at,
    Trace.NEWS: tables.tidings.c.at,
    Trace.AUDIT: tables.audit.c.created_at,
    Trace.DRAFTS: tables.drafts.c.at,
    Trace.GATES: tables.gates.c.until,
    Trace.TICKETS: tables.tickets.c.until,
}


class SqlPruning:
    """Any number of processes may prune at once: each takes rows that no other holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prune(self, trace: Trace, before: datetime, limit: int) -> int:
        """Forget up to `limit` of those from before this moment, the oldest first, in one transaction. How many."""
        moment = _MOMENTS[trace]
        table = moment.table
        keys = list(table.primary_key)
        old = select(*keys).where(moment < before).order_by(moment).limit(limit).with_for_update(skip_locked=True)
        async with self._database.write() as connection:
            rows = (await connection.execute(old)).all()
            if rows:
                await connection.execute(delete(table).where(is_one_of(keys, "old")), given("old", rows))
            return len(rows)
