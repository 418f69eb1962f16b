"""A pooler in transaction mode may stand before PostgreSQL: nothing of ours outlives its transaction there. Where none
does, PostgreSQL keeps the plans of what is asked often."""

from sqlalchemy import text

from cadence.ports import Opening
from storage import SqlStore
from storage.engine import Database
from tests.contracts.conftest import opened
from tests.contracts.test_outbox import HERE
from tests.fakes.clock import FakeClock
from tests.fakes.growth import plant_growth
from tests.fakes.pooler import pooler

PREPARED = "prepared statements"
OF_SESSIONS = {
    PREPARED: "SELECT count(*) FROM pg_prepared_statements",
    "advisory locks": "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
    "temporary tables": "SELECT count(*) FROM pg_class WHERE relpersistence = 't'",
    "cursors left open": "SELECT count(*) FROM pg_cursors WHERE is_holdable",
    "channels listened to": "SELECT count(*) FROM pg_listening_channels()",
    "settings of the session": "SELECT count(*) FROM pg_settings WHERE source = 'session'",
}


async def test_nothing_is_left_in_a_session_of_a_pooler(postgres_url: str, clock: FakeClock) -> None:
    async with pooler(postgres_url) as url, opened(url, clock) as store:
        await store.upgrade()
        assert await left_by_asking_often(store) == dict.fromkeys(OF_SESSIONS, 0)


async def test_postgresql_itself_keeps_plans_and_nothing_else(postgres_url: str, clock: FakeClock) -> None:
    async with opened(postgres_url, clock) as store:
        await store.upgrade()
        kept = await left_by_asking_often(store)
    assert kept.pop(PREPARED) > 0
    assert kept == dict.fromkeys(kept, 0)


async def test_a_look_in_between_costs_no_plan(postgres_url: str, clock: FakeClock) -> None:
    """The worker and the gates of the platforms look into the database all the time, over the same connections."""
    async with opened(postgres_url, clock) as store:
        await store.upgrade()
        kept = await left_by_asking_often(store)
        await store.ping()
        assert (await left(store._database))[PREPARED] == kept[PREPARED]


async def test_a_connection_that_the_server_ended_is_not_used_again(postgres_url: str, clock: FakeClock) -> None:
    """Nobody notices: not even one try fails."""
    async with opened(postgres_url, clock) as store, opened(postgres_url, clock) as operator:
        await store.upgrade()
        await store.ping()
        async with operator._database.write() as connection:
            others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            ended = await connection.execute(text(f"{others} AND datname = current_database()"))
            assert len(ended.all()) == 1
        await store.ping()


async def left_by_asking_often(store: SqlStore) -> dict[str, int]:
    await plant_growth(store)
    for number in range(12):  # psycopg would prepare what it has executed five times
        async with store.unit(HERE, actor="test", opening=Opening(f"request {number}")) as unit:
            await unit.members.find()
            await unit.due_checkins(10)
    return await left(store._database)


async def left(database: Database) -> dict[str, int]:
    """What the one session that was used holds; there is no other, since everything came one after the other."""
    async with database.read() as connection:
        return {
            what: int((await connection.execute(text(question))).scalar_one()) for what, question in OF_SESSIONS.items()
        }
