"""Whoever hangs up in the middle of being kept leaves nothing half kept, and nobody else waits for them."""

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy import select

from cadence.ports import Opening
from storage import SqlStore, tables
from tests.contracts.conftest import opened
from tests.contracts.test_repositories import HERE, action
from tests.fakes.clock import FakeClock

PEOPLE, AT_ONCE = 120, 12
LAST = PEOPLE + AT_ONCE + 1
LONGEST_SECONDS = {True: 0.03, False: 0.2}
"""How long somebody has at most, by whether it is SQLite: a connection that was cut off is made anew."""


async def give(store: SqlStore, number: int, kept: set[int]) -> None:
    """One person's action, with a receipt."""
    async with store.unit(HERE, actor="test", opening=Opening(f"r{number}")) as unit:
        assert await unit.first_time(f"r{number}")
        await unit.actions.add(action(number))
        await unit.flush() if number % 3 else None  # as a search would
        await asyncio.sleep(0)
    kept.add(number)


async def hung_up_on(store: SqlStore, number: int, kept: set[int], seconds: float) -> None:
    task = asyncio.create_task(give(store, number, kept))
    await asyncio.wait({task}, timeout=seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", [1, 2])
async def test_each_is_kept_wholly_or_not_at_all(sql: SqlStore, sql_url: str, seed: int) -> None:
    chance, kept = random.Random(seed), set[int]()
    longest = LONGEST_SECONDS[sql_url.startswith("sqlite")]
    for first in range(1, PEOPLE, AT_ONCE):
        people = range(first, first + AT_ONCE)
        await asyncio.gather(*(hung_up_on(sql, number, kept, chance.uniform(0, longest)) for number in people))
    async with asyncio.timeout(5):
        await give(sql, LAST, kept)
    async with sql.unit(HERE, actor="test") as unit:
        there = {row.id for row in await unit.actions.find()}
        receipts = {number for number in range(1, LAST) if not await unit.first_time(f"r{number}")}
    async with sql._database.read() as connection:
        about = select(tables.audit).where(tables.audit.c.record_table == "actions")
        noted = [row.record_id for row in await connection.execute(about)]
    assert {action(number).id for number in kept} <= there
    assert sorted(noted) == sorted(there)
    assert {action(number).id for number in receipts} == there - {action(LAST).id}


async def test_a_connection_that_broke_off_on_our_side_is_made_anew(postgres_url: str, clock: FakeClock) -> None:
    async with opened(postgres_url, clock) as store:
        async with store._database.read() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.pgconn.finish()
        assert await store.workspaces() == []
