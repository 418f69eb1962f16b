"""The outbox's sending side: hands out what waits, lane by lane, and keeps how it went.

Knows leases, lanes and back-off; must not know any platform.

A lane's turn: of what waits in a lane the first by position is next. What failed or is ambiguous is passed over. An
update in back-off steps aside, because the messages behind it do not depend on it; a post in back-off holds its lane,
because the order of messages is a promise. While one message of a lane is leased, the lane is busy.
What belongs into the thread of a message that failed or is ambiguous waits with it: in the channel it would be noise.
A lease that ran out means that its worker died: the message is given out again, marked as resumed until it arrives.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.errors import Conflict
from cadence.ports import Delivery, Op, Outcome, Pace
from storage import tables
from storage.engine import Database
from storage.outbox import State, place_of

_rows, _lanes = tables.messages, tables.lanes
_LANE = (_rows.c.workspace_id, _rows.c.lane)
_QUEUED = (*_LANE, _rows.c.id, _rows.c.pending_since, _rows.c.not_before)
_TRIES = 3


class SqlDeliveries:
    """See `cadence.ports.Deliveries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, now: datetime, limit: int, lease: timedelta, paces: Mapping[str, Pace] | None = None
    ) -> list[Delivery]:
        async with self._database.write() as connection:
            lanes = await _hold_lanes(connection, now, limit)
            heads = await _heads_of(connection, now, lanes) if lanes else []
            if heads:
                await connection.execute(_LEASE, [_leased(head, now + lease) for head in heads])
        return [_delivery(head, now + lease) for head in heads]

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        for _ in range(_TRIES - 1):
            try:
                return await self._settle(outcomes)
            except Conflict:
                continue  # lost a race for a row; what was delivered must be kept all the same
        return await self._settle(outcomes)

    async def backlog(self) -> dict[str, int]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(_rows.c.state, func.count().label("number")).group_by(_rows.c.state))
            counts = {row.state: row.number for row in rows}
        return {state.value: counts.get(state, 0) for state in (State.WAITING, State.FAILED, State.AMBIGUOUS)}

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        by_id = {(outcome.delivery.workspace_id, outcome.delivery.id): outcome for outcome in outcomes}
        these = select(_rows).where(tuple_(_rows.c.workspace_id, _rows.c.id).in_(list(by_id)))
        async with self._database.write() as connection:
            rows = await connection.execute(these.order_by(_rows.c.id).with_for_update(key_share=True))
            settled = [_settled(row, by_id[row.workspace_id, row.id]) for row in rows]
            if settled:
                await connection.execute(_SETTLE, settled)


async def _hold_lanes(connection: AsyncConnection, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Lanes with something to deliver, longest waiting first, held against all other workers until commit."""
    heads = _ready_heads(now).subquery()
    same = and_(_lanes.c.workspace_id == heads.c.workspace_id, _lanes.c.lane == heads.c.lane)
    statement = select(_lanes.c.workspace_id, _lanes.c.lane).join(heads, same)
    oldest = statement.order_by(heads.c.pending_since, heads.c.id).limit(limit)
    rows = await connection.execute(oldest.with_for_update(of=_lanes, key_share=True, skip_locked=True))
    return [(row.workspace_id, row.lane) for row in rows]


async def _heads_of(connection: AsyncConnection, now: datetime, lanes: list[tuple[str, str]]) -> list[Row[Any]]:
    """The messages whose turn it is in these lanes. Looked at anew, because another worker may just have left."""
    heads = _ready_heads(now, lanes).subquery()
    thread = _rows.alias("thread")
    root = and_(thread.c.workspace_id == _rows.c.workspace_id, thread.c.key == _rows.c.thread)
    mine = and_(_rows.c.workspace_id == heads.c.workspace_id, _rows.c.id == heads.c.id)
    statement = select(_rows, thread.c.ref.label("thread_ref")).join(heads, mine).outerjoin(thread, root)
    held = statement.order_by(_rows.c.id).with_for_update(of=_rows, key_share=True)
    found = (await connection.execute(held)).all()
    return sorted(found, key=lambda row: (row.pending_since, row.id))


def _ready_heads(now: datetime, lanes: list[tuple[str, str]] | None = None) -> Select[Any]:
    """The first message of each lane that is not busy, where that message may be delivered now."""
    steps_aside = and_(_rows.c.ref.is_not(None), _rows.c.not_before > now)
    turn = func.row_number().over(partition_by=_LANE, order_by=(_rows.c.position, _rows.c.id)).label("turn")
    waiting = select(*_QUEUED, turn).where(
        _rows.c.state == State.WAITING, or_(_rows.c.not_before.is_(None), ~steps_aside), ~_lost_root()
    )
    if lanes is not None:
        waiting = waiting.where(tuple_(*_LANE).in_(lanes))
    queue = waiting.subquery("queue")
    busy = select(*_LANE).where(_rows.c.leased_until > now)
    return select(queue).where(
        queue.c.turn == 1,
        or_(queue.c.not_before.is_(None), queue.c.not_before <= now),
        tuple_(queue.c.workspace_id, queue.c.lane).not_in(busy),
    )


def _lost_root() -> ColumnElement[bool]:
    """Whether the thread's first message was not shown, and will not be before somebody looks at it."""
    root = _rows.alias("root")
    same = (root.c.workspace_id == _rows.c.workspace_id, root.c.key == _rows.c.thread)
    return exists().where(*same, root.c.ref.is_(None), root.c.state.in_((State.FAILED, State.AMBIGUOUS)))


_ONE = (_rows.c.workspace_id == bindparam("in_workspace"), _rows.c.id == bindparam("message_id"))
_LEASE = (
    update(_rows)
    .where(*_ONE)
    .values(leased_until=bindparam("until"), attempts=_rows.c.attempts + 1, is_uncertain=bindparam("uncertain"))
)


def _leased(head: Row[Any], until: datetime) -> dict[str, Any]:
    return {"in_workspace": head.workspace_id, "message_id": head.id, "until": until, "uncertain": _is_resumed(head)}


def _is_resumed(head: Row[Any]) -> bool:
    """Whether an earlier attempt ended without a word, and none has arrived since."""
    return bool(head.is_uncertain or head.leased_until is not None)


def _delivery(head: Row[Any], leased_until: datetime) -> Delivery:
    return Delivery(
        id=head.id,
        workspace_id=head.workspace_id,
        op=Op.UPDATE if head.ref else Op.POST,
        place=place_of(head),
        card=head.card,
        revision=head.revision,
        ref=head.ref,
        thread_ref=head.thread_ref,
        attempt=head.attempts + 1,
        resumed=_is_resumed(head),
        leased_until=leased_until,
    )


_SETTLED = ("state", "delivered", "ref", "attempts", "not_before", "leased_until", "is_uncertain", "last_error")
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
    return {**released, "last_error": outcome.reason}


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
