"""INSERT that gives way to a row that is there, in both dialects' words."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = postgresql.Insert | sqlite.Insert


def insert_for(connection: AsyncConnection, table: Table) -> Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_or_ignore(connection: AsyncConnection, table: Table) -> Insert:
    """Insert, or leave the row that has this key as it is; RETURNING tells which."""
    return insert_for(connection, table).on_conflict_do_nothing()


def insert_or_replace(connection: AsyncConnection, table: Table, **values: Any) -> Insert:
    """Insert this row, or write its values over the row that has its primary key."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in values.items() if name not in keys}
    return insert_for(connection, table).values(**values).on_conflict_do_update(index_elements=keys, set_=rest)
