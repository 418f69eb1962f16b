"""The outbox's sending side: hands out what waits (`storage.claiming`) and keeps how it went.

Knows leases and outcomes; must not know any platform.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.pacing import FARTHEST
from cadence.patience import patiently
from cadence.ports import Delivery, Outcome, Pace
from storage import tables
from storage.claiming import Claim
from storage.engine import Database
from storage.keyed import given, is_one_of
from storage.outbox import State
from storage.upsert import insert_for

_rows, _lanes, _paces = tables.messages, tables.lanes, tables.paces


class SqlDeliveries:
    """See `cadence.ports.Deliveries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, now: datetime, limit: int, lease: timedelta, paces: Mapping[str, Pace] | None = None
    ) -> list[Delivery]:
        async with self._database.write() as connection:
            return await Claim(connection, now, paces or {}).take(limit, now + lease)

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        # Also who loses a race for a row must keep what was delivered.
        await patiently(lambda: self._settle(outcomes))

    async def backlog(self) -> dict[str, int]:
        async with self._database.read() as connection:
            counts = {row.state: row.number for row in await connection.execute(_BACKLOG)}
        return {state.value: counts.get(state, 0) for state in _LEFT}

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        by_id = {(outcome.delivery.workspace_id, outcome.delivery.id): outcome for outcome in outcomes}
        async with self._database.write() as connection:
            await _slow_lanes(connection, outcomes)  # lanes are held before messages: see storage.claiming
            rows = await connection.execute(_TO_SETTLE, given("ids", by_id))
            settled = [_settled(row, by_id[row.workspace_id, row.id]) for row in rows]
            if settled:
                await connection.execute(_SETTLE, settled)
            await _keep_waits(connection, outcomes)


async def _slow_lanes(connection: AsyncConnection, outcomes: Iterable[Outcome]) -> None:
    """Conversations that the platform wants us to leave alone for a while; never for less than is known."""
    waits = sorted(
        (outcome.delivery.workspace_id, outcome.delivery.place.lane, outcome.lane_until)
        for outcome in outcomes
        if outcome.lane_until is not None
    )
    if waits:
        slowed = [
            {"in_workspace": workspace_id, "in_lane": lane, "free": at, "too_far": at + FARTHEST}
            for workspace_id, lane, at in waits
        ]
        await connection.execute(_SLOW, slowed)


async def _keep_waits(connection: AsyncConnection, outcomes: Iterable[Outcome]) -> None:
    """What the platform asked for holds for all workers; an earlier end than is known changes nothing."""
    waits: dict[tuple[str, str], datetime] = {}
    for outcome in outcomes:
        if outcome.wait_until is not None:
            kind = (outcome.delivery.workspace_id, outcome.delivery.op.value)
            waits[kind] = max(outcome.wait_until, waits.get(kind, outcome.wait_until))
    if waits:
        rows = [{"workspace_id": kind[0], "op": kind[1], "free_at": until} for kind, until in sorted(waits.items())]
        new = insert_for(connection, _paces).values(rows)
        kept, too_far = _paces.c.free_at, max(waits.values()) + FARTHEST
        is_later = or_(kept.is_(None), kept < new.excluded.free_at, kept > too_far)
        later = {"free_at": case((is_later, new.excluded.free_at), else_=_paces.c.free_at)}
        await connection.execute(new.on_conflict_do_update(index_elements=["workspace_id", "op"], set_=later))


_LEFT = (State.WAITING, State.FAILED, State.AMBIGUOUS)
_BACKLOG = select(_rows.c.state, func.count().label("number")).where(_rows.c.state.in_(_LEFT)).group_by(_rows.c.state)
_IS_LATER = or_(
    _lanes.c.free_at.is_(None), _lanes.c.free_at < bindparam("free"), _lanes.c.free_at > bindparam("too_far")
)
_SLOW = (
    update(_lanes)
    .where(_lanes.c.workspace_id == bindparam("in_workspace"), _lanes.c.lane == bindparam("in_lane"), _IS_LATER)
    .values(free_at=bindparam("free"))
)
_SETTLED = ("state", "delivered", "ref", "attempts", "not_before", "leased_until", "is_uncertain", "last_error")
_TO_SETTLE = (
    select(_rows)
    .where(is_one_of((_rows.c.workspace_id, _rows.c.id), "ids"))
    .order_by(_rows.c.id)
    .with_for_update(key_share=True)
)
_ONE = (_rows.c.workspace_id == bindparam("in_workspace"), _rows.c.id == bindparam("message_id"))
_SETTLE = update(_rows).where(*_ONE).values({name: bindparam(f"new_{name}") for name in _SETTLED})


def _settled(row: Row[Any], outcome: Outcome) -> dict[str, Any]:
    new = {name: getattr(row, name) for name in _SETTLED} | _after(row, outcome)
    values = {f"new_{name}": value for name, value in new.items()}
    return {"in_workspace": row.workspace_id, "message_id": row.id, **values}


def _after(row: Row[Any], outcome: Outcome) -> dict[str, Any]:
    """What changes in the row. Of a worker whose lease was given to another, only a delivery is believed."""
    done = outcome.delivery
    if outcome.ref is not None:
        return _arrived(row, outcome.ref, done)
    if not _is_holder(row, done):
        return {}
    released = {"leased_until": None, "not_before": outcome.retry_at}
    if done.revision <= row.delivered:
        return released
    if outcome.ambiguous is not None:
        return {**released, "state": State.AMBIGUOUS, "last_error": outcome.ambiguous}
    if outcome.failed is not None:
        # A card said meanwhile is a new matter: it may well be taken.
        state = State.FAILED if row.revision == done.revision else State.WAITING
        return {**released, "state": state, "last_error": outcome.failed}
    uncertain = {"is_uncertain": True} if outcome.is_uncertain else {}
    return {**released, **uncertain, "last_error": outcome.reason}


def _is_holder(row: Row[Any], done: Delivery) -> bool:
    """Whether the lease is still that of this delivery: a lease given later always ends later."""
    return row.leased_until is not None and row.leased_until == done.leased_until


def _arrived(row: Row[Any], ref: str, done: Delivery) -> dict[str, Any]:
    delivered = max(row.delivered, done.revision)
    state = State.DONE if delivered >= row.revision else State.WAITING
    values: dict[str, Any] = {
        "state": state,
        "delivered": delivered,
        "ref": ref,
        "is_uncertain": False,
        "last_error": None,
    }
    if _is_holder(row, done):
        values |= {"attempts": 0, "leased_until": None, "not_before": None}
    return values
