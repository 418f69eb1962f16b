"""Whose turn it is: of all messages that wait, the first of each lane that may be handed out now.

Knows lanes, leases and paces, and in which order they are looked through; must not know who takes them
(`storage.claiming`, which says what a turn is).
"""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from cadence.ports import Op
from storage import tables
from storage.ahead import HORIZON, NOW, is_ahead, is_past
from storage.keyed import is_one_of
from storage.outbox import State

_rows, _lanes, _paces, _workspaces = tables.messages, tables.lanes, tables.paces, tables.workspaces
_one = _rows.alias("m")
_WAITS: ColumnElement[str] = literal_column(f"'{State.WAITING}'")
_SEEN = ("workspace_id", "lane", "id", "ref", "thread", "position", "pending_since", "not_before", "free_at")

_BEYOND = 2**63 - 1
"""More than any position."""
FIRST = 200
"""How many that wait longest are looked at first."""
REACH = 200
"""How many more are looked for, of all workspaces together, beside one of each: some are taken by other workers."""

IN_ORDER = text("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")
"""For PostgreSQL, until the transaction ends: look in the order of the index, and stop when there is enough. Its
statistics tell of an hour when next to nothing waited; by them it would rather sort all that waits, each time."""


def _is_ready(row: FromClause) -> ColumnElement[bool]:
    """Whether a message that waits may be delivered now."""
    away = select(_workspaces.c.id).where(_workspaces.c.is_connected.is_(False))
    return and_(_is_first(row, _lanes), _may_go(row), row.c.workspace_id.not_in(away))


def _is_first(row: FromClause, lane: FromClause) -> ColumnElement[bool]:
    """Whether it is the first of its lane, as far as nothing forbids it, and the lane is free."""
    return and_(_is_free(lane), ~_lost_root(row), ~_is_behind(row))


def _is_free(lane: FromClause) -> ColumnElement[bool]:
    """Whether something may be handed out in this lane now."""
    leased = _rows.alias("leased")
    busy = select(leased.c.workspace_id, leased.c.lane).where(is_ahead(leased.c.leased_until, NOW))
    return and_(is_past(lane.c.free_at, NOW), ~tuple_(lane.c.workspace_id, lane.c.lane).in_(busy))


def _may_go(row: FromClause) -> ColumnElement[bool]:
    """Whether neither back-off nor any pace forbids it."""
    held_back = select(_paces.c.workspace_id, _paces.c.op).where(is_ahead(_paces.c.free_at, NOW))
    is_free = tuple_(row.c.workspace_id, _op_of(row)).not_in(held_back)
    return and_(is_past(row.c.not_before, NOW), is_past(row.c.free_at, NOW), is_free)


def _is_behind(row: FromClause) -> ColumnElement[bool]:
    """Whether it is another one's turn: of an earlier post, or of an earlier update that may go."""
    other = _rows.alias("other")
    same = (other.c.workspace_id == row.c.workspace_id, other.c.lane == row.c.lane)
    is_earlier = tuple_(other.c.position, other.c.id) < tuple_(row.c.position, row.c.id)
    has_turn = (_waits(other), or_(other.c.ref.is_(None), _may_go(other)), ~_lost_root(other))
    return exists().where(*same, is_earlier, *has_turn)


def _lost_root(row: FromClause) -> ColumnElement[bool]:
    """Whether the thread's first message was not shown, and will not be before somebody looks at it."""
    root = _rows.alias()
    same = (root.c.workspace_id == row.c.workspace_id, root.c.key == row.c.thread)
    is_unshown = func.coalesce(root.c.ref, "") == ""  # it is found by its key, not among all that have no ref yet
    lost = exists().where(*same, is_unshown, root.c.state.in_((State.FAILED, State.AMBIGUOUS)))
    return and_(row.c.thread.is_not(None), lost)


def _waits(row: FromClause) -> ColumnElement[bool]:
    """In the very words of the indexes that hold only what waits."""
    return row.c.state == _WAITS


def _op_of(row: FromClause) -> ColumnElement[str]:
    return case((row.c.ref.is_(None), Op.POST.value), else_=Op.UPDATE.value)


