"""Statements in our own words, asked of either database by the shortest way, past SQLAlchemy, which is there for all
that is asked less often. It hears of each.

Knows how values are given; must not know what is asked.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import postgresql, sqlite
from storage.columns import given_to_postgresql, given_to_sqlite


async def ask(
    connection: AsyncConnection, sql: str, given: Mapping[str, Any], *, keeps_plan: bool = False
) -> list[tuple[Any, ...]]:
    """All rows. given: values for each `:name` in it, and perhaps others; of a list, JSON on SQLite and an array on
    PostgreSQL. keeps_plan: as `postgresql.fetch`. Raises DBAPIError."""
    if connection.dialect.name == "sqlite":
        return await sqlite.fetch(connection, sql, given_to_sqlite(given))
    return await postgresql.fetch(connection, sql, given_to_postgresql(given), keeps_plan=keeps_plan)
