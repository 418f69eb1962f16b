"""Which teams changed in a unit of work: for who follows them, and for the Homes that show them.

Knows the watches and homes, and whom a team concerns; must not know what a look or a Home is made of.

A Home remembers how many changes of its member's teams it showed. It is stale where they are another number by now:
so it does not matter whose clock says what, or who commits first.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select, union
from sqlalchemy.sql.selectable import CTE

from cadence.model import ActionState, BlockerState, DecisionState, EscalationState
from storage import tables
from storage.upsert import insert_or_replace
from storage.work import Work
from storage.writing import Batch

_watches, _homes = tables.watches, tables.homes

_ROLES = ("lead_id", "manager_id", "sponsor_id")
_WAITING: tuple[tuple[str, str, tuple[StrEnum, ...]], ...] = (
    ("decisions", "decider_id", (DecisionState.OPEN,)),
    ("blockers", "waiting_on_id", (BlockerState.OPEN,)),
    ("blockers", "owner_id", (BlockerState.OPEN,)),
    ("actions", "owner_id", (ActionState.OPEN,)),
    ("escalations", "recipient_id", (EscalationState.SENT, EscalationState.TAKEN)),
)
"""What waits for somebody, of whatever team they are: records, who is named there, and in which states."""

Whose = list[str] | Select[tuple[str]]
"""Ids of members, or a search for them."""

_COUNTS = "ON CONFLICT (workspace_id, team_id) DO UPDATE SET changes = watches.changes + excluded.changes"
_ASKS = f"{_COUNTS}, next_at = excluded.next_at"


class Watching:
    """The watches and homes of one unit of work."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._followed: dict[str, datetime] = {}
        self._seen: dict[str, int] = {}

    def follow_next(self, team_id: str, at: datetime) -> None:
        self._followed[team_id] = at

    async def home_opened(self, member_id: str) -> None:
        self._seen |= await self._counts([member_id])
        row = {"workspace_id": self._work.workspace_id, "member_id": member_id, "opened_at": self._work.now}
        await self._work.run(insert_or_replace(self._work.connection, _homes, **row))

    async def home_drawn(self, member_id: str) -> None:
        """Shows what was counted before it was drawn: what is committed meanwhile makes it stale."""
        if member_id not in self._seen:
            self._seen |= await self._counts([member_id])
        row = {"workspace_id": self._work.workspace_id, "member_id": member_id, "drawn": self._seen[member_id]}
        await self._work.run(insert_or_replace(self._work.connection, _homes, **row))

    async def stale_homes(self, since: datetime, limit: int) -> list[str]:
        opened = (_homes.c.workspace_id == self._work.workspace_id, _homes.c.opened_at >= since)
        looked_at = await self._work.run(select(_homes.c.member_id).where(*opened).limit(1))
        if looked_at.first() is None:
            return []  # nobody's teams need be counted
        counts = self._count(select(_homes.c.member_id).where(*opened)).subquery()
        same = and_(counts.c.member_id == _homes.c.member_id, _homes.c.workspace_id == self._work.workspace_id)
        number = func.coalesce(counts.c.changes, 0)
        stale = or_(_homes.c.drawn.is_(None), _homes.c.drawn != number)
        statement = select(_homes.c.member_id, number.label("changes")).outerjoin(counts, same).where(*opened, stale)
        rows = (await self._work.run(statement.order_by(_homes.c.opened_at, _homes.c.member_id).limit(limit))).all()
        self._seen |= {row.member_id: int(row.changes) for row in rows}
        return [row.member_id for row in rows]

    def write(self, batch: Batch) -> None:
        """What was looked at last counts over what was changed on the way. Rows are held in the order of teams."""
        asking: dict[str, datetime | None] = dict.fromkeys(self._work.touched)
        asking |= self._followed
        changed = self._work.touched | self._work.changed
        quiet = sorted(changed - asking.keys())
        batch.insert(_watches, [self._row(team, team in changed, at) for team, at in sorted(asking.items())], _ASKS)
        batch.insert(_watches, [self._row(team, True, None) for team in quiet], _COUNTS)
        for written in (self._work.touched, self._work.changed, self._followed):
            written.clear()

    def _row(self, team_id: str, changed: bool, at: datetime | None) -> dict[str, Any]:
        return {
            "workspace_id": self._work.workspace_id,
            "team_id": team_id,
            "next_at": at,
            "changes": 1 if changed else 0,
        }

    async def _counts(self, member_ids: list[str]) -> dict[str, int]:
        found = dict.fromkeys(member_ids, 0)
        rows = await self._work.run(self._count(member_ids))
        return found | {row.member_id: int(row.changes) for row in rows}

    def _count(self, member_ids: Whose) -> Select[Any]:
        """By member, the changes of all their teams: see `_theirs`."""
        theirs = _theirs(self._work.workspace_id, member_ids)
        same = and_(_watches.c.workspace_id == self._work.workspace_id, _watches.c.team_id == theirs.c.team_id)
        total = func.sum(_watches.c.changes).label("changes")
        return select(theirs.c.member_id, total).join(_watches, same).group_by(theirs.c.member_id)


def _theirs(workspace_id: str, member_ids: Whose) -> CTE:
    """Members and teams: who is asked there, leads, manages or sponsors it, or has something of it waiting."""

    def named(table: Table, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return table.c.workspace_id == workspace_id, table.c[name].in_(member_ids)

    memberships, teams = tables.RECORDS["memberships"], tables.RECORDS["teams"]
    asked = select(memberships.c.member_id.label("member_id"), memberships.c.team_id.label("team_id"))
    held = [select(teams.c[role], teams.c.id).where(*named(teams, role)) for role in _ROLES]
    waiting = [
        select(table.c[name], table.c.team_id).where(*named(table, name), table.c.state.in_(states))
        for table, name, states in ((tables.RECORDS[kind], name, states) for kind, name, states in _WAITING)
    ]
    return union(asked.where(*named(memberships, "member_id")), *held, *waiting).cte("theirs")
