"""Keeps the records of any one kind in one workspace, and notes every change for the audit trail.

Knows that a row is a record's fields; must not know any particular noun.
"""

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Generic, TypeGuard, TypeVar

from sqlalchemy import ColumnElement, Table, and_, delete, insert, or_, select, update

from cadence.model import Answer, CheckIn, Record
from storage.tables import FOLLOWED
from storage.work import Step, Work

T = TypeVar("T", bound=Record)

CHUNK = 5_000
"""How many values one statement names at most in a collection: SQLite takes 32,766 in all."""


def row_of(record: object) -> dict[str, Any]:
    """The record's fields by name."""
    return dict(vars(record))


@dataclass
class SqlRepository(Generic[T]):
    """See `cadence.ports.Repository`. Remembers what it has read within the unit of work, to tell what a save changes
    and to ask the database nothing twice.

    A save writes the changed fields alone, and only over the values that were read: a change that another unit made
    to the same field meanwhile is a Conflict, never lost.
    """

    work: Work
    table: Table
    kind: type[T]

    def __post_init__(self) -> None:
        self._known: dict[str, T] = {}
        self._searches: dict[Hashable, list[T]] = {}

    async def get(self, record_id: str) -> T | None:
        if record_id in self._known:
            return self._known[record_id]
        found = await self.select(self.table.c.id == record_id)
        return found[0] if found else None

    async def find(self, **wanted: object) -> list[T]:
        for name in wanted:
            if name not in self.table.c:
                raise AttributeError(name)
        search = tuple((name, frozenset(value) if _is_many(value) else value) for name, value in wanted.items())
        if search not in self._searches:
            found = [row for piece in _pieces(wanted) for row in await self.select(*_conditions(self.table, piece))]
            self._searches[search] = sorted(found, key=lambda record: record.id)
        return list(self._searches[search])

    async def add(self, record: T) -> None:
        self._require_ours(record)
        await self.work.run(insert(self.table).values(row_of(record)))
        self._known[record.id] = record
        self._note(record, "add", {}, _new(record))

    async def save(self, record: T) -> None:
        self._require_ours(record)
        known = await self.get(record.id)
        if known is None:
            raise LookupError(f"{self.table.name} {record.id} is not there to be saved")
        old, new = row_of(known), row_of(record)
        changed = {name: value for name, value in new.items() if value != old[name]}
        if changed:
            await self._change(record, {name: old[name] for name in changed}, changed)

    async def remove(self, record_id: str) -> None:
        known = await self.get(record_id)
        if known is not None:
            await self.work.run(delete(self.table).where(*self._one(record_id)))
            del self._known[record_id]
            self._note(known, "remove", _new(known), {})

    def forget(self) -> None:
        """Read anew from here on: a lock was taken, others may have written before it."""
        self._known.clear()
        self._searches.clear()

    async def select(self, *conditions: ColumnElement[bool]) -> list[T]:
        """This workspace's records for which all of these hold."""
        statement = select(self.table).where(self.table.c.workspace_id == self.work.workspace_id, *conditions)
        return self.records(await self.work.run(statement))

    def records(self, rows: Any) -> list[T]:
        """The records of rows that hold this table's columns."""
        found = [self.kind(**{column.name: getattr(row, column.name) for column in self.table.c}) for row in rows]
        self._known.update((record.id, record) for record in found)
        return found

    async def _change(self, record: T, old: dict[str, Any], new: dict[str, Any]) -> None:
        as_read = [self.table.c[name].is_not_distinct_from(value) for name, value in old.items()]
        done = await self.work.run(update(self.table).where(*self._one(record.id), *as_read).values(new))
        if done.rowcount == 0:
            raise self.work.spoil(f"{self.table.name} {record.id} was changed by somebody else meanwhile")
        self._known[record.id] = record
        self._note(record, "save", old, new)

    def _note(self, record: T, change: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        self._searches.clear()
        self.work.note(self.table.name, record.id, change, old, new)
        if isinstance(record, CheckIn | Answer):
            checkin_id = record.id if isinstance(record, CheckIn) else record.checkin_id
            self.work.steps.append(
                Step(
                    checkin_id=checkin_id,
                    team_id=record.team_id,
                    table=self.table.name,
                    change=change,
                    old=old,
                    new=new,
                )
            )
        team_id = record.id if self.table.name == "teams" else row_of(record).get("team_id")
        if team_id is not None:
            (self.work.touched if self.table.name in FOLLOWED else self.work.changed).add(team_id)

    def _one(self, record_id: str) -> tuple[ColumnElement[bool], ...]:
        return (self.table.c.workspace_id == self.work.workspace_id, self.table.c.id == record_id)

    def _require_ours(self, record: T) -> None:
        if record.workspace_id != self.work.workspace_id:
            raise LookupError(f"{self.table.name} {record.id} belongs to another workspace")


def _new(record: Record) -> dict[str, Any]:
    """What the audit trail says of a whole record: what is not simply empty."""
    return {
        name: value for name, value in row_of(record).items() if value not in (None, "", ()) and name != "workspace_id"
    }


def _is_many(value: object) -> TypeGuard[Collection[Any]]:
    return isinstance(value, list | tuple | set | frozenset)


def _pieces(wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same search in pieces, none of which names too many values for one statement."""
    choices = [list(_chunks(list(dict.fromkeys(value)))) if _is_many(value) else [value] for value in wanted.values()]
    for choice in product(*choices):
        yield dict(zip(wanted, choice, strict=True))


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _conditions(table: Table, wanted: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [_condition(table.c[name], value) for name, value in wanted.items()]


def _condition(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    if not _is_many(value):
        return and_(column.is_not_distinct_from(value))
    some = column.in_([item for item in value if item is not None])
    return or_(some, column.is_(None)) if None in value else some


def all_of(values: Collection[str]) -> Iterator[list[str]]:
    """A long list in pieces that one statement can take."""
    yield from _chunks(list(dict.fromkeys(values)))
