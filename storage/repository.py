"""The records of any one kind in one workspace, as a unit of work sees them: read once, changed in memory, written at
its end.

Knows that a row is a record's fields; must not know any particular noun.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Table, or_, select

from cadence.model import Answer, CheckIn, Record
from cadence.ports import Since
from storage.loaded import Loaded, Search, fitting, is_many, values_of
from storage.tables import FOLLOWED
from storage.work import Step, Work
from storage.writing import Batch

T = TypeVar("T", bound=Record)

CHUNK = 5_000
"""How many values one statement names at most in a collection: SQLite takes 32,766 in all."""


def row_of(record: object) -> dict[str, Any]:
    """The record's fields by name."""
    return dict(vars(record))


@dataclass
class SqlRepository(Generic[T]):
    """See `cadence.ports.Repository`. An identity map: what was read is not asked for twice, what this unit changes is
    seen by it at once, and is written by `write`.

    A change writes the changed fields alone, and only over the values that were read: a change that another unit made
    to the same field meanwhile is a Conflict, never lost. stamp: grows with each change, and when all is read anew.
    """

    work: Work
    table: Table
    kind: type[T]

    def __post_init__(self) -> None:
        self.stamp = 0
        self._names = names_of(self.table)
        self._known: dict[str, T] = {}
        self._before: dict[str, T | None] = {}
        self._own: dict[str, None] = {}
        self._loaded = Loaded()
        self._by: dict[str, dict[object, dict[str, None]]] = {}

    async def get(self, record_id: str) -> T | None:
        if record_id not in self._known and record_id not in self._before:
            await self._load({"id": record_id})
        return self._known.get(record_id)

    async def find(self, **wanted: object) -> list[T]:
        for name in wanted:
            if name not in self._names:
                raise AttributeError(name)
        await self._load(wanted)
        return sorted(fitting(self._near(wanted), wanted), key=_id_of)

    async def add(self, record: T) -> None:
        self._require_ours(record)
        if record.id in self._known:
            raise self.work.spoil(f"{self.table.name} {record.id} is there already")
        before = self._before.setdefault(record.id, None)
        if before is None:
            self.work.fresh.add(record.id)
        self._put(record)
        self._note(record, "add", {}, _new(record))

    async def save(self, record: T) -> None:
        self._require_ours(record)
        known = await self.get(record.id)
        if known is None:
            raise LookupError(f"{self.table.name} {record.id} is not there to be saved")
        old, new = _changes(known, record)
        if new:
            self._before.setdefault(record.id, known)
            self._put(record)
            self._note(record, "save", old, new)

    async def remove(self, record_id: str) -> None:
        known = await self.get(record_id)
        if known is not None:
            self._before.setdefault(record_id, known)
            self._drop(known)
            self._note(known, "remove", _new(known), {})

    @property
    def is_changed(self) -> bool:
        """Whether something is to be written."""
        return bool(self._before)

    def take_own(self) -> list[T]:
        """What this unit added or changed since this was asked last, as it stands; after `forget` also what is not
        written yet."""
        own, self._own = self._own, {}
        return [self._known[each] for each in own if each in self._known]

    def forget(self) -> None:
        """Read anew from here on: a lock was taken, others may have written before it. Own changes stay."""
        self.stamp += 1
        own = [self._known[each] for each in self._before if each in self._known]
        self._known.clear()
        self._by.clear()
        self._loaded.clear()
        self._own.update(dict.fromkeys(self._before))
        for record in own:
            self._put(record)

    def write(self, batch: Batch) -> None:
        """Hand over all changes; they count as written."""
        if not self._before:
            return
        changed = [(before, self._known.get(each)) for each, before in self._before.items()]
        gone = [before.id for before, after in changed if before and after is None]
        saved = [(before.id, *_changes(before, after)) for before, after in changed if before and after]
        batch.delete(self.table, gone)
        batch.update(self.table, [each for each in saved if each[2]])
        batch.insert(self.table, [row_of(after) for before, after in changed if before is None and after])
        self._loaded.note({"id": gone})
        self._before.clear()

    def take(self, values: Iterable[dict[str, Any]], *searches: Search) -> list[T]:
        """Records that were read, by their columns' values, as this unit sees them; without those that it removed.

        searches: what is now known to have been found completely.
        """
        found = [self._seen(_record(self.kind, each)) for each in values]
        for search in searches:
            self._loaded.note(search)
        return [record for record in found if record is not None]

    def records(self, rows: Any) -> list[T]:
        """As `take`, of rows that hold this table's columns (and perhaps others)."""
        return self.take({name: row._mapping[name] for name in self._names} for row in rows)

    def knows(self, **wanted: object) -> bool:
        """Whether the database has nothing to add to what this search finds in memory."""
        return self._loaded.covers(wanted) or self._is_about_new(wanted)

    def here(self, **wanted: object) -> list[T]:
        """What this search finds in memory alone."""
        return fitting(self._near(wanted), wanted)

    async def _load(self, wanted: Search) -> None:
        """Ask the database, unless it could say nothing new."""
        is_nothing = any(is_many(value) and not value for value in wanted.values())
        if is_nothing or self.knows(**wanted):
            return
        for piece in _pieces(wanted):
            conditions = [_condition(self.table.c[name], value) for name, value in piece.items()]
            ours = select(self.table).where(self.table.c.workspace_id == self.work.workspace_id, *conditions)
            self.records(await self.work.run(ours))
        self._loaded.note(wanted)

    def _is_about_new(self, wanted: Search) -> bool:
        """Nothing that is kept names a record which this unit was the first to make, nor is it kept itself."""
        fresh = self.work.fresh
        return any(
            all(each in fresh for each in values_of(value))
            for name, value in wanted.items()
            if name.endswith("id") and not isinstance(value, Since) and value
        )

    def _seen(self, record: T) -> T | None:
        if record.id in self._before:
            return self._known.get(record.id)
        self._put(record)
        return record

    def _near(self, wanted: Search) -> list[T]:
        """All known records that a search may find, and perhaps others."""
        if "id" in wanted:
            return [self._known[each] for each in set(values_of(wanted["id"])) if each in self._known]
        for name in wanted:
            if name.endswith("_id") and not isinstance(wanted[name], Since):
                index = self._index(name)
                return [self._known[each] for value in set(values_of(wanted[name])) for each in index.get(value, ())]
        return list(self._known.values())

    def _index(self, name: str) -> dict[object, dict[str, None]]:
        if name not in self._by:
            self._by[name] = {}
            for record in self._known.values():
                self._by[name].setdefault(getattr(record, name), {})[record.id] = None
        return self._by[name]

    def _put(self, record: T) -> None:
        known = self._known.get(record.id)
        if known is not None:
            self._drop(known)
        self._known[record.id] = record
        for name, index in self._by.items():
            index.setdefault(getattr(record, name), {})[record.id] = None

    def _drop(self, record: T) -> None:
        del self._known[record.id]
        for name, index in self._by.items():
            del index[getattr(record, name)][record.id]

    def _note(self, record: T, change: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self.stamp += 1
        self._own[record.id] = None
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
        team_id = record.id if self.table.name == "teams" else getattr(record, "team_id", None)
        if team_id is not None:
            (self.work.touched if self.table.name in FOLLOWED else self.work.changed).add(team_id)

    def _require_ours(self, record: T) -> None:
        if record.workspace_id != self.work.workspace_id:
            raise LookupError(f"{self.table.name} {record.id} belongs to another workspace")


_id_of = attrgetter("id")


@cache
def names_of(table: Table) -> Mapping[str, None]:
    """The table's columns by name, in their order."""
    return dict.fromkeys(table.c.keys())


def _record(kind: type[T], values: dict[str, Any]) -> T:
    """The record whose fields are these, all of them: as its own constructor would make it, which takes five times as
    long for a frozen one."""
    record = object.__new__(kind)
    object.__setattr__(record, "__dict__", values)
    return record


def _changes(old: object, new: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are."""
    before, after = vars(old), vars(new)
    names = [name for name, value in after.items() if value != before[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _new(record: Record) -> dict[str, Any]:
    """What the audit trail says of a whole record: what is not simply empty."""
    return {
        name: value for name, value in row_of(record).items() if value not in (None, "", ()) and name != "workspace_id"
    }


def _pieces(wanted: Search) -> Iterator[dict[str, Any]]:
    """The same search in pieces, none of which names too many values for one statement."""
    choices = [list(_chunks(list(dict.fromkeys(value)))) if is_many(value) else [value] for value in wanted.values()]
    for choice in product(*choices):
        yield dict(zip(wanted, choice, strict=True))


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _condition(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    if isinstance(value, Since):
        return column >= value.at
    if not is_many(value):
        return column.is_(None) if value is None else column == value  # what an index can answer
    some = column.in_([item for item in value if item is not None])
    return or_(some, column.is_(None)) if None in value else some


def all_of(values: Collection[str]) -> Iterator[list[str]]:
    """A long list in pieces that one statement can take."""
    yield from _chunks(list(dict.fromkeys(values)))
