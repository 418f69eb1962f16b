"""One workspace's rows in memory: records under their keys and references, and a repository over one kind."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from cadence import model
from cadence.errors import Conflict
from cadence.model import Record, Workspace
from cadence.ports import Draft, Since
from tests.fakes.memory_outbox import Queued

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

FIELDS = {kind: frozenset(item.name for item in fields(record)) for kind, record in KINDS.items()}

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

NAMED = {
    kind: tuple(
        (name, parent)
        for name, parent in {**PARENTS, **({"member_id": "members"} if kind in OF_MEMBERS else {})}.items()
        if name in FIELDS[kind]
    )
    for kind in KINDS
}
"""The fields of each kind that name another record, and its kind."""


@dataclass(frozen=True)
class Home:
    """When a member opened theirs, and how many changes of their teams it shows."""

    opened_at: datetime | None = None
    drawn: int | None = None


@dataclass
class Data:
    """One workspace's rows. changes: of each team's records.

    Of the unit of work alone: changed: teams whose records it changed; kept: the kind and id of what it wrote;
    has_removed: whether it removed a record."""

    workspace: Workspace
    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    messages: dict[str, Queued] = field(default_factory=dict)
    receipts: dict[str, datetime] = field(default_factory=dict)
    tidings: dict[str, datetime] = field(default_factory=dict)
    audit: list[tuple[str, str, str]] = field(default_factory=list)
    watches: dict[str, datetime] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    kept: set[tuple[str, str]] = field(default_factory=set)
    has_removed: bool = False
    conflict: Conflict | None = None

    def copy(self) -> "Data":
        """Shares nothing that may change with this one."""
        apart = self.branch()
        apart.messages = {key: copy(queued) for key, queued in self.messages.items()}
        return apart

    def branch(self) -> "Data":
        """What a unit of work writes to. A message is shared until the unit changes it: see `MemoryOutbox`."""
        return Data(
            self.workspace,
            {kind: dict(rows) for kind, rows in self.records.items()},
            dict(self.messages),
            dict(self.receipts),
            dict(self.tidings),
            list(self.audit),
            dict(self.watches),
            dict(self.changes),
            dict(self.homes),
            dict(self.drafts),
        )

    def rows(self) -> list[Queued]:
        """Everything that was said."""
        return list(self.messages.values())

    def spoil(self, reason: str) -> Conflict:
        """The conflict to raise; after it, nothing of the unit of work can be kept."""
        self.conflict = Conflict(reason)
        return self.conflict

    def require_sound(self) -> None:
        """Raises the Conflict that was met, and LookupError where a record names another that is not there."""
        if self.conflict:
            raise self.conflict
        for kind, row in self._to_look_at():
            for name, parent in NAMED[kind]:
                named = getattr(row, name)
                if named is not None and named not in self.records[parent]:
                    raise LookupError(f"{kind} {row.id}: {name} {named} names a record that is not there")

    def _to_look_at(self) -> Iterable[tuple[str, Record]]:
        """What this unit wrote, and everything where it removed something; all else was sound before it."""
        if self.has_removed:
            return ((kind, row) for kind, rows in self.records.items() for row in rows.values())
        return ((kind, self.records[kind][record_id]) for kind, record_id in self.kept)


class MemoryRepository(Generic[T]):
    def __init__(self, kind: str, data: Data, actor: str) -> None:
        self._kind, self._data, self._actor = kind, data, actor

    @property
    def _rows(self) -> dict[str, Any]:
        return self._data.records[self._kind]

    async def get(self, record_id: str) -> T | None:
        return self._rows.get(record_id)

    async def find(self, **wanted: object) -> list[T]:
        rows = list(self._rows.values())
        for name, value in wanted.items():
            if name not in FIELDS[self._kind]:
                raise AttributeError(name)
            rows = _fitting(rows, name, value)
        return sorted(rows, key=attrgetter("id"))

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
            self._data.has_removed = True
            self._touch(gone)

    def _touch(self, record: Any) -> None:
        team_id = record.id if self._kind == "teams" else getattr(record, "team_id", None)
        if team_id is not None:
            self._data.changed.add(team_id)
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
        self._data.kept.add((self._kind, record.id))
        self._data.audit.append((self._actor, self._kind, record.id))
        self._touch(record)


def _fitting(rows: list[Any], name: str, wanted: object) -> list[Any]:
    if isinstance(wanted, Since):
        return [row for row in rows if isinstance(value := getattr(row, name), datetime) and value >= wanted.at]
    if isinstance(wanted, list | tuple | set | frozenset):
        return [row for row in rows if getattr(row, name) in wanted]
    return [row for row in rows if getattr(row, name) == wanted]


def _require_keepable(record: Record, workspace_id: str) -> None:
    if record.workspace_id != workspace_id:
        raise LookupError(f"{record.id} belongs to another workspace")
    for name, value in vars(record).items():
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(f"{name} of {record.id} is a moment without a zone")
