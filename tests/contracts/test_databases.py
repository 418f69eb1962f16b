"""What only the databases have: migrations, the audit trail's words, signs of life, copies, and odd URLs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from cadence.errors import ConfigurationError
from cadence.model import Place
from storage import SqlStore, open_store, tables, upgrade
from storage.engine import Database
from tests.contracts.conftest import OTHER, opened, planted
from tests.contracts.test_outbox import claim, message, say
from tests.contracts.test_repositories import HERE, action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, kr_id, plant_growth
from tests.fakes.memory import KINDS, OF_MEMBERS, PARENTS, UNIQUE


@pytest.fixture
async def database(sql_url: str) -> AsyncIterator[Database]:
    opened_database = Database(sql_url)
    yield opened_database
    await opened_database.close()


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, tables.metadata))


async def test_the_migrations_make_exactly_the_tables_that_the_code_uses(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_upgrading_what_is_up_to_date_changes_nothing(sql: SqlStore, sql_url: str) -> None:
    await upgrade(sql_url)
    assert len(await sql.workspaces()) == 2


async def test_every_table_is_of_one_workspace() -> None:
    shared = {"workspaces", "heartbeats", "installations", "tickets", "arrivals"}
    for table in tables.metadata.sorted_tables:
        assert table.name in shared or "workspace_id" in table.primary_key.columns, table.name


async def test_the_store_in_memory_knows_the_same_records_keys_and_references() -> None:
    assert (KINDS, UNIQUE) == (tables.KINDS, tables.UNIQUE)
    for name, table in tables.RECORDS.items():
        expected = PARENTS | ({"member_id": "members"} if name in OF_MEMBERS else {}) | {"workspace_id": "workspaces"}
        named = {key.column_keys[-1]: key.referred_table.name for key in table.foreign_key_constraints}
        assert named == {column: parent for column, parent in expected.items() if column in table.c}, name


async def test_the_audit_trail_says_who_changed_what_from_what_to_what(sql: SqlStore) -> None:
    kept = action(1, due=date(2026, 11, 18))
    async with sql.unit(HERE, actor="ben") as unit:
        await unit.actions.add(kept)
        await unit.actions.save(replace(kept, due=None, text="Else"))
    added, saved = await sql.audit_trail(HERE, kept.id)
    assert (added.actor, added.table, added.change, added.at) == ("ben", "actions", "add", MONDAY)
    assert added.fields["due"] == (None, "2026-11-18")
    assert (saved.change, saved.fields) == ("save", {"due": ("2026-11-18", None), "text": ("Test the price", "Else")})


async def test_the_audit_trail_keeps_domain_time(sql: SqlStore) -> None:
    later = await sql.advance_clock(HERE, MONDAY + timedelta(days=9))
    async with sql.unit(HERE, actor="ben") as unit:
        await unit.key_results.save(replace(KEY_RESULTS[0], target=Decimal("50.5")))
    entry = (await sql.audit_trail(HERE, kr_id("1.1")))[-1]
    assert (entry.at, entry.fields) == (later, {"target": ("45", "50.5")})


async def test_a_sign_of_life_is_kept(sql: SqlStore) -> None:
    assert await sql.last_beat("worker") is None
    await sql.beat("worker", MONDAY)
    await sql.beat("worker", MONDAY + timedelta(seconds=5))
    assert await sql.last_beat("worker") == MONDAY + timedelta(seconds=5)


async def test_a_workspace_leaves_with_everything_in_it_and_nothing_else(sql: SqlStore) -> None:
    theirs = replace(TEAM, workspace_id=OTHER.id)
    async with sql.unit(OTHER.id, actor="test") as unit:
        await unit.teams.add(theirs)
    await say(sql, message("prompt"))
    await sql.remove_workspace(HERE)
    assert await sql.workspaces() == [OTHER]
    assert await sql.audit_trail(HERE, TEAM.id) == []
    assert await claim(sql) == []
    async with sql.unit(OTHER.id, actor="test") as unit:
        assert await unit.teams.find() == [theirs]
    await plant_growth(sql)


async def test_a_store_is_copied_into_memory_for_a_rehearsal(sql: SqlStore, clock: FakeClock) -> None:
    await say(sql, message("prompt"))
    async with opened("sqlite://", clock) as copy:
        await copy.upgrade()
        await sql.copy_to(copy)
        async with copy.unit(HERE, actor="test") as unit:
            await unit.teams.save(replace(TEAM, name="Rehearsed"))
            assert await unit.key_results.find() == sorted(KEY_RESULTS, key=lambda kr: kr.id)
        assert len(await claim(copy)) == 1
    async with sql.unit(HERE, actor="test") as unit:
        assert await unit.teams.get(TEAM.id) == TEAM


async def test_a_lane_that_another_worker_is_claiming_is_passed_over_at_once(
    postgres_url: str, clock: FakeClock
) -> None:
    database = Database(postgres_url)
    async with opened(postgres_url, clock) as store, database.write() as other:
        await planted(store)
        await say(store, message("a", "one", Place(channel="C-1")), message("b", "two", Place(channel="C-2")))
        await other.execute(text("SELECT * FROM lanes WHERE lane = 'channel:C-1' FOR UPDATE"))
        claimed = await asyncio.wait_for(claim(store), 5)
    await database.close()
    assert [delivery.card.notice for delivery in claimed] == ["two"]


async def test_sqlite_is_opened_so_that_nothing_is_lost(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with database.read() as connection:
        settings = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    await database.close()
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}


@pytest.mark.parametrize("url", ["mysql://host/db", "not a url", ""])
async def test_another_kind_of_url_is_refused_with_a_word_on_what_to_write(url: str, clock: FakeClock) -> None:
    with pytest.raises(ConfigurationError, match="sqlite"):
        open_store(url, clock)


@pytest.mark.parametrize("prefix", ["postgresql://", "postgres://", "postgresql+psycopg://"])
async def test_a_postgresql_url_is_taken_as_operators_write_it(
    prefix: str, postgres_url: str, clock: FakeClock
) -> None:
    async with opened(prefix + postgres_url.removeprefix("postgresql://"), clock) as store:
        await store.ping()


async def test_a_new_sqlite_file_may_lie_in_a_new_folder(tmp_path: Path, clock: FakeClock) -> None:
    async with opened(f"sqlite:///{tmp_path}/new/folder/drumbeat.db", clock) as store:
        await store.upgrade()
        await plant_growth(store)
        assert len(await store.workspaces()) == 1
