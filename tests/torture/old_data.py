"""Databases as earlier versions left them: any migration's tables, each with rows in it, and what they look like.

Reads the shape of the tables from the database itself, so that a new migration is covered as soon as it is there.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, DateTime, Integer, MetaData, Numeric, Time
from sqlalchemy import inspect as look_into
from sqlalchemy.schema import Table

from cadence.cards import card, to_data
from storage import tables
from storage.engine import Database
from storage.migrate import config_for, run
from storage.types import CardText, Choice, Json, Strings

Row = dict[str, Any]
Rows = dict[str, list[Row]]

REVISIONS: tuple[str, ...] = tuple(
    reversed([each.revision for each in ScriptDirectory.from_config(config_for()).walk_revisions()])
)
"""Every migration, oldest first."""
VERSIONS = "alembic_version"
ODD_WORDS = 'Zoë\'s 🚀 "quoted"; -- <@U1> %s \\ {table}.{column} {number}'


async def bring_to(database: Database, revision: str) -> None:
    await run(database, lambda config: command.upgrade(config, revision))


async def fill(database: Database, rows: int) -> Rows:
    """Put so many rows into every table that there is, each naming its parents; what was put there, by table."""
    async with database.engine.begin() as connection:
        return await connection.run_sync(_fill, rows)


async def kept(database: Database, columns: Rows | None = None) -> Rows:
    """All rows of all tables, in order of their keys; only these columns where some are given."""
    async with database.engine.begin() as connection:
        return await connection.run_sync(_kept, columns)


async def shape(database: Database) -> dict[str, Any]:
    """Everything that a database says of its tables."""
    async with database.engine.begin() as connection:
        return await connection.run_sync(_shape)


def _fill(connection: Connection, rows: int) -> Rows:
    found = _reflected(connection)
    for table in found.sorted_tables:
        if table.name != VERSIONS:
            connection.execute(table.insert(), [_row(table, number, connection.dialect.name) for number in range(rows)])
    return _kept(connection, None)


def _kept(connection: Connection, columns: Rows | None) -> Rows:
    found = _reflected(connection)
    return {
        table.name: _rows_of(connection, table, columns[table.name] if columns else [])
        for table in found.sorted_tables
        if columns is None or table.name in columns
    }


def _rows_of(connection: Connection, table: Table, like: list[Row]) -> list[Row]:
    wanted = [table.c[name] for name in like[0]] if like else list(table.c)
    found = connection.execute(table.select().order_by(*table.primary_key.columns, *table.c)).mappings()
    return [{column.name: row[column.name] for column in wanted} for row in found]


def _reflected(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def _row(table: Table, number: int, dialect: str) -> Row:
    return {column.name: _value(table, column, number, dialect) for column in table.columns}


def _value(table: Table, column: Column[Any], number: int, dialect: str) -> Any:
    """Every second row leaves out what may be left out. Rows of one number belong together."""
    if column.nullable and number % 2:
        return None
    if column.name == "workspace_id":
        return f"workspaces-{number}"
    for key in column.foreign_keys:
        return f"{key.column.table.name}-{number}"
    return _plain(column, number, dialect) if column.name != "id" else f"{table.name}-{number}"


def _plain(column: Column[Any], number: int, dialect: str) -> Any:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC) + timedelta(minutes=number)
    values: dict[type, Any] = {
        Boolean: number % 2 == 0,
        BigInteger: 2**40 + number,
        Integer: 7 + number,
        DateTime: moment.replace(tzinfo=None) if dialect == "sqlite" else moment,
        Date: moment.date(),
        Time: time(23, 59, number % 60),
        Numeric: Decimal("12345678901234567890.123456789") + number,
    }
    kind = next((each for each in values if isinstance(column.type, each)), None)
    return values[kind] if kind else _text(column, number)


def _text(column: Column[Any], number: int) -> str:
    """As this version reads that column, where it has it still."""
    now = tables.metadata.tables.get(column.table.name)
    kind = now.c[column.name].type if now is not None and column.name in now.c else None
    if isinstance(kind, Choice):
        members: list[StrEnum] = list(kind.kind)
        return members[number % len(members)].value
    if isinstance(kind, Json):
        return json.dumps({"kept": number})
    if isinstance(kind, Strings):
        return json.dumps([f"a-{number}", "ü"])
    if isinstance(kind, CardText):
        return json.dumps(to_data(card(f"Kept: {number} KRs.")))
    if type(kind).__name__ == "Exact":
        return f"{number}.10"
    return ODD_WORDS.format(table=column.table.name, column=column.name, number=number)


def _shape(connection: Connection) -> dict[str, Any]:
    found = look_into(connection)
    return {name: dict(_about(found, name)) for name in sorted(found.get_table_names())}


def _about(found: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield (
        "columns",
        [(each["name"], str(each["type"]), each["nullable"], each["default"]) for each in found.get_columns(name)],
    )
    yield "key", found.get_pk_constraint(name)
    for kind in ("indexes", "foreign_keys", "unique_constraints"):
        yield kind, sorted(map(str, getattr(found, f"get_{kind}")(name)))
