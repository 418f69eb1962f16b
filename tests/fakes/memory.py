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
from cadence.model import CheckIn, CheckInState, Message, Reading, Record, Team, Workspace
from cadence.ports import Clock, Delivery, Op, Outbox, Outcome

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
}

UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "members": (("external_id",),),
    "teams": (("slug",), ("channel",)),
    "memberships": (("team_id", "member_id"),),
    "objectives": (("cycle_id", "number"),),
    "key_results": (("objective_id", "number"),),
    "checkins": (("team_id", "iso_week"),),
    "answers": (("checkin_id", "member_id"),),
}


@dataclass
class Queued:
    """A message and how far it was delivered."""

    message: Message
    at: datetime
    revision: int = 1
    delivered: int = 0
    ref: str | None = None
    not_before: datetime | None = None
    leased_until: datetime | None = None
    attempts: int = 0
    failed: str | None = None
    ambiguous: str | None = None


@dataclass
class Data:
    """One workspace's rows."""

    workspace: Workspace
    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    messages: dict[str, Queued] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    audit: list[tuple[str, str, str]] = field(default_factory=list)

    def copy(self) -> "Data":
        return Data(
            self.workspace,
            {kind: dict(rows) for kind, rows in self.records.items()},
            {key: copy(queued) for key, queued in self.messages.items()},
            set(self.receipts),
            list(self.audit),
        )


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
            raise Conflict(f"{self._kind} {record.id} is there already")
        self._keep(record)

    async def save(self, record: T) -> None:
        if self._rows[record.id] != record:
            self._keep(record)

    async def remove(self, record_id: str) -> None:
        if self._rows.pop(record_id, None) is not None:
            self._data.audit.append((self._actor, self._kind, record_id))

    def _keep(self, record: T) -> None:
        for unique in UNIQUE.get(self._kind, ()):
            key = [getattr(record, name) for name in unique]
            for other in self._rows.values():
                if other.id != record.id and [getattr(other, name) for name in unique] == key:
                    raise Conflict(f"{self._kind} {key} is taken")
        self._rows[record.id] = record
        self._data.audit.append((self._actor, self._kind, record.id))


def _fits(row: Record, name: str, wanted: object) -> bool:
    value = getattr(row, name)
    return value in wanted if isinstance(wanted, list | tuple | set | frozenset) else value == wanted


class MemoryOutbox:
    def __init__(self, data: Data, now: datetime) -> None:
        self._data, self._now = data, now

    async def say(self, message: Message) -> None:
        known = self._data.messages.get(message.key)
        if known is None:
            self._data.messages[message.key] = Queued(message, self._now)
        elif known.message.card != message.card:
            known.message = replace(known.message, card=message.card)
            known.revision += 1
            known.failed = None

    async def said(self, key: str) -> Message | None:
        known = self._data.messages.get(key)
        return known.message if known else None

    async def count_nudges(self, member: str, since: datetime) -> int:
        said = self._data.messages.values()
        return sum(q.message.is_nudge and q.message.place.member == member and q.at >= since for q in said)


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

    def __init__(self, data: Data, actor: str, now: datetime) -> None:
        self._data = data
        self.now = now
        self.outbox: Outbox = MemoryOutbox(data, now)
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
        self._data.workspace = workspace

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
            yield MemoryUnit(data, actor, self._clock() + data.workspace.clock_offset)
            self.data[workspace_id] = data

    async def workspaces(self) -> list[Workspace]:
        return [data.workspace for data in self.data.values()]

    async def add_workspace(self, workspace: Workspace) -> Workspace:
        return self.data.setdefault(workspace.id, Data(workspace)).workspace

    async def advance_clock(self, workspace_id: str, to: datetime) -> datetime:
        data = self.data[workspace_id]
        offset = max(to - self._clock(), data.workspace.clock_offset)
        data.workspace = replace(data.workspace, clock_offset=offset)
        return self._clock() + offset

    async def claim(self, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
        claimed: list[Delivery] = []
        lanes: set[tuple[str, str]] = set()
        for data in self.data.values():
            for queued in sorted(data.messages.values(), key=lambda q: (q.at, q.message.id)):
                lane = (data.workspace.id, queued.message.place.lane)
                if queued.delivered >= queued.revision or queued.failed or queued.ambiguous or lane in lanes:
                    continue
                lanes.add(lane)
                if _waits(queued, now) or len(claimed) >= limit:
                    continue
                claimed.append(_delivery(data, queued))
                queued.leased_until, queued.attempts = now + lease, queued.attempts + 1
        return claimed

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            rows = self.data[outcome.delivery.workspace_id].messages.values()
            queued = next(q for q in rows if q.message.id == outcome.delivery.id)
            queued.leased_until, queued.not_before = None, outcome.retry_at
            queued.failed, queued.ambiguous = outcome.failed, outcome.ambiguous
            if outcome.ref is not None:
                queued.ref, queued.delivered, queued.attempts = outcome.ref, outcome.delivery.revision, 0

    async def backlog(self) -> dict[str, int]:
        queued = [q for data in self.data.values() for q in data.messages.values()]
        failed, ambiguous = sum(bool(q.failed) for q in queued), sum(bool(q.ambiguous) for q in queued)
        pending = sum(q.delivered < q.revision for q in queued)
        return {"waiting": pending - failed - ambiguous, "failed": failed, "ambiguous": ambiguous}


def _due_at(row: CheckIn, now: datetime) -> datetime:
    return row.opens_at if row.state == CheckInState.SCHEDULED else row.next_at or now


def _waits(queued: Queued, now: datetime) -> bool:
    until = max((moment for moment in (queued.not_before, queued.leased_until) if moment), default=now)
    return until > now


def _delivery(data: Data, queued: Queued) -> Delivery:
    thread = data.messages.get(queued.message.place.thread or "")
    return Delivery(
        id=queued.message.id,
        workspace_id=data.workspace.id,
        op=Op.UPDATE if queued.ref else Op.POST,
        place=queued.message.place,
        card=queued.message.card,
        revision=queued.revision,
        ref=queued.ref,
        thread_ref=thread.ref if thread else None,
        attempt=queued.attempts + 1,
        resumed=queued.leased_until is not None,
    )
