"""The durable inbox: events are kept before they are acknowledged, and handed out until they were handled.

Knows leases and back-off; must not know what an event says. What was handled loses its body at once: it may hold what
people wrote; its id stays for a while, lest the platform deliver it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update

from cadence.ports import Arrival
from storage import tables
from storage.ahead import is_past
from storage.engine import Database
from storage.keyed import given, is_one_of
from storage.together import Together
from storage.upsert import insert_or_ignore

_rows = tables.arrivals
_KEY = (_rows.c.platform, _rows.c.id)


class _State(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """An event that was given up, for the operator. at: when it came, real time. reason: never what it says."""

    platform: str
    id: str
    at: datetime
    reason: str


class SqlInbox:
    """See `cadence.ports.Inbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._together = Together(self._put)

    async def put(self, arrival: Arrival) -> bool:
        return await self._together(arrival)

    async def _put(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Of each whether it is new. In one order: two processes may be told the same."""
        rows = sorted(map(_row, arrivals), key=itemgetter("platform", "id"))
        async with self._database.write() as connection:
            new = insert_or_ignore(connection, _rows).returning(*_KEY)
            kept = {(row.platform, row.id) for row in await connection.execute(new, rows)}
        return [_take(kept, (arrival.platform, arrival.id)) for arrival in arrivals]

    async def take(self, now: datetime, limit: int, lease: timedelta) -> list[Arrival]:
        free = (is_past(_rows.c.leased_until, now), is_past(_rows.c.not_before, now))
        waiting = select(_rows).where(_rows.c.state == _State.WAITING, *free).order_by(_rows.c.at, _rows.c.id)
        async with self._database.write() as connection:
            rows = (await connection.execute(waiting.limit(limit).with_for_update(skip_locked=True))).all()
            if rows:
                taken = update(_rows).where(is_one_of(_KEY, "arrivals"))
                begun = taken.values(leased_until=now + lease, attempts=_rows.c.attempts + 1)
                await connection.execute(begun, given("arrivals", [(row.platform, row.id) for row in rows]))
        return _arrivals(rows, now + lease)

    async def hold(self, arrival: Arrival, until: datetime) -> bool:
        mine = (_rows.c.platform == arrival.platform, _rows.c.id == arrival.id, _holder(arrival))
        async with self._database.write() as connection:
            held = await connection.execute(update(_rows).where(*mine).values(leased_until=until))
            return held.rowcount > 0

    async def done(self, arrival: Arrival) -> None:
        await self._settle(arrival, state=_State.DONE, body="", reason="")

    async def later(self, arrival: Arrival, at: datetime, reason: str) -> None:
        await self._settle(arrival, _holder(arrival), not_before=at, reason=reason)

    async def give_up(self, arrival: Arrival, reason: str) -> None:
        await self._settle(arrival, _holder(arrival), state=_State.FAILED, reason=reason)

    async def waiting(self) -> dict[str, int]:
        by_state = select(_rows.c.state, func.count().label("number")).group_by(_rows.c.state)
        async with self._database.read() as connection:
            counts = {row.state: row.number for row in await connection.execute(by_state)}
        return {state.value: counts.get(state, 0) for state in (_State.WAITING, _State.FAILED)}

    async def oldest(self) -> datetime | None:
        waiting = select(func.min(_rows.c.at)).where(_rows.c.state == _State.WAITING)
        async with self._database.read() as connection:
            found: datetime | None = (await connection.execute(waiting)).scalar()
            return found

    async def set_aside(self, limit: int) -> list[SetAside]:
        """Events that were given up, the latest first."""
        failed = select(_rows).where(_rows.c.state == _State.FAILED).order_by(_rows.c.at.desc(), _rows.c.id)
        async with self._database.read() as connection:
            rows = await connection.execute(failed.limit(limit))
            return [SetAside(platform=row.platform, id=row.id, at=row.at, reason=row.reason) for row in rows]

    async def prune(self, before: datetime) -> int:
        over = (_rows.c.state != _State.WAITING, _rows.c.at < before)
        async with self._database.write() as connection:
            return (await connection.execute(delete(_rows).where(*over))).rowcount

    async def _settle(self, arrival: Arrival, *conditions: ColumnElement[bool], **values: Any) -> None:
        mine = (_rows.c.platform == arrival.platform, _rows.c.id == arrival.id)
        async with self._database.write() as connection:
            settled = update(_rows).where(*mine, *conditions).values(leased_until=None, **values)
            await connection.execute(settled)


def _row(arrival: Arrival) -> dict[str, Any]:
    return {
        "platform": arrival.platform,
        "id": arrival.id,
        "body": arrival.body,
        "at": arrival.at,
        "state": _State.WAITING,
        "attempts": arrival.attempt if arrival.leased_until else arrival.attempt - 1,
        "leased_until": arrival.leased_until,
        "reason": "",
    }


def _take(kept: set[tuple[str, str]], key: tuple[str, str]) -> bool:
    """Whether it is among them, for the first to ask."""
    is_kept = key in kept
    kept.discard(key)
    return is_kept


def _holder(arrival: Arrival) -> ColumnElement[bool]:
    """Of a handler whose lease was given to another, only the end is believed. Nothing undoes that."""
    return (_rows.c.state == _State.WAITING) & (_rows.c.leased_until == arrival.leased_until)


def _arrivals(rows: Iterable[Row[Any]], until: datetime) -> list[Arrival]:
    return [
        Arrival(
            id=row.id, platform=row.platform, body=row.body, at=row.at, attempt=row.attempts + 1, leased_until=until
        )
        for row in rows
    ]
