"""The unit of work on SQL: one transaction, one workspace, every repository, and what will be said.

Knows the queries that need more than equality; must not know any rule of the domain.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from cadence.model import (
    Action,
    Answer,
    Blocker,
    CheckIn,
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
from cadence.ports import Drafts, Opening, Outbox, Repository, WorkingSet
from storage import due, tables
from storage.around import Around
from storage.columns import decoded, row_as_json, unpacked
from storage.drafts import SqlDrafts
from storage.latest_read import LatestReadings
from storage.opening import Opened
from storage.outbox import SqlOutbox
from storage.reading_ahead import ReadAhead
from storage.repository import SqlRepository, all_of, row_of
from storage.upsert import insert_for, insert_or_ignore
from storage.watching import Watching
from storage.work import Work
from storage.writing import Batch


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
        self._drafts = SqlDrafts(work)
        self.drafts = self._drafts
        self._watching = Watching(work)
        self._held: set[str] = set()
        self._told: dict[str, bool] = {}
        self._receipts: list[str] = []
        self._repositories: dict[str, SqlRepository[Any]] = {}
        for name, kind in tables.KINDS.items():
            self._repositories[name] = SqlRepository[Any](work, tables.RECORDS[name], kind)
            setattr(self, name, self._repositories[name])
        self._latest = LatestReadings(work, self._repositories["readings"], self.flush)
        self._around = Around(work, self._repositories, workspace.rollout_lead_id, self.read_ahead)
        self._ahead = ReadAhead(work, self._repositories, self._outbox, self._drafts, self._latest, self._around)

    def take_opening(self, asked: Opening, opened: Opened) -> None:
        """What was read as this unit began."""
        self._repositories["members"].take(opened.members, {"id": asked.member_ids})
        if asked.request_id:
            self._told[asked.request_id] = opened.is_new

    async def lock(self, team_id: str) -> Team | None:
        if team_id not in self._held:
            if not self._work.is_alone:
                await self._hold(":meant", team_id)
            self._held.add(team_id)
        found: Team | None = await self._repositories["teams"].get(team_id)
        return found

    async def lock_free(self, team_ids: Iterable[str]) -> list[Team]:
        wanted = list(dict.fromkeys(team_ids))
        if self._work.is_alone:
            held: list[Team] = await self._repositories["teams"].find(id=wanted)
        else:
            held = [team for ids in all_of(wanted) for team in await self._hold_free(ids)]
        self._held.update(team.id for team in held)
        return held

    async def _hold_free(self, team_ids: list[str]) -> list[Team]:
        teams = tables.RECORDS["teams"]
        mine = select(teams).where(teams.c.workspace_id == self.workspace.id, teams.c.id.in_(team_ids))
        free = mine.order_by(teams.c.id).with_for_update(key_share=True, skip_locked=True)
        rows = (await self._work.run(free)).all()
        self._forget()
        return self._records("teams", rows)

    async def hold(self, checkin_id: str, what: WorkingSet) -> None:
        if self._work.is_alone:
            self._held.update(await self._ahead.of_checkin(checkin_id, what))
            return
        of_checkin = "(SELECT team_id FROM checkins WHERE workspace_id = :ws AND id = :meant)"
        team_ids = await self._hold(of_checkin, checkin_id)
        self._held.update(team_ids)
        await self._ahead.of_teams(team_ids, what, checkin_id)

    async def _hold(self, team_id: str, meant: str) -> list[str]:
        """team_id: SQL for it, over `:meant`. The ids of the teams that are held."""
        teams = tables.RECORDS["teams"]
        # NO KEY UPDATE: it holds off other locks, but not rows that merely name this team.
        mine = f"FROM teams AS t WHERE t.workspace_id = :ws AND t.id = {team_id} FOR NO KEY UPDATE"
        rows = await self._work.ask(f"SELECT {row_as_json(teams)} {mine}", {"ws": self.workspace.id, "meant": meant})
        self._forget()
        values = [decoded(teams, unpacked(row)) for (row,) in rows]
        return [team.id for team in self._repositories["teams"].take(values)]

    async def read_ahead(self, team_ids: Iterable[str], what: WorkingSet) -> None:
        await self._ahead.of_teams(team_ids, what)

    def _forget(self) -> None:
        """What was read before we held something may not be so any more; where nobody else writes meanwhile it is."""
        if not self._work.is_alone:
            self._outbox.forget()
            self._drafts.forget()
            self._latest.forget()
            self._ahead.forget()
            self._around.forget()
            for repository in self._repositories.values():
                repository.forget()

    def stamp(self, *kinds: str) -> int:
        return sum(self._repositories[kind].stamp for kind in kinds)

    async def people_around(self, team_id: str, also: Iterable[str] = ()) -> Mapping[str, Member]:
        return await self._around.people(team_id, also)

    async def teams_around(self, team_id: str) -> Mapping[str, Team]:
        return await self._around.teams(team_id)

    async def leaves_around(self, team_id: str) -> Sequence[Leave]:
        return await self._around.leaves(team_id)

    async def first_time(self, request_id: str) -> bool:
        if request_id in self._told:
            return self._take_receipt(request_id)
        row = {"workspace_id": self.workspace.id, "request_id": request_id, "created_at": self._work.real}
        statement = insert_or_ignore(self._work.connection, tables.receipts).values(row)
        taken = await self._work.run(statement.returning(tables.receipts.c.request_id))
        return taken.first() is not None

    async def times_of(self, beginning: str) -> Sequence[datetime]:
        known = tables.receipts.c
        these = (known.workspace_id == self.workspace.id, known.request_id.startswith(beginning, autoescape=True))
        rows = (await self._work.run(select(known.request_id, known.created_at).where(*these))).all()
        offset = self.now - self._work.real
        return [row.created_at + offset for row in rows if row.request_id.startswith(beginning)]

    def _take_receipt(self, request_id: str) -> bool:
        """What was told as the unit began: true once. Where nobody else writes meanwhile, the receipt is still to be
        kept."""
        is_new, self._told[request_id] = self._told[request_id], False
        if is_new and self._work.is_alone:
            self._receipts.append(request_id)
        return is_new

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
        return await self._latest.read(key_result_ids, count)

    async def due_checkins(self, limit: int) -> list[CheckIn]:
        await self.flush()
        found: list[CheckIn] = self._records(
            "checkins", await self._work.run(due.due_checkins(self.workspace.id, self.now, limit))
        )
        return sorted(found, key=lambda row: (row.closes_at, row.id))[:limit]

    async def teams_without_next(self, limit: int, after: str = "") -> list[Team]:
        await self.flush()
        own = sorted(self._work.touched | self._work.changed)
        statement = due.teams_without_next(self.workspace.id, self.now, limit, after, own)
        found = {team.id: team for team in self._records("teams", await self._work.run(statement))}
        return [found[team_id] for team_id in sorted(found)][:limit]

    def _records(self, kind: str, rows: Any) -> list[Any]:
        """Rows that hold all columns of this kind, as its records."""
        return self._repositories[kind].records(rows)

    async def teams_to_follow(self, limit: int) -> list[Team]:
        await self.flush()
        rows = await self._work.run(due.teams_to_follow(self.workspace.id, self.now, limit))
        return self._records("teams", rows)[:limit]

    async def follow_next(self, team_id: str, at: datetime) -> None:
        self._watching.follow_next(team_id, at)

    async def home_opened(self, member_id: str) -> None:
        await self.flush()
        await self._watching.home_opened(member_id)

    async def home_drawn(self, member_id: str) -> None:
        await self.flush()
        await self._watching.home_drawn(member_id)

    async def stale_homes(self, since: datetime, limit: int) -> list[str]:
        await self.flush()
        return await self._watching.stale_homes(since, limit)

    async def due_notices(self, limit: int) -> list[Notice]:
        await self.flush()
        return self._records("notices", await self._work.run(due.due_notices(self.workspace.id, self.now, limit)))

    async def next_look(self) -> datetime | None:
        await self.flush()
        notices, watches = tables.RECORDS["notices"], tables.watches
        waiting = (notices.c.state == NoticeState.WAITING, notices.c.at > self.now)
        told = select(func.min(notices.c.at)).where(notices.c.workspace_id == self.workspace.id, *waiting)
        ours = (watches.c.workspace_id == self.workspace.id, watches.c.next_at > self.now)
        looks = select(func.min(watches.c.next_at)).where(*ours)
        found = (await self._work.run(select(told.scalar_subquery(), looks.scalar_subquery()))).one()
        return min((moment for moment in found if moment is not None), default=None)

    async def flush(self) -> None:
        """Write the changed records, so that the database can be asked about them."""
        if any(each.is_changed for each in self._repositories.values()):
            batch = Batch(self._work)
            self._write_records(batch)
            await batch.send()

    def _write_records(self, batch: Batch) -> None:
        for repository in self._repositories.values():
            repository.write(batch)

    async def finish(self) -> None:
        """Write what was gathered; the store commits after it."""
        self._work.require_unspoiled()
        batch = Batch(self._work)
        self._write_records(batch)
        await self._outbox.write(batch)
        self._watching.write(batch)
        batch.insert(tables.audit, self._work.take_notes())
        receipt = {"workspace_id": self.workspace.id, "created_at": self._work.real}
        batch.insert(tables.receipts, [{**receipt, "request_id": each} for each in self._receipts])
        await batch.send()
