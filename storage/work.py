"""One transaction at work: runs statements for the repositories and gathers what the audit trail will say.

Knows its workspace, actor and moments; must not know any table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.errors import Conflict
from cadence.ids import new_id
from storage.asking import ask
from storage.engine import readable_errors


@dataclass(frozen=True, kw_only=True)
class Step:
    """A change of a check-in or of an answer to one, for whoever follows it. old, new: changed fields by name."""

    checkin_id: str
    team_id: str
    table: str
    change: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


Witness = Callable[[Sequence[Step]], None]
"""Told what was committed, once it was. It must not fail."""


@dataclass
class Work:
    """A transaction. now: domain time; real: the machine's. fresh: ids of records that it makes. touched: teams whose
    open things changed; changed: teams of which anything else did. steps: what becomes of check-ins.

    A conflict spoils it: nothing of it can be kept.
    """

    connection: AsyncConnection
    workspace_id: str
    actor: str
    now: datetime
    real: datetime
    steps: list[Step] = field(default_factory=list)
    _id: str = field(default_factory=new_id)
    fresh: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    _noted: int = 0
    _audit: list[dict[str, Any]] = field(default_factory=list)
    _conflict: Conflict | None = None

    @property
    def is_alone(self) -> bool:
        """Whether nobody else writes while this transaction lasts: SQLite's writers take turns."""
        return self.connection.dialect.name == "sqlite"

    async def run(
        self, statement: Executable, rows: list[dict[str, Any]] | dict[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Execute one statement (once per row, where several are given). Raises Conflict."""
        with self._spoiled_by_conflict():
            return await self.connection.execute(statement, rows)

    async def ask(self, sql: str, given: Mapping[str, Any], *, keeps_plan: bool = False) -> list[tuple[Any, ...]]:
        """All rows of a statement in our own words: see `storage.asking`. Raises Conflict."""
        with self._spoiled_by_conflict():
            return await ask(self.connection, sql, given, keeps_plan=keeps_plan)

    @contextmanager
    def _spoiled_by_conflict(self) -> Iterator[None]:
        self.require_unspoiled()
        try:
            with readable_errors():
                yield
        except Conflict as conflict:
            self._conflict = conflict
            raise

    def require_unspoiled(self) -> None:
        """Raises the Conflict that this work met before, if any."""
        if self._conflict is not None:
            raise self._conflict

    def spoil(self, reason: str) -> Conflict:
        """The conflict to raise; the work cannot be kept any more."""
        self._conflict = Conflict(reason)
        return self._conflict

    def note(self, table: str, record_id: str, change: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Remember one change for the audit trail."""
        row = {
            "workspace_id": self.workspace_id,
            "id": f"{self._id}.{self._noted + len(self._audit):06}",  # sorts in the order of the changes
            "at": self.now,
            "created_at": self.real,
            "actor": self.actor,
            "record_table": table,
            "record_id": record_id,
            "change": change,
            "fields": _changes(old, new),
        }
        self._audit.append(row)

    def take_notes(self) -> list[dict[str, Any]]:
        """What the audit trail has to say and does not say yet."""
        notes, self._audit = self._audit, []
        self._noted += len(notes)
        return notes


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    names = dict.fromkeys([*old, *new])
    return {name: [_plain(old.get(name)), _plain(new.get(name))] for name in names if old.get(name) != new.get(name)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return str(value)
