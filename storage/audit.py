"""Reads the audit trail: who changed a record, when, and from what to what.

Knows the trail's shape; what is written into it comes from `storage.work`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage import tables
from storage.engine import Database


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change. at: domain time. change: add, save or remove. fields: name -> (old, new) as plain values."""

    at: datetime
    actor: str
    table: str
    record_id: str
    change: str
    fields: dict[str, tuple[Any, Any]]


async def audit_trail(database: Database, workspace_id: str, record_id: str) -> list[Entry]:
    """What happened to one record, oldest first."""
    trail = tables.audit
    ours = (trail.c.workspace_id == workspace_id, trail.c.record_id == record_id)
    async with database.read() as connection:
        rows = (await connection.execute(select(trail).where(*ours).order_by(trail.c.at, trail.c.id))).all()
    return [
        Entry(
            at=row.at,
            actor=row.actor,
            table=row.record_table,
            record_id=row.record_id,
            change=row.change,
            fields={name: (old, new) for name, (old, new) in row.fields.items()},
        )
        for row in rows
    ]