def _near() -> Select[Any]:
    """Of those that wait longest, a few, whoever's they are."""
    order = (_rows.c.pending_since, _rows.c.id)
    longest = select(*(_rows.c[name] for name in _SEEN)).where(_waits(_rows)).order_by(*order).limit(FIRST)
    first = longest.subquery("first")
    return _held(first, _is_ready(first))


def _held(heads: FromClause, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The lanes of these messages, which nobody else holds, and is given while we do."""
    same = and_(_lanes.c.workspace_id == heads.c.workspace_id, _lanes.c.lane == heads.c.lane)
    found = select(*_lanes.c, heads.c.id).select_from(heads.join(_lanes, same)).where(*conditions)
    oldest = found.order_by(heads.c.pending_since, heads.c.id).limit(bindparam("limit", type_=Integer))
    return oldest.with_for_update(of=_lanes, key_share=True, skip_locked=True)


def _everywhere(is_sqlite: bool) -> Select[Any]:
    """Of each workspace that has its turn, those that wait longest: what may not go now is never looked at."""
    waiting = _with_something()
    # Never tried; may be tried again; waits until a moment that a clock has left which was put back.
    again = _one.c.not_before
    tried = (again.is_(None), again <= NOW, again > HORIZON)
    parts = [_of_kind(waiting, op, which, is_sqlite) for op in Op for which in tried]
    heads = union_all(*parts).subquery("heads")
    return _held(heads, is_past(_lanes.c.free_at, NOW))


def _of_few() -> Select[Any]:
    """Of each lane in which something waits, the one whose turn it is: what waits behind it is never looked at."""
    waiting, post, row = _lanes_waiting(), _rows.alias("post"), _rows.alias("row")
    here = (waiting.c.workspace_id, waiting.c.lane)
    posts = (post.c.workspace_id == here[0], post.c.lane == here[1], _waits(post), post.c.ref.is_(None))
    first = select(post.c.position).where(*posts, ~_lost_root(post)).order_by(post.c.position).limit(1)
    holds = first.correlate(waiting).scalar_subquery()  # nothing goes that stands behind this post
    here_too = (row.c.workspace_id == here[0], row.c.lane == here[1], _waits(row))
    order = (row.c.position, row.c.id)
    near = row.c.position <= func.coalesce(holds, literal_column(str(_BEYOND)))
    ready = select(row.c.id).where(*here_too, near, ~_lost_root(row), _may_go(row)).order_by(*order).limit(1)
    turn = ready.correlate(waiting).scalar_subquery()
    same = and_(_lanes.c.workspace_id == here[0], _lanes.c.lane == here[1])
    found = select(*here, turn.label("id")).select_from(waiting.join(_lanes, same)).where(_is_free(_lanes))
    turns = found.cte("turns").prefix_with("MATERIALIZED")  # each is asked once
    since = select(_one.c.pending_since).where(_one.c.workspace_id == turns.c.workspace_id, _one.c.id == turns.c.id)
    heads = select(*turns.c, since.scalar_subquery().label("pending_since")).where(turns.c.id.is_not(None))
    return _held(heads.subquery("heads"))


def _lanes_waiting() -> CTE:
    """The lanes of connected workspaces in which something waits, each found from the one before it; more than FIRST
    are not looked for."""
    one = _rows.alias("first_lane")
    first = select(func.min(one.c.lane)).where(one.c.workspace_id == _workspaces.c.id, _waits(one)).scalar_subquery()
    ours = select(_workspaces.c.id.label("workspace_id"), first.label("lane"), literal_column("1").label("number"))
    found = ours.where(_workspaces.c.is_connected).cte("found", recursive=True)
    beyond = (one.c.workspace_id == found.c.workspace_id, one.c.lane > found.c.lane, _waits(one))
    after = select(func.min(one.c.lane)).where(*beyond).correlate(found).scalar_subquery()
    goes_on = and_(found.c.lane.is_not(None), found.c.number <= FIRST)
    found = found.union_all(select(found.c.workspace_id, after, found.c.number + 1).where(goes_on))
    lanes = select(found.c.workspace_id, found.c.lane).where(found.c.lane.is_not(None))
    return lanes.limit(FIRST + 1).cte("lanes_waiting")


def _with_something() -> CTE:
    """The connected workspaces for which something waits."""
    one = select(_rows.c.id).where(_rows.c.workspace_id == _workspaces.c.id, _waits(_rows)).limit(1)
    one = one.order_by(_rows.c.lane, _rows.c.position)  # in the order of an index
    ours = select(_workspaces.c.id.label("workspace_id")).where(_workspaces.c.is_connected)
    return ours.where(one.scalar_subquery().is_not(None)).cte("waiting")


def _of_kind(waiting: CTE, op: Op, which: ColumnElement[bool], is_sqlite: bool) -> Select[Any]:
    """In the order of an index of this kind, so that no other is thought better. which: a condition on `_one`."""
    lane = _lanes.alias("lane")
    same = and_(lane.c.workspace_id == _one.c.workspace_id, lane.c.lane == _one.c.lane)
    is_of_kind = _one.c.ref.is_(None) if op is Op.POST else _one.c.ref.is_not(None)
    theirs = (_one.c.workspace_id == waiting.c.workspace_id, _waits(_one), is_of_kind, which)
    ready = (is_past(_one.c.free_at, NOW), _is_first(_one, lane))
    order = (_one.c.not_before, _one.c.pending_since, _one.c.id)
    reach = 1 + REACH // select(func.count()).select_from(waiting).scalar_subquery()
    found = select(_one).join(lane, same).where(*theirs, *ready).order_by(*order).limit(reach)
    held_back = select(_paces.c.workspace_id).where(_paces.c.op == op.value, is_ahead(_paces.c.free_at, NOW))
    return _each(waiting, found, is_sqlite).where(waiting.c.workspace_id.not_in(held_back))


def _each(waiting: CTE, found: Select[Any], is_sqlite: bool) -> Select[Any]:
    """What is found of `_one`, for each workspace anew."""
    names = ("workspace_id", "lane", "id", "pending_since")
    if is_sqlite:
        ids = found.with_only_columns(_one.c.id).correlate(waiting)
        each = and_(_rows.c.workspace_id == waiting.c.workspace_id, _rows.c.id.in_(ids))
        return select(*(_rows.c[name] for name in names)).select_from(waiting.join(_rows, each))
    mine = found.with_only_columns(*(_one.c[name] for name in names)).correlate(waiting).lateral()
    return select(mine).select_from(waiting.join(mine, true()))


def _heads() -> Select[Any]:
    thread = _rows.alias("thread")
    root = and_(thread.c.workspace_id == _rows.c.workspace_id, thread.c.key == _rows.c.thread)
    same = and_(_lanes.c.workspace_id == _rows.c.workspace_id, _lanes.c.lane == _rows.c.lane)
    these = is_one_of((_rows.c.workspace_id, _rows.c.id), "heads")
    found = select(_rows, thread.c.ref.label("thread_ref")).join(_lanes, same).outerjoin(thread, root)
    ready = found.where(these, _waits(_rows), _is_ready(_rows))
    return ready.order_by(_rows.c.id).with_for_update(of=_rows, key_share=True)


def _more() -> Select[Any]:
    order = (_rows.c.pending_since, _rows.c.id)
    are_few = select(func.count() <= FIRST).select_from(_lanes_waiting()).scalar_subquery()
    return select(are_few.label("are_few_lanes")).where(_waits(_rows)).order_by(*order).offset(FIRST).limit(1)


LANES_NEAR, LANES_OF_FEW, MORE, HEADS = _near(), _of_few(), _more(), _heads()
LANES_ANYWHERE = {is_sqlite: _everywhere(is_sqlite) for is_sqlite in (True, False)}
"""Lanes with something to deliver, and its id, longest waiting first: `limit`. NEAR: of the few messages that wait
longest. MORE: whether there are others, and whether all are of few lanes. OF_FEW: of all, where they are; ANYWHERE: by
whether it is for SQLite, where they are not. HEADS: those messages whose turn it is, of some, with their threads' refs:
what `storage.keyed` gives for `heads`.
All: what `storage.ahead.moments` gives.

Made once: putting them together takes longer than running them where nothing waits, as a sender asks each second."""
