"""Traces that nothing shows go when their time is over, in small steps; what the product shows stays for good."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from bot.pruning import MOST_STEPS, STEP, Keep, Pruner
from cadence.ports import Draft
from storage import SqlStore, tables
from storage.engine import Database
from storage.pruning import Trace
from tests.contracts.conftest import opened
from tests.contracts.test_outbox import HERE, arrive, claim_one, message, say
from tests.contracts.test_repositories import action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid

KEEP = Keep(receipts=30, audit=60, drafts=7)
DAY = timedelta(days=1)


@pytest.fixture
async def database(sql_url: str) -> AsyncIterator[Database]:
    made = Database(sql_url)
    yield made
    await made.close()


async def leave_traces(store: SqlStore, at: datetime) -> None:
    """One of each kind."""
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.first_time("click-1")
        assert await unit.is_newest("person:cy", at)
        await unit.actions.add(action(1))
        await unit.drafts.keep(Draft(member_id=mid("cy"), key="k", form="f", context="", values={"a": "b"}, at=at))
    await store.gates.close(HERE, "chat.postMessage", at)
    await store.tickets.issue("ticket", at + timedelta(minutes=1))


async def counts(database: Database) -> dict[str, int]:
    """Rows of the tables that may be pruned, and of two that may not."""
    names = ("receipts", "tidings", "audit", "drafts", "gates", "tickets", "actions", "readings", "messages")
    async with database.read() as connection:
        found = {}
        for name in names:
            statement = select(func.count()).select_from(tables.metadata.tables[name])
            found[name] = int((await connection.execute(statement)).scalar_one())
        return found


def pruner(store: SqlStore, clock: FakeClock) -> Pruner:
    return Pruner(store.pruning, store, clock, KEEP)


async def test_each_kind_goes_when_its_own_time_is_over(sql: SqlStore, database: Database, clock: FakeClock) -> None:
    await leave_traces(sql, MONDAY)
    await say(sql, message("prompt"))
    await arrive(sql, await claim_one(sql))
    before = await counts(database)
    gone: dict[str, int] = {}
    for day in range(0, 63):
        clock.to(MONDAY + day * DAY + timedelta(hours=2))
        await pruner(sql, clock).run()
        left = await counts(database)
        gone |= {name: day for name, count in left.items() if count == 0 and name not in gone}
    assert gone == {"drafts": 7, "gates": 1, "tickets": 1, "receipts": 30, "tidings": 30, "audit": 60}
    stays = ("actions", "readings", "messages")
    assert {name: left[name] for name in stays} == {name: before[name] for name in stays}
    assert all(before[name] for name in stays)


async def test_many_go_in_many_small_steps_and_the_rest_another_time(
    sql: SqlStore, database: Database, clock: FakeClock
) -> None:
    number = STEP * 3 + 1
    old = [{"workspace_id": HERE, "request_id": f"old-{each}", "created_at": MONDAY} for each in range(number)]
    async with database.write() as connection:
        await connection.execute(insert(tables.receipts), old)
    clock.to(MONDAY + 31 * DAY)
    assert await sql.pruning.prune(Trace.RECEIPTS, clock() - 30 * DAY, 10) == 10
    asked = iter([True, True, False])
    assert await pruner(sql, clock).run(lambda: next(asked, False)) == 2 * STEP
    clock.to(clock() + timedelta(hours=1))
    assert await pruner(sql, clock).run() >= number - 10 - 2 * STEP
    assert (await counts(database))["receipts"] == 0
    assert MOST_STEPS > 1


async def test_two_processes_do_it_once_an_hour_together(sql: SqlStore, sql_url: str, clock: FakeClock) -> None:
    await leave_traces(sql, MONDAY)
    clock.to(MONDAY + 100 * DAY)
    async with opened(sql_url, clock) as second:
        assert await pruner(sql, clock).run() > 0
        await leave_receipt(second)
        assert await pruner(second, clock).run() == 0
        clock.to(clock() + timedelta(hours=1))
        assert await pruner(second, clock).run() == 0


async def leave_receipt(store: SqlStore) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.first_time("click-2")


async def test_a_receipt_that_is_kept_still_says_no(sql: SqlStore, clock: FakeClock) -> None:
    async with sql.unit(HERE, actor="test") as unit:
        assert await unit.first_time("click-1")
    clock.to(MONDAY + 29 * DAY)
    await pruner(sql, clock).run()
    async with sql.unit(HERE, actor="test") as unit:
        assert not await unit.first_time("click-1")
