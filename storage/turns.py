"""Whose turn it is: of all messages that wait, the first of each lane that may be handed out now.

Knows lanes, leases and paces, and in which order they are looked through; must not know who takes them
(`storage.claiming`, which says what a turn is).
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
)

from cadence.ports import Op
from storage import tables
from storage.ahead import NOW, is_ahead, is_past
from storage.outbox import State

_rows, _lanes, _paces = tables.messages, tables.lanes, tables.paces
_LANE = (_rows.c.workspace_id, _rows.c.lane)

IN_ORDER = text("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")
"""For PostgreSQL, until the transaction ends: look in the order of the index, and stop when there is enough. Its
statistics tell of an hour when next to nothing waited; by them it would rather sort all that waits, each time."""


def _ready_heads(*among: ColumnElement[bool]) -> Select[Any]:
    """The first message of each lane that is not busy, where that message may be delivered now. among: which messages
    to look at.

    Asked of each message, the longest waiting first, so that whoever takes a few never looks at all that wait.
    """
    leased = _rows.alias("leased")
    busy = select(leased.c.workspace_id, leased.c.lane).where(is_ahead(leased.c.leased_until, NOW))
    same = and_(_lanes.c.workspace_id == _rows.c.workspace_id, _lanes.c.lane == _rows.c.lane)
    return (
        select(*_LANE, _rows.c.id)
        .join(_lanes, same)
        .where(
            is_past(_lanes.c.free_at, NOW),
            _rows.c.state == State.WAITING,
            _may_go(_rows),
            ~_is_disconnected(),
            tuple_(*_LANE).not_in(busy),
            ~_lost_root(_rows),
            ~_is_behind(),
            *among,
        )
    )


def _may_go(row: FromClause) -> ColumnElement[bool]:
    """Whether neither back-off nor any pace forbids it."""
    held_back = select(_paces.c.workspace_id, _paces.c.op).where(is_ahead(_paces.c.free_at, NOW))
    is_free = tuple_(row.c.workspace_id, _op_of(row)).not_in(held_back)
    return and_(is_past(row.c.not_before, NOW), is_past(row.c.free_at, NOW), is_free)


def _is_behind() -> ColumnElement[bool]:
    """Whether it is another one's turn: of an earlier post, or of an earlier update that may go."""
    other = _rows.alias("other")
    same = (other.c.workspace_id == _rows.c.workspace_id, other.c.lane == _rows.c.lane)
    is_earlier = tuple_(other.c.position, other.c.id) < tuple_(_rows.c.position, _rows.c.id)
    has_turn = (other.c.state == State.WAITING, or_(other.c.ref.is_(None), _may_go(other)), ~_lost_root(other))
    return exists().where(*same, is_earlier, *has_turn)


def _lost_root(row: FromClause) -> ColumnElement[bool]:
    """Whether the thread's first message was not shown, and will not be before somebody looks at it."""
    root = _rows.alias()
    same = (root.c.workspace_id == row.c.workspace_id, root.c.key == row.c.thread)
    is_unshown = func.coalesce(root.c.ref, "") == ""  # it is found by its key, not among all that have no ref yet
    lost = exists().where(*same, is_unshown, root.c.state.in_((State.FAILED, State.AMBIGUOUS)))
    return and_(row.c.thread.is_not(None), lost)


def _is_disconnected() -> ColumnElement[bool]:
    away = select(tables.workspaces.c.id).where(tables.workspaces.c.is_connected.is_(False))
    return _rows.c.workspace_id.in_(away)


def _op_of(row: FromClause) -> ColumnElement[str]:
    return case((row.c.ref.is_(None), Op.POST.value), else_=Op.UPDATE.value)


def _lanes_to_hold() -> Select[Any]:
    ready = _ready_heads().with_only_columns(*_lanes.c).order_by(_rows.c.pending_since, _rows.c.id)
    oldest = ready.limit(bindparam("limit", type_=Integer))
    return oldest.with_for_update(of=_lanes, key_share=True, skip_locked=True)


def _heads_of_lanes() -> Select[Any]:
    lanes = tuple_(*_LANE).in_(bindparam("lanes", expanding=True))
    # An index answers one column at a time.
    near = [column.in_(bindparam(name, expanding=True)) for column, name in zip(_LANE, NEAR, strict=True)]
    heads = _ready_heads(lanes, *near).subquery()
    thread = _rows.alias("thread")
    root = and_(thread.c.workspace_id == _rows.c.workspace_id, thread.c.key == _rows.c.thread)
    mine = and_(_rows.c.workspace_id == heads.c.workspace_id, _rows.c.id == heads.c.id)
    statement = select(_rows, thread.c.ref.label("thread_ref")).join(heads, mine).outerjoin(thread, root)
    return statement.order_by(_rows.c.id).with_for_update(of=_rows, key_share=True)


NEAR = ("workspaces", "lane_names")
LANES_TO_HOLD, HEADS_OF_LANES = _lanes_to_hold(), _heads_of_lanes()
"""Lanes with something to deliver, longest waiting first: `limit`. The messages whose turn it is in lanes, with their
threads' refs: `lanes`, and what NEAR names, the two columns of those lanes. Both: what `storage.ahead.moments` gives.

Made once: putting them together takes longer than running them where nothing waits, as a sender asks each second."""
