"""Monday, 09:00: very many teams are due in one minute, until every prompt is durable.

Against a bulk INSERT of the same rows; and a due team of a large company against one of a small company.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, Table, insert, select

from benchmarks.places import now, planted
from cadence.model import CheckInState
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store, tables
from storage.engine import Database
from tests.fakes.plan import WORKSPACE_ID
from tests.fakes.services import fake_services

SLOWER = 10.0
GROWTH = 1.2
WRITTEN = ("messages", "lanes", "watches")


@dataclass
class Monday:
    """teams: due at once. seconds: until their prompts were durable. inserted: seconds of a bulk INSERT of the rows."""

    teams: int
    seconds: float
    inserted: float

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
    async with planted(url, teams) as store:
        async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
            opens_at = max(row.opens_at for row in await unit.checkins.find(state=CheckInState.SCHEDULED))
        await store.advance_clock(WORKSPACE_ID, opens_at)
        stores = [store, *(open_store(url, now) for _ in range(workers - 1))]
        began = time.perf_counter()
        await asyncio.gather(*(_advance(each) for each in stores))
        seconds = time.perf_counter() - began
        for other in stores[1:]:
            await other.close()
        return Monday(teams, seconds, await _insert(url, teams))


async def _advance(store: SqlStore) -> None:
    await Scheduler(store, fake_services()).advance(WORKSPACE_ID)


async def _insert(url: str, teams: int) -> float:
    """Seconds for the rows of the prompts, into tables of the same columns and keys, in one transaction."""
    database, copies = Database(url), MetaData()
    async with database.read() as connection:
        found = {name: await _rows(connection, tables.metadata.tables[name]) for name in WRITTEN}
        found["audit"] = (await _rows(connection, tables.audit))[-teams:]
    if len(found["messages"]) != teams or len({row["key"] for row in found["messages"]}) != teams:
        raise RuntimeError(f"{len(found['messages'])} prompts for {teams} teams")
    copied = {name: _copy(tables.metadata.tables[name], copies) for name in found}
    async with database.write() as connection:
        await connection.run_sync(copies.create_all)
    began = time.perf_counter()
    async with database.write() as connection:
        for name, rows in found.items():
            await connection.execute(insert(copied[name]), rows)
    seconds = time.perf_counter() - began
    await database.close()
    return seconds


async def _rows(connection: Any, table: Table) -> list[dict[str, Any]]:
    return [row._asdict() for row in await connection.execute(select(table))]


def _copy(table: Table, into: MetaData) -> Table:
    return Table(f"bare_{table.name}", into, *(column.copy() for column in table.columns))
