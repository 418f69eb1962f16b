"""Monday, 09:00: very many teams are due in one minute, until every prompt is durable, and then until all are followed.

Against a bulk INSERT of the same rows; and a due team of a large company against one of a small company.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index, MetaData, Table, UniqueConstraint, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.crowd import crowd
from benchmarks.places import now
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store, tables
from storage.engine import Database
from tests.fakes.plan import WORKSPACE_ID
from tests.fakes.services import fake_services

SLOWER = 10.0
GROWTH = 1.2
WRITTEN = ("messages", "lanes", "watches")
PAGE = 2_000


@dataclass
class Monday:
    """teams: due at once. seconds: until their prompts were durable. inserted: seconds of a bulk INSERT of the rows.

    followed: seconds of the pass that looks at all of them once, after it.
    """

    teams: int
    seconds: float
    inserted: float
    followed: float = 0.0

    @property
    def ratio(self) -> float:
        return self.seconds / self.inserted

    @property
    def misses(self) -> list[str]:
        """Figures that are not reached."""
        is_missed = self.ratio > SLOWER
        return [f"{self.ratio:.1f} times a bulk INSERT of the same rows, not {SLOWER:.0f}"] if is_missed else []

    @property
    def each(self) -> float:
        """Seconds for one team."""
        return self.seconds / self.teams


async def measure_monday(url: str, teams: int, workers: int = 1) -> Monday:
    """Raises RuntimeError where a team has no prompt, or more than one."""
    async with crowd(url, teams) as store:
        await _come_to_the_opening(store)
        stores = [store, *(open_store(url, now) for _ in range(workers - 1))]
        for each in stores:
            await each.ping()  # a worker that has been running is connected
        began = time.perf_counter()
        await asyncio.gather(*(_advance(each) for each in stores))
        seconds = time.perf_counter() - began
        inserted = await _insert(url, teams)
        began = time.perf_counter()
        await asyncio.gather(*(Scheduler(each, fake_services()).tick() for each in stores))
        followed = time.perf_counter() - began
        for other in stores[1:]:
            await other.close()
        return Monday(teams, seconds, inserted, followed)


async def _come_to_the_opening(store: SqlStore) -> None:
    """All are asked at the same minute; what was due before it is done."""
    async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
        (team,) = await unit.teams.find(slug="team0")
        (checkin,) = await unit.checkins.find(team_id=team.id)
    await Scheduler(store, fake_services()).tick()
    await store.advance_clock(WORKSPACE_ID, checkin.opens_at)


async def _advance(store: SqlStore) -> None:
    await Scheduler(store, fake_services()).advance(WORKSPACE_ID)


async def _insert(url: str, teams: int) -> float:
    """Seconds for the rows of the prompts, into tables of the same columns, keys and indexes, in one transaction."""
    database, copies = Database(url), MetaData()
    copied = {name: _copy(tables.metadata.tables[name], copies) for name in (*WRITTEN, "audit")}
    async with database.read() as connection:
        await _require_one_each(connection, teams)
    async with database.write() as connection:
        await connection.run_sync(copies.create_all)
    seconds = 0.0
    async with database.read() as source, database.engine.begin() as target:
        for name, copy in copied.items():
            async for rows in _pages(source, tables.metadata.tables[name]):
                began = time.perf_counter()
                await target.execute(insert(copy), rows)
                seconds += time.perf_counter() - began
        began = time.perf_counter()
        await target.commit()
        seconds += time.perf_counter() - began
    await database.close()
    return seconds


async def _require_one_each(connection: AsyncConnection, teams: int) -> None:
    messages = tables.messages
    counts = select(func.count(), func.count(messages.c.lane.distinct()))
    found, lanes = (await connection.execute(counts.where(messages.c.key.startswith("prompt:")))).one()
    if (found, lanes) != (teams, teams):
        raise RuntimeError(f"{found} prompts in {lanes} channels for {teams} teams")


async def _pages(connection: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows, some at a time; of the audit trail only what tells of an opening."""
    rows = select(table)
    if table is tables.audit:
        rows = rows.where(table.c.record_table == "checkins", table.c.change == "save")
    streamed = await connection.stream(rows.execution_options(yield_per=PAGE))
    async for page in streamed.partitions():
        yield [row._asdict() for row in page]


def _copy(table: Table, into: MetaData) -> Table:
    """With all that the rows are found by."""
    columns = [column.copy() for column in table.columns]
    unique = [
        UniqueConstraint(*rule.columns.keys()) for rule in table.constraints if isinstance(rule, UniqueConstraint)
    ]
    indexes = [Index(f"bare_{index.name}", *index.columns.keys()) for index in table.indexes]
    return Table(f"bare_{table.name}", into, *columns, *unique, *indexes)
