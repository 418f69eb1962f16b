"""A company of very many teams: one team is planted as usual, and its rows are copied within the database, so that
planting takes seconds. Every team has people of its own; ids are scattered, as those of records are.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Table, text

from benchmarks.places import planted
from storage import SqlStore, tables
from storage.engine import Database

COPIED = ("members", "teams", "memberships", "cycles", "objectives", "key_results", "checkins", "watches")
OWN = frozenset({"id", "external_id", "slug", "channel", "name"})
"""Columns that differ from team to team, beside those that name another row."""
SHARED = frozenset({"workspace_id", "manager_id", "sponsor_id", "group_id"})
SCATTER = 2_654_435_761
"""Odd: it scatters no two numbers below 2**32 to the same."""
NUMBERS = (
    "WITH RECURSIVE n(number) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT number + 1 FROM n WHERE number < :last)"
)


@asynccontextmanager
async def crowd(url: str, teams: int) -> AsyncIterator[SqlStore]:
    """A store with so many teams in it (at least two), their first check-in planned."""
    async with planted(url, 1) as store:
        database = Database(url)
        async with database.write() as connection:
            for name in COPIED:
                copies = _copies(tables.metadata.tables[name], database.is_sqlite)
                await connection.execute(text(copies), {"last": teams - 1})
            if not database.is_sqlite:
                await connection.execute(text("ANALYZE"))  # as it does by itself within a minute
        await database.close()
        yield store


def _copies(table: Table, is_sqlite: bool) -> str:
    """The one row (or the few) of the table, so many times, each under ids of its own."""
    scattered = f"(n.number * {SCATTER}) % 4294967296"
    mark = f"printf('%08x', {scattered})" if is_sqlite else f"lpad(to_hex({scattered}), 8, '0')"
    names = [column.name for column in table.c]
    values = ", ".join(f'{mark} || t."{name}"' if _is_own(name) else f't."{name}"' for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table.name} ({columns}) {NUMBERS} SELECT {values} FROM {table.name} AS t, n"  # noqa: S608 - names of our own


def _is_own(name: str) -> bool:
    return name in OWN or (name.endswith("_id") and name not in SHARED)
