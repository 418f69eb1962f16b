"""A Store kept in memory: the same promises as the real one, for fast tests of the engine."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from cadence import model
from cadence.errors import Conflict
from cadence.model import CheckIn, CheckInState, Notice, NoticeState, Reading, Record, Team, Workspace
from cadence.ports import Clock, Delivery, Outbox, Outcome
from tests.fakes.memory_outbox import MemoryOutbox, Queued, backlog, hand_out, ready_heads, settle

T = TypeVar("T", bound=Record)

KINDS: dict[str, type[Record]] = {
    "members": model.Member,
    "leaves": model.Leave,
    "teams": model.Team,
    "memberships": model.Membership,
    "cycles": model.Cycle,
    "objectives": model.Objective,
    "key_results": model.KeyResult,
    "initiatives": model.Initiative,
    "readings": model.Reading,
    "target_changes": model.TargetChange,
    "checkins": model.CheckIn,
    "answers": model.Answer,
    "blockers": model.Blocker,
    "decisions": model.Decision,
    "actions": model.Action,
    "stops": model.StopShift,
    "policies": model.Policy,
    "escalations": model.Escalation,
    "notices": model.Notice,
    "groups": model.Group,
}

UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "members": (("external_id",),),
    "groups": (("external_id",),),
    "teams": (("slug",), ("channel",)),
    "memberships": (("team_id", "member_id"),),
    "objectives": (("cycle_id", "number"),),
    "key_results": (("objective_id", "number"),),
    "checkins": (("team_id", "iso_week"),),
    "answers": (("checkin_id", "member_id"),),
    "policies": (("team_id",),),
}


PARENTS: dict[str, str] = {
    "team_id": "teams",
    "cycle_id": "cycles",
    "objective_id": "objectives",
    "key_result_id": "key_results",
    "checkin_id": "checkins",
    "answer_id": "answers",
    "decision_id": "decisions",
    "escalation_id": "escalations",
    "group_id": "groups",
}
"""Which record a field names. It must be there when the unit of work ends."""

FOLLOWED = {"blockers", "decisions", "actions", "stops", "checkins", "policies", "escalations"}
"""A change of one of these asks for a look at its team."""

OF_MEMBERS = {"memberships", "leaves", "answers"}
"""Kinds whose `member_id` must name a member that is there."""


@dataclass
class Data:
    """One workspace's rows."""

    workspace: Workspace
    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    messages: dict[str, Queued] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    audit: list[tuple[str, str, str]] = field(default_factory=list)
    watches: dict[str, datetime] = field(default_factory=dict)
    conflict: Conflict | None = None

    def copy(self) -> "Data":
        return Data(
            self.workspace,
            {kind: dict(rows) for kind, rows in self.records.items()},
            {key: copy(queued) for key, queued in self.messages.items()},
            set(self.receipts),
            list(self.audit),
            dict(self.watches),
        )

    def spoil(self, reason: str) -> Conflict:
        """The conflict to raise; after it, nothing of the unit of work can be kept."""
        self.conflict = Conflict(reason)
        return self.conflict

    def require_sound(self) -> None:
        """Raises the Conflict that was met, and LookupError where a record names another that is not there."""
        if self.conflict:
            raise self.conflict
        for kind, rows in self.records.items():
            parents = PARENTS | ({"member_id": "members"} if kind in OF_MEMBERS else {})
            for name, parent in parents.items():
                for row in rows.values():
                    named = getattr(row, name, None)
                    if named is not None and named not in self.records[parent]:
                        raise LookupError(f"{kind} {row.id}: {name} {named} names a record that is not there")


