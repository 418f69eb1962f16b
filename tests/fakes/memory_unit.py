"""The unit of work of the store in memory: its queries, looks, homes and drafts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cadence.model import CheckIn, CheckInState, Leave, Member, Notice, NoticeState, Reading, Team, Workspace
from cadence.ports import Draft, Drafts, Outbox, WorkingSet
from tests.fakes.memory_outbox import MemoryOutbox
from tests.fakes.memory_rows import KINDS, Data, Home, MemoryRepository

WAITING = (
    ("decisions", "decider_id"),
    ("blockers", "waiting_on_id"),
    ("blockers", "owner_id"),
    ("actions", "owner_id"),
    ("escalations", "recipient_id"),
)
"""What waits for somebody, and where they are named."""
LIVE = ("open", "sent", "taken")


class MemoryDrafts:
    """See `cadence.ports.Drafts`."""

    def __init__(self, drafts: dict[tuple[str, str], Draft]) -> None:
        self._drafts = drafts

    async def get(self, member_id: str, key: str) -> Draft | None:
        return self._drafts.get((member_id, key))

    async def keep(self, draft: Draft) -> None:
        self._drafts[draft.member_id, draft.key] = draft

    async def drop(self, member_id: str, key: str) -> None:
        self._drafts.pop((member_id, key), None)


class MemoryUnit:
    """See `cadence.ports.Unit`."""

    members: Any
    leaves: Any
    teams: Any
    memberships: Any
    cycles: Any
    objectives: Any
    key_results: Any
    initiatives: Any
    readings: Any
    target_changes: Any
    checkins: Any
    answers: Any
    blockers: Any
    decisions: Any
    actions: Any
    stops: Any
    policies: Any
    escalations: Any
    notices: Any
    groups: Any

    def __init__(self, data: Data, actor: str, real: datetime) -> None:
        self._data, self._actor = data, actor
        self._followed: dict[str, datetime] = {}
        self._asked = 0
        self.now = real + data.workspace.clock_offset
        self.outbox: Outbox = MemoryOutbox(data.workspace.id, data.messages, self.now, real)
        self.drafts: Drafts = MemoryDrafts(data.drafts)
        self._seen: dict[str, int] = {}
        for kind in KINDS:
            setattr(self, kind, MemoryRepository[Any](kind, data, actor))

    @property
    def workspace(self) -> Workspace:
        return self._data.workspace

    @workspace.setter
    def workspace(self, value: Workspace) -> None:
        self._data.workspace = value

    async def lock(self, team_id: str) -> Team | None:
        found: Team | None = await self.teams.get(team_id)
        return found

    async def hold(self, checkin_id: str, what: WorkingSet) -> None:
        """Nobody else is here, and everything is at hand."""

    async def lock_free(self, team_ids: Iterable[str]) -> list[Team]:
        found: list[Team] = await self.teams.find(id=list(team_ids))
        return found

    async def read_ahead(self, team_ids: Iterable[str], what: WorkingSet) -> None:
        """Everything is at hand."""

    def stamp(self, *kinds: str) -> int:
        """Who asks always makes it again."""
        self._asked += 1
        return self._asked

    async def people_around(self, team_id: str, also: Iterable[str] = ()) -> Mapping[str, Member]:
        return {member.id: member for member in await self.members.find()}

    async def teams_around(self, team_id: str) -> Mapping[str, Team]:
        return {team.id: team for team in await self.teams.find()}

    async def leaves_around(self, team_id: str) -> Sequence[Leave]:
        found: list[Leave] = await self.leaves.find()
        return found

    async def first_time(self, request_id: str) -> bool:
        is_new = request_id not in self._data.receipts
        self._data.receipts.setdefault(request_id, self.now)
        return is_new

    async def times_of(self, beginning: str) -> Sequence[datetime]:
        return [at for request_id, at in self._data.receipts.items() if request_id.startswith(beginning)]

    async def is_newest(self, subject: str, at: datetime) -> bool:
        latest = self._data.tidings.get(subject, at)
        self._data.tidings[subject] = max(latest, at)
        return latest <= at

    async def save_workspace(self, workspace: Workspace) -> None:
        if workspace != self._data.workspace:
            self._data.workspace = workspace
            self._data.audit.append((self._actor, "workspaces", workspace.id))

    async def latest_readings(self, key_result_ids: Iterable[str], count: int) -> dict[str, list[Reading]]:
        rows: list[Reading] = await self.readings.find(key_result_id=list(key_result_ids), is_withdrawn=False)
        latest: dict[str, list[Reading]] = {}
        for reading in sorted(rows, key=lambda row: (row.at, row.id)):
            latest.setdefault(reading.key_result_id, []).append(reading)
        return {kr: found[-count:] for kr, found in latest.items()}

    async def due_checkins(self, limit: int) -> list[CheckIn]:
        rows: list[CheckIn] = await self.checkins.find(state=(CheckInState.SCHEDULED, CheckInState.OPEN))
        due = [row for row in rows if _due_at(row, self.now) <= self.now]
        return sorted(due, key=lambda row: (row.closes_at, row.id))[:limit]

    async def teams_without_next(self, limit: int, after: str = "") -> list[Team]:
        live: list[CheckIn] = await self.checkins.find(state=(CheckInState.SCHEDULED, CheckInState.OPEN))
        busy = {row.team_id for row in live}
        teams: list[Team] = await self.teams.find(is_paused=False)
        return [team for team in teams if team.id not in busy and team.id > after][:limit]

    async def teams_to_follow(self, limit: int) -> list[Team]:
        watches = self._data.watches
        teams: list[Team] = await self.teams.find()
        return [team for team in teams if team.id not in watches or watches[team.id] <= self.now][:limit]

    async def follow_next(self, team_id: str, at: datetime) -> None:
        self._followed[team_id] = at

    async def due_notices(self, limit: int) -> list[Notice]:
        rows: list[Notice] = await self.notices.find(state=NoticeState.WAITING)
        return sorted((row for row in rows if row.at <= self.now), key=lambda row: (row.at, row.id))[:limit]

    async def next_look(self) -> datetime | None:
        rows: list[Notice] = await self.notices.find(state=NoticeState.WAITING)
        moments = [*self._data.watches.values(), *(row.at for row in rows)]
        return min((moment for moment in moments if moment > self.now), default=None)

    def finish(self) -> None:
        """What was looked at last counts over what was changed on the way."""
        self._data.watches.update(self._followed)
        for team_id in self._data.changed:
            self._data.changes[team_id] = self._data.changes.get(team_id, 0) + 1

    async def home_opened(self, member_id: str) -> None:
        self._seen[member_id] = self._changes_of(member_id)
        known = self._data.homes.get(member_id, Home())
        self._data.homes[member_id] = replace(known, opened_at=self.now)

    async def home_drawn(self, member_id: str) -> None:
        known = self._data.homes.get(member_id, Home())
        seen = self._seen.get(member_id, self._changes_of(member_id))
        self._data.homes[member_id] = replace(known, drawn=seen)

    async def stale_homes(self, since: datetime, limit: int) -> list[str]:
        opened = [(home.opened_at, member) for member, home in self._data.homes.items() if home.opened_at]
        latest = [member for at, member in sorted(opened) if at >= since]
        stale = [member for member in latest if self._data.homes[member].drawn != self._changes_of(member)][:limit]
        self._seen |= {member: self._changes_of(member) for member in stale}
        return stale

    def _changes_of(self, member_id: str) -> int:
        """Of all teams that ask this member, that they lead, manage or sponsor, or that have something waiting for
        them."""
        memberships: Iterable[Any] = self._data.records["memberships"].values()
        teams: Iterable[Any] = self._data.records["teams"].values()
        theirs = {row.team_id for row in memberships if row.member_id == member_id}
        theirs |= {team.id for team in teams if member_id in (team.lead_id, team.manager_id, team.sponsor_id)}
        for kind, name in WAITING:
            rows: Iterable[Any] = self._data.records[kind].values()
            theirs |= {row.team_id for row in rows if getattr(row, name) == member_id and row.state in LIVE}
        return sum(self._data.changes.get(team_id, 0) for team_id in theirs)


def _due_at(row: CheckIn, now: datetime) -> datetime:
    return row.opens_at if row.state == CheckInState.SCHEDULED else row.next_at or now
