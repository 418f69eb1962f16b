"""What a database is asked, how much it gives, and how it finds it: for contracts that bound a cost by counting."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, make_url

from storage.work import Work

FEW = ("paces", "workspaces", "homes")
"""A row or two for each workspace; and a row only for who looked at their Home."""
READ_ALREADY = (
    "newest",
    "asked",
    "ranked",
    "anon_",
    "(subquery",
    "json_each",
    "the_",
    "named",
    "led",
    "away",
    "first ",
)
"""What a statement itself has gathered or was given; and `first`, of which it takes a few in the order of an index."""


Asked = list[tuple[str, Any]]
"""Statements with what was given to them (of many rows the first), in their order."""


@contextmanager
def noted() -> Iterator[Asked]:
    """What any database is asked meanwhile, but for where transactions begin and what belongs to a connection."""
    asked: Asked = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, _context: object, is_many: bool) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "CREATE", "DROP")):
            asked.append((statement, given[0] if is_many else given))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def looks_through_all(step: str) -> bool:
    """Whether this step of a plan takes every row of a table, or every row of a workspace."""
    what = step.partition(" ")[2]
    if what.startswith((*FEW, *READ_ALREADY)):
        return False
    return (step.startswith("SCAN") and "CONSTANT ROW" not in step) or step.endswith("(workspace_id=?)")


def whole_scans(sqlite_url: str, asked: Asked) -> list[str]:
    """Steps by which SQLite would take every row of a table or of a workspace, to answer these."""
    slow = []
    with closing(sqlite3.connect(str(make_url(sqlite_url).database))) as database:
        for statement, given in dict(asked).items():
            if "INTO written" not in statement:  # a view of the connection that wrote
                plan = [row[-1] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
                slow += [f"{step}: {statement}" for step in plan if looks_through_all(step)]
    return slow


@contextmanager
def rows_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The number of rows that each statement of a unit of work gave meanwhile."""
    counts, run = list[int](), Work.run

    async def counting(work: Work, *given: Any) -> Any:
        result = await run(work, *given)
        kept = result.freeze() if result.returns_rows else None
        counts.append(sum(map(_rows_in, kept.data)) if kept else 0)
        return kept() if kept else result

    with monkeypatch.context() as patched:
        patched.setattr(Work, "run", counting)
        yield counts


def _rows_in(row: Any) -> int:
    """A working set brings all rows of a table as one text."""
    return len(json.loads(row.rows)) if "rows" in row._fields else 1
