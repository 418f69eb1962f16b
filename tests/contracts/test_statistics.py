"""After much came into PostgreSQL at once (a restored copy, an import, a migration) it plans by what is there."""

from contextlib import closing

import psycopg

from cadence.model import Member
from storage import SqlStore, upgrade
from tests.contracts.test_repositories import HERE

MANY = 300


def counted(url: str, table: str) -> int:
    """How many rows PostgreSQL believes to be there; -1 where it never looked."""
    with closing(psycopg.connect(url)) as database:
        found = database.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table]).fetchone()
        return int(found[0]) if found else 0


async def many_people(store: SqlStore) -> None:
    async with store.unit(HERE, actor="test") as unit:
        for number in range(MANY):
            await unit.members.add(Member(id=f"m{number}", workspace_id=HERE, external_id=f"m{number}", name="Ann"))


async def test_every_table_is_counted(sql: SqlStore, sql_url: str) -> None:
    await many_people(sql)
    await sql.gather_statistics()
    if sql_url.startswith("postgres"):
        assert counted(sql_url, "members") >= MANY
        assert min(counted(sql_url, table) for table in ("readings", "messages", "receipts")) >= 0


async def test_an_upgrade_counts_them(sql: SqlStore, sql_url: str) -> None:
    await many_people(sql)
    await upgrade(sql_url)
    if sql_url.startswith("postgres"):
        assert counted(sql_url, "members") >= MANY
