"""A pooler in transaction mode may stand before PostgreSQL: nothing of ours outlives its transaction there."""

from sqlalchemy import text

from storage.engine import Database
from tests.contracts.conftest import opened
from tests.contracts.test_outbox import HERE
from tests.fakes.clock import FakeClock
from tests.fakes.growth import plant_growth

OF_SESSIONS = {
    "prepared statements": "SELECT count(*) FROM pg_prepared_statements",
    "advisory locks": "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
    "temporary tables": "SELECT count(*) FROM pg_class WHERE relpersistence = 't'",
    "cursors left open": "SELECT count(*) FROM pg_cursors WHERE is_holdable",
    "channels listened to": "SELECT count(*) FROM pg_listening_channels()",
    "settings of the session": "SELECT count(*) FROM pg_settings WHERE source = 'session'",
}


async def test_nothing_is_left_in_a_session(postgres_url: str, clock: FakeClock) -> None:
    async with opened(postgres_url, clock) as store:
        await store.upgrade()
        await plant_growth(store)
        for _ in range(12):  # psycopg would prepare what it has executed five times
            async with store.unit(HERE, actor="test") as unit:
                await unit.members.find()
                await unit.due_checkins(10)
        kept = await left(store._database)
    assert kept == dict.fromkeys(OF_SESSIONS, 0)


async def left(database: Database) -> dict[str, int]:
    """What the one session that was used holds; there is no other, since everything came one after the other."""
    async with database.read() as connection:
        return {
            what: int((await connection.execute(text(question))).scalar_one()) for what, question in OF_SESSIONS.items()
        }
