"""What is due: check-ins, teams without a next one, teams to look at, notices. Each is found in the order of an index:
what is not due is never looked at, however large the company is.

Knows states and moments; must not know what is done about them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, select, union_all

from cadence.model import CheckInState, NoticeState
from storage import tables

_teams, _checkins, _notices = (tables.RECORDS[name] for name in ("teams", "checkins", "notices"))
_watches = tables.watches
_LIVE = (CheckInState.SCHEDULED, CheckInState.OPEN)


def due_checkins(workspace_id: str, now: datetime, limit: int) -> CompoundSelect[Any]:
    """Up to `limit` of each: past their opening, past their next look, without one.

    The last go by their ids: in another order PostgreSQL, which knows of no open ones until it has counted, looks
    through all that are open.
    """
    ours, id_ = _checkins.c.workspace_id == workspace_id, _checkins.c.id
    opens = and_(_checkins.c.state == CheckInState.SCHEDULED, _checkins.c.opens_at <= now)
    looks = and_(_checkins.c.state == CheckInState.OPEN, _checkins.c.next_at <= now)
    asks = and_(_checkins.c.state == CheckInState.OPEN, _checkins.c.next_at.is_(None))
    return _any_of(
        select(_checkins).where(ours, opens).order_by(_checkins.c.opens_at, id_).limit(limit),
        select(_checkins).where(ours, looks).order_by(_checkins.c.next_at, id_).limit(limit),
        select(_checkins).where(ours, asks).order_by(_checkins.c.next_at, id_).limit(limit),
    )


def teams_without_next(
    workspace_id: str, now: datetime, limit: int, after: str, own: Collection[str]
) -> CompoundSelect[Any]:
    """Up to `limit` of each: teams never looked at since they changed, teams whose look is due, and of `own` (ids).

    Whatever may take a team's next check-in from it asks for a look at the team; so nobody else is searched.
    """
    live = exists().where(*_same(_checkins, _teams.c.id), _checkins.c.state.in_(_LIVE))
    wanted = (_teams.c.is_paused.is_(False), ~live)
    ours = _watched(workspace_id).where(*wanted)
    order = _unsearched(_watches.c.team_id)
    parts = [
        ours.where(_watches.c.next_at.is_(None), _watches.c.team_id > after).order_by(_watches.c.team_id).limit(limit),
        ours.where(_watches.c.next_at <= now, order > after).order_by(order).limit(limit),
    ]
    if own:
        here = (_teams.c.workspace_id == workspace_id, _teams.c.id.in_(own), _teams.c.id > after)
        parts.append(select(_teams).where(*here, *wanted).order_by(_teams.c.id).limit(limit))
    return _any_of(*parts)


def teams_to_follow(workspace_id: str, now: datetime, limit: int) -> CompoundSelect[Any]:
    """Up to `limit` of each: teams that ask for a look, teams whose look is due."""
    ours = _watched(workspace_id)
    return _any_of(
        ours.where(_watches.c.next_at.is_(None)).order_by(_watches.c.team_id).limit(limit),
        ours.where(_watches.c.next_at <= now).order_by(_watches.c.next_at, _watches.c.team_id).limit(limit),
    )


def due_notices(workspace_id: str, now: datetime, limit: int) -> Select[Any]:
    """Waiting ones, the earliest first."""
    due = (_notices.c.state == NoticeState.WAITING, _notices.c.at <= now)
    ours = select(_notices).where(_notices.c.workspace_id == workspace_id, *due)
    return ours.order_by(_notices.c.at, _notices.c.id).limit(limit)


def _watched(workspace_id: str) -> Select[Any]:
    """Teams with their watches, of which each is found by its watch."""
    theirs = and_(_teams.c.workspace_id == workspace_id, _teams.c.id == _unsearched(_watches.c.team_id))
    return select(_teams).join(_watches, theirs).where(_watches.c.workspace_id == workspace_id)


def _unsearched(column: ColumnElement[str]) -> ColumnElement[str]:
    """The same to read, but no index of it is used: the few that are due are found by their moment. SQLite would rather
    look at every team, in the order that is wanted."""
    return column.concat("")


def _same(table: Any, team_id: ColumnElement[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.workspace_id == _teams.c.workspace_id, table.c.team_id == team_id


def _any_of(*parts: Select[Any]) -> CompoundSelect[Any]:
    return union_all(*(select(part.subquery()) for part in parts))