class MemoryRepository(Generic[T]):
    def __init__(self, kind: str, data: Data, actor: str) -> None:
        self._kind, self._data, self._actor = kind, data, actor

    @property
    def _rows(self) -> dict[str, Any]:
        return self._data.records[self._kind]

    async def get(self, record_id: str) -> T | None:
        return self._rows.get(record_id)

    async def find(self, **wanted: object) -> list[T]:
        known = {item.name for item in fields(KINDS[self._kind])}
        for name in wanted:
            if name not in known:
                raise AttributeError(name)
        return [row for _, row in sorted(self._rows.items()) if all(_fits(row, *item) for item in wanted.items())]

    async def add(self, record: T) -> None:
        if record.id in self._rows:
            raise self._data.spoil(f"{self._kind} {record.id} is there already")
        self._keep(record)

    async def save(self, record: T) -> None:
        if record.id not in self._rows:
            raise LookupError(f"{self._kind} {record.id} is not there to be saved")
        if self._rows[record.id] != record:
            self._keep(record)

    async def remove(self, record_id: str) -> None:
        gone = self._rows.pop(record_id, None)
        if gone is not None:
            self._data.audit.append((self._actor, self._kind, record_id))
            self._touch(gone)

    def _touch(self, record: Any) -> None:
        if self._kind in FOLLOWED:
            self._data.watches.pop(record.team_id, None)

    def _keep(self, record: T) -> None:
        _require_keepable(record, self._data.workspace.id)
        for unique in UNIQUE.get(self._kind, ()):
            key = [getattr(record, name) for name in unique]
            for other in self._rows.values():
                if other.id != record.id and [getattr(other, name) for name in unique] == key:
                    raise self._data.spoil(f"{self._kind} {key} is taken")
        self._rows[record.id] = record
        self._data.audit.append((self._actor, self._kind, record.id))
        self._touch(record)


def _fits(row: Record, name: str, wanted: object) -> bool:
    value = getattr(row, name)
    return value in wanted if isinstance(wanted, list | tuple | set | frozenset) else value == wanted


def _require_keepable(record: Record, workspace_id: str) -> None:
    if record.workspace_id != workspace_id:
        raise LookupError(f"{record.id} belongs to another workspace")
    for name, value in vars(record).items():
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(f"{name} of {record.id} is a moment without a zone")


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

    def __init__(self, data: Data, actor: str, real: datetime) -> None:
        self._data, self._actor = data, actor
        self._followed: dict[str, datetime] = {}
        self.now = real + data.workspace.clock_offset
        self.outbox: Outbox = MemoryOutbox(data.workspace.id, data.messages, self.now, real)
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

    async def first_time(self, request_id: str) -> bool:
        is_new = request_id not in self._data.receipts
        self._data.receipts.add(request_id)
        return is_new

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

    async def teams_without_next(self, limit: int) -> list[Team]:
        live: list[CheckIn] = await self.checkins.find(state=(CheckInState.SCHEDULED, CheckInState.OPEN))
        busy = {row.team_id for row in live}
        teams: list[Team] = await self.teams.find(is_paused=False)
        return [team for team in teams if team.id not in busy][:limit]

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


class MemoryStore:
    """See `cadence.ports.Store` and `cadence.ports.Deliveries`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = asyncio.Lock()
        self.data: dict[str, Data] = {}

    @asynccontextmanager
    async def unit(self, workspace_id: str, *, actor: str) -> AsyncIterator[MemoryUnit]:
        async with self._lock:
            data = self.data[workspace_id].copy()
            unit = MemoryUnit(data, actor, self._clock())
            yield unit
            unit.finish()
            data.require_sound()
            self.data[workspace_id] = data

    async def workspaces(self) -> list[Workspace]:
        return [data.workspace for data in self.data.values()]

    async def add_workspace(self, workspace: Workspace) -> Workspace:
        return self.data.setdefault(workspace.id, Data(workspace)).workspace

    async def advance_clock(self, workspace_id: str, to: datetime) -> datetime:
        async with self._lock:
            data = self.data[workspace_id]
            offset = max(to - self._clock(), data.workspace.clock_offset)
            data.workspace = replace(data.workspace, clock_offset=offset)
        return self._clock() + offset

    async def claim(self, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
        async with self._lock:
            heads = ready_heads(self._messages(), now)[:limit]
            return [hand_out(head, now + lease, self._root(head)) for head in heads]

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        async with self._lock:
            by_id = {(row.message.workspace_id, row.message.id): row for row in self._messages()}
            for outcome in outcomes:
                settle(by_id[outcome.delivery.workspace_id, outcome.delivery.id], outcome)

    async def backlog(self) -> dict[str, int]:
        return backlog(self._messages())

    def _messages(self) -> list[Queued]:
        return [queued for data in self.data.values() for queued in data.messages.values()]

    def _root(self, queued: Queued) -> Queued | None:
        return self.data[queued.message.workspace_id].messages.get(queued.message.place.thread or "")


def _due_at(row: CheckIn, now: datetime) -> datetime:
    return row.opens_at if row.state == CheckInState.SCHEDULED else row.next_at or now
