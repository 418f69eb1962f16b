"""What a database is asked, how much it gives, and how it finds it: for contracts that bound a cost by counting."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from typing import Any

import psycopg
import pytest
from psycopg import Cursor, RawCursor
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
    "first",
    "waiting",
    "heads",
    "found",
    "lanes_waiting",
    "turns",
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


def work_of(url: str, asked: Asked) -> int:
    """How much a database does to answer these once more; nothing is changed. SQLite: steps of its machine, PostgreSQL:
    rows that it comes by."""
    return (_steps if url.startswith("sqlite") else _rows_come_by)(url, asked)


def _steps(url: str, asked: Asked) -> int:
    steps = count()
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as database:
        database.execute("BEGIN")
        database.set_progress_handler(lambda: bool(next(steps) < 0), 1)
        for statement, given in asked:
            database.execute(statement, given).fetchall()
        database.set_progress_handler(None, 0)
        database.rollback()
    return next(steps)


def _rows_come_by(url: str, asked: Asked) -> int:
    total = 0
    with closing(psycopg.connect(url)) as database:
        database.execute("ANALYZE")  # as it does by itself within a minute
        for statement, given in asked:
            cursor = (RawCursor if isinstance(given, list) else Cursor)(database)  # what was asked past SQLAlchemy
            explained = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}".encode(), given).fetchone() or ()
            if statement.startswith("SELECT set_config"):
                cursor.execute(statement.encode(), given)
            total += sum(map(_rows_of, explained))
        database.rollback()
    return total


def _rows_of(plan: Any) -> int:
    """Of this part of a plan and those below it."""
    if isinstance(plan, list):
        return sum(map(_rows_of, plan))
    here = sum(plan.get(name, 0) for name in ("Actual Rows", *(each for each in plan if "Removed by" in each)))
    below = _rows_of(plan.get("Plans", [])) + _rows_of(plan.get("Plan", []))
    return int(here * plan.get("Actual Loops", 1)) + below


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
