"""A database of an earlier version keeps everything when it is brought to this one; the counts of a claim stay low."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event

from cadence.model import Place
from cadence.ports import Installation, Outcome, Pace, Rate
from storage import SqlStore
from storage.engine import Database
from storage.migrate import migrate, run
from tests.contracts.conftest import opened
from tests.contracts.test_outbox import LEASE, arrive, claim, claim_one, message, say, texts
from tests.contracts.test_repositories import HERE, action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, WORKSPACE, mid

PACE = Pace(lane=timedelta(seconds=1), again=timedelta(seconds=1), post=Rate(100, timedelta(minutes=1), burst=9))


@pytest.fixture
async def database(sql_url: str) -> AsyncIterator[Database]:
    opened_database = Database(sql_url)
    yield opened_database
    await opened_database.close()


async def test_what_was_kept_by_an_earlier_version_is_all_there(
    sql: SqlStore, database: Database, sql_url: str, clock: FakeClock
) -> None:
    async with sql.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))
        await unit.follow_next(TEAM.id, MONDAY + timedelta(days=1))
    await say(sql, message("prompt"))
    await arrive(sql, await claim_one(sql), "C1:1.1")
    await say(sql, message("waiting", "still waiting"))
    await run(database, lambda config: command.downgrade(config, "0004"))
    await migrate(database)
    async with opened(sql_url, clock) as store:
        assert WORKSPACE in await store.workspaces()
        async with store.unit(HERE, actor="test") as unit:
            assert await unit.teams.get(TEAM.id) == TEAM
            assert await unit.key_results.find() == sorted(KEY_RESULTS, key=lambda kr: kr.id)
            assert await unit.actions.get(action(1).id) == action(1)
            assert await unit.teams_to_follow(10) == []
            assert await unit.outbox.shown_as("C1:1.1") == message("prompt")
            await unit.home_opened(mid("dee"))
            assert await unit.stale_homes(MONDAY, 10) == [mid("dee")]
        assert texts(await claim(store)) == ["still waiting"]


def rebuild_actions(config: Config) -> None:
    context = MigrationContext.configure(config.attributes["connection"])
    with Operations(context).batch_alter_table("actions", recreate="always"):
        pass  # each column as it is


@pytest.mark.parametrize("sql_url", ["sqlite"], indirect=True)
async def test_a_table_is_rebuilt_also_where_the_same_process_wrote_to_it(sql: SqlStore) -> None:
    for number in (1, 2):
        async with sql.unit(HERE, actor="test") as unit:
            await unit.actions.add(action(number))
        await run(sql._database, rebuild_actions)
    async with sql.unit(HERE, actor="test") as unit:
        assert len(await unit.actions.find()) == 2


async def test_a_workspace_that_was_left_forgets_what_was_private_and_draws_it_anew(sql: SqlStore) -> None:
    home = message("home:1", "home", Place(home="U1"))
    await say(sql, home, message("prompt"))
    for delivery in await claim(sql):
        await sql.settle([Outcome(delivery=delivery, ref=f"ref {delivery.id}")])
    async with sql.unit(HERE, actor="test") as unit:
        assert await unit.first_time("click-1")
        await unit.home_opened(mid("dee"))
    await sql.purge_private(HERE)
    async with sql.unit(HERE, actor="test") as unit:
        assert not await unit.first_time("click-1"), "what was done is not done again"
        assert await unit.stale_homes(MONDAY, 10) == []
        assert await unit.outbox.said("prompt")
        await unit.outbox.say(home)
    assert [delivery.op for delivery in await claim(sql)] == ["post"]


async def test_a_rehearsal_gets_no_secrets(sql: SqlStore, clock: FakeClock) -> None:
    acme = Installation(id="slack:T1", platform="slack", name="Acme", token="xoxb-1", installed_at=MONDAY)
    await sql.vault.keep(acme)
    async with opened("sqlite://", clock) as copy:
        await copy.upgrade()
        await sql.copy_to(copy)
        assert await copy.vault.installed("slack") == []


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are executed within."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


LANE_RATE = Rate(100, timedelta(minutes=1), burst=9)


@pytest.mark.parametrize(
    ("paces", "most"),
    [
        ({}, 4),
        ({"local": Pace()}, 4),
        ({"local": Pace(lane_rate=LANE_RATE)}, 5),
        ({"local": PACE}, 7),
        ({"local": replace(PACE, lane_rate=LANE_RATE)}, 7),
    ],
)
async def test_a_claim_takes_few_statements_however_much_it_claims(
    sql: SqlStore, database: Database, clock: FakeClock, paces: dict[str, Pace], most: int
) -> None:
    store = SqlStore(database, clock)
    await say(store, *(message(f"m{number}", place=Place(channel=f"C-{number}")) for number in range(9)))
    with counted(database) as seen:
        assert len(await store.claim(MONDAY, 20, LEASE, paces)) == 9
    statements = [each for each in seen if not each.startswith(("BEGIN", "PRAGMA"))]
    assert len(statements) == most + (not database.is_sqlite), statements  # there, one says in which order to look


async def test_a_unit_marks_its_teams_in_one_statement(sql: SqlStore, database: Database, clock: FakeClock) -> None:
    with counted(database) as seen:
        async with SqlStore(database, clock).unit(HERE, actor="test") as unit:
            await unit.actions.add(action(1))
            await unit.teams.save(TEAM)
            await unit.follow_next(TEAM.id, MONDAY + timedelta(days=1))
    assert len([each for each in seen if "INTO watches" in each]) == 1
