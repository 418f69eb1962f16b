"""What an operator sees of the outbox, and may do: look at what is stuck, send it again, say that it is
there, or let it go.

Knows the messages' states; must not know what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.engine import Database
from storage.outbox import State

_rows = tables.messages
_STUCK = (State.FAILED, State.AMBIGUOUS)


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A message that needs somebody. state: failed, ambiguous or waiting. lane: where it is to go. since: real time.

    may_be_there: nobody knows whether it was shown; else the platform said that it is not.
    """

    id: str
    workspace_id: str
    kind: str
    lane: str
    state: str
    reason: str
    since: datetime
    may_be_there: bool


class OutboxDesk:
    """The operator's side of the outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stuck(self, limit: int = 100) -> list[Stuck]:
        """What failed, what is ambiguous, and what waits for somebody to mend something; the oldest first."""
        oldest = select(_rows).where(_IS_STUCK).order_by(_rows.c.pending_since, _rows.c.id).limit(limit)
        async with self._database.read() as connection:
            return [_shown(row) for row in await connection.execute(oldest)]

    async def find(self, message_id: str) -> Stuck | None:
        """One of those that are stuck."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(_rows).where(_IS_STUCK, _rows.c.id == message_id))).one_or_none()
        return None if row is None else _shown(row)

    async def resend(self, message_id: str) -> bool:
        """Try it again now, although an ambiguous one may then be shown twice. Whether it was stuck."""
        again = {"state": State.WAITING, "not_before": None, "is_uncertain": False, "last_error": None}
        async with self._database.write() as connection:
            return await _change(connection, message_id, again)

    async def arrived(self, message_id: str, ref: str | None = None) -> bool:
        """It is there after all, though nobody was told; so it is never posted again. Whether it was stuck, unshown.

        ref: the platform's id of it: it is brought up to date, and what waits goes into its thread. Without one, for
        what may be there, it stays as it stands, and what waits for its thread goes plainly to the same place.
        """
        named = {"state": State.WAITING, "ref": ref, "not_before": None, "is_uncertain": False, "last_error": None}
        closed = {"state": State.CLOSED, "is_uncertain": False, "last_error": "there, says the operator"}
        async with self._database.write() as connection:
            unshown = (_rows.c.ref.is_(None), *(() if ref else (_MAY_BE_THERE,)))
            return await _change(connection, message_id, named if ref else closed, *unshown)

    async def count_waiting_for(self, message_id: str) -> int:
        """How many messages wait for the thread of one that was not shown."""
        waiting = _in_thread_of(message_id) & (_rows.c.state == State.WAITING)
        async with self._database.read() as connection:
            return (await connection.execute(select(func.count()).select_from(_rows).where(waiting))).scalar_one()

    async def drop(self, message_id: str) -> bool:
        """Let it go for good, and with it what waits for its thread, or neither. Whether it was stuck."""
        async with self._database.write() as connection:
            dropped = await _change(connection, message_id, _DROPPED)
            if dropped:
                await connection.execute(update(_rows).where(_in_thread_of(message_id)).values(_DROPPED))
        return dropped


_IS_STUCK = or_(_rows.c.state.in_(_STUCK), (_rows.c.state == State.WAITING) & _rows.c.last_error.is_not(None))
_MAY_BE_THERE = or_(_rows.c.state == State.AMBIGUOUS, _rows.c.is_uncertain)
_DROPPED = {
    "state": case((_rows.c.ref.is_(None), State.CLOSED.value), else_=State.DONE.value),
    "delivered": _rows.c.revision,
    "last_error": "dropped by the operator",
}
"""What is shown already may well be updated later on; what is not would be posted then."""


def _shown(row: Row[Any]) -> Stuck:
    return Stuck(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=row.key.partition(":")[0],
        lane=row.lane,
        state=row.state,
        reason=row.last_error or "",
        since=row.pending_since,
        may_be_there=bool(row.is_uncertain or row.state == State.AMBIGUOUS),
    )


async def _change(
    connection: AsyncConnection, message_id: str, values: Mapping[str, Any], *conditions: ColumnElement[bool]
) -> bool:
    stuck = _rows.c.state.in_((*_STUCK, State.WAITING)) & (_rows.c.id == message_id) & _rows.c.leased_until.is_(None)
    return (await connection.execute(update(_rows).where(stuck, *conditions).values(values))).rowcount > 0


def _in_thread_of(message_id: str) -> ColumnElement[bool]:
    """What was to go into the thread of a message that was never shown."""
    root = _rows.alias("root")
    same = (root.c.workspace_id == _rows.c.workspace_id) & (root.c.key == _rows.c.thread)
    return _rows.c.ref.is_(None) & exists().where(same, root.c.id == message_id, root.c.ref.is_(None))
