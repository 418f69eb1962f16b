"""Everything that a unit of work writes, gathered and sent at once, in one statement; rows go as JSON.

Knows in which order things are written, and how a lost race is noticed; must not know what they mean.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, text

from storage import at_once
from storage.columns import plain
from storage.engine import info_of
from storage.shapes import all_of_them, delete_rows, insert_rows, update_row, update_rows
from storage.tables import UNIQUE
from storage.work import Work

_Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Write:
    """One statement. rows: its parameter. loser: the table of which a row was lost where fewer than these were
    written."""

    sql: str
    rows: _Rows
    loser: str = ""


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
            self._then.append(Write(insert_rows(table, tuple(found[0]), more, tail, self._is_sqlite), found))

    def update(self, table: Table, changes: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Changes (id, old values, new values) of rows that still have the old values; else a Conflict."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row_id, old, new in changes:
            row = {"id": row_id, **{f"old_{name}": value for name, value in old.items()}, **new}
            alike.setdefault(tuple(sorted(new)), []).append(row)
        unique = {name for key in UNIQUE.get(table.name, ()) for name in key}
        write = update_row if self._is_sqlite else update_rows
        for names, rows in alike.items():
            found = Write(write(table, names), plain(table, rows, self._is_sqlite), table.name)
            (self._first if unique & {*names} else self._then).append(found)

    def delete(self, table: Table, ids: Iterable[str]) -> None:
        """Rows that are not to be there."""
        rows = [{"id": each} for each in ids]
        if rows:
            self._first.append(Write(delete_rows(table, self._is_sqlite), rows))

    async def send(self) -> None:
        """Write it all. What frees unique keys goes first."""
        if self._is_sqlite:
            await self._send_in_order([*self._first, *self._then])
        else:
            for writes in (self._first, self._then):
                await self._send_together(writes)
        self._first, self._then = [], []

    async def _send_in_order(self, writes: Sequence[Write]) -> None:
        each = [piece for write in writes for piece in _pieces(write)]
        for start in range(0, len(each), _AT_MOST):
            await self._send_some(each[start : start + _AT_MOST])

    async def _send_some(self, each: Sequence[tuple[at_once.Shape, str]]) -> None:
        info = info_of(self._work.connection)
        for statement in at_once.to_be_made(info, (shape for shape, _ in each)):
            await self._work.run(text(statement))
        values = {f"s{number}": shape.name for number, (shape, _) in enumerate(each)}
        values |= {f"r{number}": rows for number, (_, rows) in enumerate(each)}
        await self._work.ask(at_once.insert(len(each)), {"workspace": self._work.workspace_id, **values})

    async def _send_together(self, writes: Sequence[Write]) -> None:
        if not writes:
            return
        sql = all_of_them(tuple(write.sql for write in writes))
        rows = {f"p{number}": json.dumps(write.rows) for number, write in enumerate(writes)}
        (counts,) = await self._work.ask(sql, {"workspace": self._work.workspace_id, **rows})
        for write, count in zip(writes, counts, strict=True):
            if write.loser and count != len(write.rows):
                raise self._work.spoil(f"a row of {write.loser} was changed by somebody else meanwhile")


_AT_MOST = 500
"""How many statements go as one: SQLite takes 500 rows of a VALUES list at least, and 32,766 parameters."""


def _pieces(write: Write) -> Iterable[tuple[at_once.Shape, str]]:
    """What one row of `storage.at_once` does: the whole statement, or the change of one row."""
    if not write.loser:
        return [(at_once.Shape(write.sql), json.dumps(write.rows))]
    return [(at_once.Shape(write.sql, must_change=True), json.dumps(row)) for row in write.rows]
