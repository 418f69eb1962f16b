"""What an operator sees of the outbox, and may do: look at what is stuck, send it again, or let it go.

Knows the messages' states; must not know what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from storage import tables
from storage.engine import Database
from storage.outbox import State

_rows = tables.messages
_STUCK = (State.FAILED, State.AMBIGUOUS)


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A message that needs somebody. state: failed, ambiguous or waiting. lane: where it is to go. since: real time."""

    id: str
    workspace_id: str
    kind: str
    lane: str
    state: str
    reason: str
    since: datetime


class OutboxDesk:
    """The operator's side of the outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stuck(self, limit: int = 100) -> list[Stuck]:
        """What failed, what is ambiguous, and what waits for somebody to mend something; the oldest first."""
        waits = (_rows.c.state == State.WAITING) & _rows.c.last_error.is_not(None)
        statement = select(_rows).where(or_(_rows.c.state.in_(_STUCK), waits))
        async with self._database.read() as connection:
            rows = await connection.execute(statement.order_by(_rows.c.pending_since, _rows.c.id).limit(limit))
            return [
                Stuck(
                    id=row.id,
                    workspace_id=row.workspace_id,
                    kind=row.key.partition(":")[0],
                    lane=row.lane,
                    state=row.state,
                    reason=row.last_error or "",
                    since=row.pending_since,
                )
                for row in rows
            ]

    async def resend(self, message_id: str) -> bool:
        """Try it again now, although an ambiguous one may then be shown twice. Whether it was stuck."""
        again = {"state": State.WAITING, "not_before": None, "is_uncertain": False, "last_error": None}
        return await self._change(message_id, again)

    async def drop(self, message_id: str) -> bool:
        """Let it go for good, and with it what waits for its thread. Whether it was stuck."""
        gone = {"state": State.DONE, "delivered": _rows.c.revision, "last_error": "dropped by the operator"}
        dropped = await self._change(message_id, gone)
        if dropped:
            root = select(_rows.c.key).where(_rows.c.id == message_id, _rows.c.ref.is_(None)).scalar_subquery()
            async with self._database.write() as connection:
                same = _rows.c.workspace_id.in_(select(_rows.c.workspace_id).where(_rows.c.id == message_id))
                await connection.execute(
                    update(_rows).where(same, _rows.c.thread == root, _rows.c.ref.is_(None)).values(gone)
                )
        return dropped

    async def _change(self, message_id: str, values: Mapping[str, Any]) -> bool:
        stuck = _rows.c.state.in_((*_STUCK, State.WAITING)) & (_rows.c.id == message_id)
        async with self._database.write() as connection:
            found = await connection.execute(update(_rows).where(stuck, _rows.c.leased_until.is_(None)).values(values))
            return found.rowcount > 0
