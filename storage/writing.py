"""Everything that a unit of work writes, gathered and sent at once: rows go as JSON, one statement a table on SQLite,
one for all of them on PostgreSQL.

Knows how many rows are written in one statement, and how a lost race is noticed; must not know what they mean.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, TextClause, text

from storage.columns import kind_of, plain
from storage.tables import UNIQUE
from storage.work import Work


@dataclass(frozen=True)
class Write:
    """One statement. rows: its parameter. loser: the table of which a row was lost where fewer than these were written.

    is_by_row: it is run once for each row, in one call.
    """

    sql: str
    rows: Sequence[Mapping[str, Any]]
    loser: str = ""
    is_by_row: bool = False


class Batch:
    """What one unit writes. Raises Conflict when it is sent."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._is_sqlite = work.connection.dialect.name == "sqlite"
        self._first: list[Write] = []
        self._then: list[Write] = []

    def insert(self, table: Table, rows: Iterable[Mapping[str, Any]], tail: str = "", **computed: str) -> None:
        """New rows. tail: what follows, `ON CONFLICT ...`. computed: SQL for columns, over the row `x`."""
        found = plain(table, rows, self._is_sqlite)
        if found:
            more = tuple(sorted(computed.items()))
            self._then.append(Write(_insert(table, tuple(found[0]), more, tail, self._is_sqlite), found))

    def update(self, table: Table, changes: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Changes (id, old values, new values) of rows that still have the old values; else a Conflict."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row_id, old, new in changes:
            row = {"id": row_id, **{f"old_{name}": value for name, value in old.items()}, **new}
            alike.setdefault(tuple(sorted(new)), []).append(row)
        unique = {name for key in UNIQUE.get(table.name, ()) for name in key}
        for names, rows in alike.items():
            # SQLite would look through the whole table for each row of a list.
            sql = _update_one(table, names) if self._is_sqlite else _update(table, names)
            write = Write(sql, plain(table, rows, self._is_sqlite), table.name, is_by_row=self._is_sqlite)
            (self._first if unique & {*names} else self._then).append(write)

    def delete(self, table: Table, ids: Iterable[str]) -> None:
        """Rows that are not to be there."""
        rows = [{"id": each} for each in ids]
        if rows:
            self._first.append(Write(_delete(table, self._is_sqlite), rows))

    async def send(self) -> None:
        """Write it all. What frees unique keys goes first."""
        for writes in (self._first, self._then):
            if self._is_sqlite:
                for write in writes:
                    self._require_all(write, await self._send(write.sql, [write]))
            elif writes:
                counts = await self._send(_together(tuple(write.sql for write in writes)), writes)
                for write, count in zip(writes, counts, strict=True):
                    self._require_all(write, [count])
        self._first, self._then = [], []

    async def _send(self, sql: str, writes: Sequence[Write]) -> Sequence[int]:
        if writes[0].is_by_row:
            each = [{"workspace": self._work.workspace_id, **row} for row in writes[0].rows]
            return [(await self._work.run(_prepared(sql), each)).rowcount]
        rows = {f"p{number}": json.dumps(write.rows) for number, write in enumerate(writes)}
        mine = {"workspace": self._work.workspace_id} if ":workspace" in sql else {}
        done = await self._work.run(_prepared(sql), mine | rows)
        return [done.rowcount] if self._is_sqlite else [*done.one()]

    def _require_all(self, write: Write, counts: Sequence[int]) -> None:
        if write.loser and counts[0] != len(write.rows):
            raise self._work.spoil(f"a row of {write.loser} was changed by somebody else meanwhile")


@cache
def _prepared(sql: str) -> TextClause:
    return text(sql)


@cache
def _together(statements: tuple[str, ...]) -> str:
    """PostgreSQL runs them all in one, and says how many rows each wrote."""
    parts = (f"w{number} AS ({sql.replace(':p0', f':p{number}')} RETURNING 1)" for number, sql in enumerate(statements))
    counts = ", ".join(f"(SELECT count(*) FROM w{number})" for number in range(len(statements)))  # noqa: S608 - names of our own
    return f"WITH {', '.join(parts)} SELECT {counts}"


@cache
def _insert(table: Table, names: tuple[str, ...], more: tuple[tuple[str, str], ...], tail: str, is_sqlite: bool) -> str:
    computed = dict(more)
    columns = [name for name in names if name in table.c and name not in computed]
    into = ", ".join(f'"{name}"' for name in [*columns, *computed])
    values = ", ".join([*(f'x."{name}"' for name in columns), *computed.values()])
    return f"INSERT INTO {table.name} ({into}) SELECT {values} FROM {_given(table, names, is_sqlite)} WHERE true {tail}"  # noqa: S608 - names of our own


@cache
def _update_one(table: Table, names: tuple[str, ...]) -> str:
    values = ", ".join(f'"{name}" = :{name}' for name in names)
    as_read = " AND ".join(f'"{name}" IS :old_{name}' for name in names)
    return f"UPDATE {table.name} SET {values} WHERE workspace_id = :workspace AND id = :id AND {as_read}"  # noqa: S608 - names of our own


@cache
def _update(table: Table, names: tuple[str, ...]) -> str:
    given = _given(table, ("id", *names, *(f"old_{name}" for name in names)), is_sqlite=False)
    values = ", ".join(f'"{name}" = x."{name}"' for name in names)
    as_read = " AND ".join(f'{table.name}."{name}" IS NOT DISTINCT FROM x."old_{name}"' for name in names)
    mine = f"{table.name}.workspace_id = :workspace AND {table.name}.id = x.id"
    return f"UPDATE {table.name} SET {values} FROM {given} WHERE {mine} AND {as_read}"  # noqa: S608 - names of our own


@cache
def _delete(table: Table, is_sqlite: bool) -> str:
    given = _given(table, ("id",), is_sqlite)
    return f"DELETE FROM {table.name} WHERE workspace_id = :workspace AND id IN (SELECT x.id FROM {given})"  # noqa: S608 - names of our own


def _given(table: Table, names: Iterable[str], is_sqlite: bool) -> str:
    """The rows of the statement's parameter, as a table `x`."""
    if is_sqlite:
        values = ", ".join(f"json_extract(value, '$.{name}') AS \"{name}\"" for name in names)
        return f"(SELECT {values} FROM json_each(:p0)) AS x"  # noqa: S608 - names of our own
    columns = ", ".join(f'"{name}" {_type(table.c.get(name.removeprefix("old_")))}' for name in names)
    return f"json_to_recordset(CAST(:p0 AS json)) AS x({columns})"


def _type(column: Column[Any] | None) -> str:
    return "bigint" if column is None else kind_of(column).name
