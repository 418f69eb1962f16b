"""Brings a database to this version's shape, from an installed package: no alembic.ini, nothing to configure.

Knows where the migrations are and how to run them one process at a time; must not know what they do.
`python -m storage.migrate "what changed"` writes a new one from the difference between them and `storage.tables`.
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import at_once
from storage.engine import Database
from storage.tables import metadata

_LOCK = 4_815_162_342
"""Any number: who holds it on PostgreSQL is migrating."""

_FOLDER = Path(__file__).parent / "migrations"


async def upgrade(database_url: str) -> None:
    """Bring the tables to this version's shape; nothing happens where they have it. Raises ConfigurationError."""
    database = Database(database_url)
    try:
        await migrate(database)
        await gather_statistics(database)
    finally:
        await database.close()


async def migrate(database: Database) -> None:
    """As `upgrade`, for a database that is open. All or nothing, and one process at a time."""
    await run(database, lambda config: command.upgrade(config, "head"))


async def gather_statistics(database: Database) -> None:
    """Have PostgreSQL count its tables, after much came into them at once: by itself it does so within a minute, and a
    plan that is kept until then may look through a whole workspace. SQLite is planned for without."""
    if not database.is_sqlite:
        async with database.write() as connection:
            await connection.execute(text(f"ANALYZE {', '.join(each.name for each in metadata.sorted_tables)}"))


async def is_up_to_date(database_url: str) -> bool:
    """Whether the tables have this version's shape. Raises StoreAway where nothing is reached."""
    head = ScriptDirectory.from_config(config_for()).get_current_head()
    database = Database(database_url, tells=False)
    try:
        async with database.read() as connection:
            found = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    finally:
        await database.close()
    return found == head


async def write_revision(message: str) -> None:
    """Write a new migration, under the next number; look it over and format it."""
    number = f"{1 + len(list(_FOLDER.glob('versions/[0-9]*.py'))):04}"
    database = Database("sqlite://")
    try:
        await migrate(database)
        await run(database, lambda config: command.revision(config, message, autogenerate=True, rev_id=number))
    finally:
        await database.close()


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's settings; `migrations/env.py` takes the connection from there."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


async def run(database: Database, task: Callable[[Config], object]) -> None:
    """Run one of Alembic's commands on this database: all or nothing, and one process at a time."""
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            # While a table is rebuilt its old self is dropped, which must not touch the rows that refer to it.
            await _run_outside(connection, "PRAGMA foreign_keys = OFF")
            await _run_outside(connection, at_once.unmake((await connection.get_raw_connection()).info))
        try:
            async with connection.begin():
                if not database.is_sqlite:
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
                await connection.run_sync(lambda sync: task(config_for(sync)))
        finally:
            if database.is_sqlite:
                await _run_outside(connection, "PRAGMA foreign_keys = ON")


async def _run_outside(connection: AsyncConnection, statement: str) -> None:
    # Past SQLAlchemy, since it would begin a transaction, within which foreign keys cannot be switched.
    driver = (await connection.get_raw_connection()).driver_connection
    await cast(Any, driver).execute(statement)


if __name__ == "__main__":
    asyncio.run(write_revision(" ".join(sys.argv[1:])))
