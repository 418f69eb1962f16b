"""The unit of work on SQL: one transaction, one workspace, every repository, and what will be said.

Knows the queries that need more than equality; must not know any rule of the domain.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update

from cadence.model import (
    Action,
    Answer,
    Blocker,
    CheckIn,
    CheckInState,
    Cycle,
    Decision,
    Escalation,
    Group,
    Initiative,
    KeyResult,
    Leave,
    Member,
    Membership,
    Notice,
    NoticeState,
    Objective,
    Policy,
    Reading,
    StopShift,
    TargetChange,
    Team,
    Workspace,
)
from cadence.ports import Drafts, Outbox, Repository
from storage import tables
from storage.drafts import SqlDrafts
from storage.outbox import SqlOutbox
from storage.repository import SqlRepository, all_of, row_of
from storage.upsert import insert_for, insert_or_ignore
from storage.watching import Watching
from storage.work import Work


class SqlUnit:
    """See `cadence.ports.Unit`."""

    members: Repository[Member]
    leaves: Repository[Leave]
    teams: Repository[Team]
    memberships: Repository[Membership]
    cycles: Repository[Cycle]
    objectives: Repository[Objective]
    key_results: Repository[KeyResult]
    initiatives: Repository[Initiative]
    readings: Repository[Reading]
    target_changes: Repository[TargetChange]
    checkins: Repository[CheckIn]
    answers: Repository[Answer]
    blockers: Repository[Blocker]
    decisions: Repository[Decision]
    actions: Repository[Action]
    stops: Repository[StopShift]
    policies: Repository[Policy]
    escalations: Repository[Escalation]
    notices: Repository[Notice]
    groups: Repository[Group]
    outbox: Outbox
    drafts: Drafts

    def __init__(self, work: Work, workspace: Workspace) -> None:
        self._work = work
        self.workspace = workspace
        self.now = work.now
        self._outbox = SqlOutbox(work)
        self.outbox = self._outbox
        self.drafts = SqlDrafts(work)
        self._watching = Watching(work)
        self._repositories: dict[str, SqlRepository[Any]] = {}
        for name, kind in tables.KINDS.items():
            self._repositories[name] = SqlRepository[Any](work, tables.RECORDS[name], kind)
            setattr(self, name, self._repositories[name])

    async def lock(self, team_id: str) -> Team | None:
        # NO KEY UPDATE: it holds off other locks, but not rows that merely name this team.
        teams = tables.RECORDS["teams"]
        mine = (teams.c.workspace_id == self.workspace.id, teams.c.id == team_id)
        rows = await self._work.run(select(teams).where(*mine).with_for_update(key_share=True))
        self._forget()
        found = self._records("teams", rows)
        return found[0] if found else None

    def _forget(self) -> None:
        """What was read before we held something may not be so any more."""
        for repository in self._repositories.values():
            repository.forget()

    async def first_time(self, request_id: str) -> bool:
        row = {"workspace_id": self.workspace.id, "request_id": request_id, "created_at": self._work.real}
        statement = insert_or_ignore(self._work.connection, tables.receipts).values(row)
        taken = await self._work.run(statement.returning(tables.receipts.c.request_id))
        return taken.first() is not None

    async def is_newest(self, subject: str, at: datetime) -> bool:
        # The row is locked by ON CONFLICT, also where what is there is later and stays.
        new = insert_for(self._work.connection, tables.tidings).values(
            workspace_id=self.workspace.id, subject=subject, at=at
        )
        kept = new.on_conflict_do_update(
            index_elements=["workspace_id", "subject"],
            set_={"at": new.excluded.at},
            where=tables.tidings.c.at <= new.excluded.at,
        )
        taken = await self._work.run(kept.returning(tables.tidings.c.subject))
        self._forget()
        return taken.first() is not None

    async def save_workspace(self, workspace: Workspace) -> None:
        old, new = row_of(self.workspace), row_of(workspace)
        changed = {name: value for name, value in new.items() if value != old[name]}
        if changed:
            mine = tables.workspaces.c.id == self.workspace.id
            await self._work.run(update(tables.workspaces).where(mine).values(changed))
            self._work.note("workspaces", workspace.id, "save", {name: old[name] for name in changed}, changed)
            self.workspace = workspace

    async def latest_readings(self, key_result_ids: Iterable[str], count: int) -> dict[str, list[Reading]]:
        latest: dict[str, list[Reading]] = {}
        for ids in all_of(list(key_result_ids)):
            for reading in await self._latest(ids, count):
                latest.setdefault(reading.key_result_id, []).append(reading)
        return latest

    async def _latest(self, key_result_ids: list[str], count: int) -> list[Reading]:
        table = tables.RECORDS["readings"]
        newest_first = (table.c.at.desc(), table.c.id.desc())
        rank = func.row_number().over(partition_by=table.c.key_result_id, order_by=newest_first).label("rank")
        ours = (table.c.workspace_id == self.workspace.id, table.c.key_result_id.in_(key_result_ids))
        ranked = select(table, rank).where(*ours, table.c.is_withdrawn.is_(False)).subquery()
        rows = await self._work.run(select(ranked).where(ranked.c.rank <= count).order_by(ranked.c.rank.desc()))
        return self._records("readings", rows)

    async def due_checkins(self, limit: int) -> list[CheckIn]:
        table = tables.RECORDS["checkins"]
        opens = and_(table.c.state == CheckInState.SCHEDULED, table.c.opens_at <= self.now)
        looks = or_(table.c.next_at.is_(None), table.c.next_at <= self.now)
        due = or_(opens, and_(table.c.state == CheckInState.OPEN, looks))
        ours = select(table).where(table.c.workspace_id == self.workspace.id, due)
        rows = await self._work.run(ours.order_by(table.c.closes_at, table.c.id).limit(limit))
        return self._records("checkins", rows)

    async def teams_without_next(self, limit: int) -> list[Team]:
        teams, checkins = tables.RECORDS["teams"], tables.RECORDS["checkins"]
        live = checkins.c.state.in_([CheckInState.SCHEDULED, CheckInState.OPEN])
        same = (checkins.c.workspace_id == teams.c.workspace_id, checkins.c.team_id == teams.c.id)
        wanted = (teams.c.workspace_id == self.workspace.id, teams.c.is_paused.is_(False))
        statement = select(teams).where(*wanted, ~exists().where(*same, live)).order_by(teams.c.id).limit(limit)
        return self._records("teams", await self._work.run(statement))

    def _records(self, kind: str, rows: Any) -> list[Any]:
        """Rows that hold all columns of this kind, as its records."""
        return self._repositories[kind].records(rows)

    async def teams_to_follow(self, limit: int) -> list[Team]:
        teams, watches = tables.RECORDS["teams"], tables.watches
        same = and_(watches.c.workspace_id == teams.c.workspace_id, watches.c.team_id == teams.c.id)
        due = or_(watches.c.next_at.is_(None), watches.c.next_at <= self.now)
        ours = select(teams).outerjoin(watches, same).where(teams.c.workspace_id == self.workspace.id, due)
        return self._records("teams", await self._work.run(ours.order_by(teams.c.id).limit(limit)))

    async def follow_next(self, team_id: str, at: datetime) -> None:
        self._watching.follow_next(team_id, at)

    async def home_opened(self, member_id: str) -> None:
        await self._watching.home_opened(member_id)

    async def home_drawn(self, member_id: str) -> None:
        await self._watching.home_drawn(member_id)

    async def stale_homes(self, since: datetime, limit: int) -> list[str]:
        return await self._watching.stale_homes(since, limit)

    async def due_notices(self, limit: int) -> list[Notice]:
        table = tables.RECORDS["notices"]
        due = (table.c.state == NoticeState.WAITING, table.c.at <= self.now)
        ours = select(table).where(table.c.workspace_id == self.workspace.id, *due)
        return self._records("notices", await self._work.run(ours.order_by(table.c.at, table.c.id).limit(limit)))

    async def next_look(self) -> datetime | None:
        notices, watches = tables.RECORDS["notices"], tables.watches
        waiting = (notices.c.state == NoticeState.WAITING, notices.c.at > self.now)
        told = select(func.min(notices.c.at)).where(notices.c.workspace_id == self.workspace.id, *waiting)
        ours = (watches.c.workspace_id == self.workspace.id, watches.c.next_at > self.now)
        looks = select(func.min(watches.c.next_at)).where(*ours)
        found = (await self._work.run(select(told.scalar_subquery(), looks.scalar_subquery()))).one()
        return min((moment for moment in found if moment is not None), default=None)

    async def finish(self) -> None:
        """Write what was gathered; the store commits after it."""
        self._work.require_unspoiled()
        await self._watching.finish()
        await self._outbox.flush()
        await self._work.finish()
