"""Writers of one process take turns on a file; who waits for a foreign program is told in time, who waits for us is not
sent away.
"""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import DBAPIError

from cadence.errors import StoreAway
from cadence.patience import somebody_waits
from storage.engine import Database
from storage.outage import HELD
from storage.sqlite import means_held
from storage.turn import Turn


class Held(Exception):
    """By another program."""


def is_held(error: Exception) -> bool:
    return isinstance(error, Held)


class Line:
    """People who want to write, and what became of it."""

    def __init__(self) -> None:
        self.turn, self.wrote = Turn(), list[str]()

    async def write(self, name: str, seconds: float | None = None) -> None:
        if seconds is not None:
            with somebody_waits(seconds):
                await self.write(name)
            return
        async with self.turn:
            await asyncio.sleep(0.01)
            self.wrote.append(name)

    def come(self, *names: str, seconds: float | None = None) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self.write(name, seconds)) for name in names]


@pytest.fixture
async def line() -> Line:
    return Line()


async def test_first_come_first_served(line: Line) -> None:
    await asyncio.gather(*line.come("a", "b", "c", "d"))
    assert line.wrote == ["a", "b", "c", "d"]


async def test_who_is_late_only_because_the_line_is_long_may_write_all_the_same(line: Line) -> None:
    await asyncio.gather(*line.come("a", "b", "c", "d", seconds=0.0))
    assert line.wrote == ["a", "b", "c", "d"]


async def test_while_a_foreign_program_stops_the_line_who_is_late_is_told_and_the_others_wait_on(line: Line) -> None:
    async with line.turn:
        patient, late = line.come("a", "b"), line.come("c", seconds=0.0)
        await asyncio.sleep(0)
        failures = [Held(), Held()]

        def begin() -> None:
            if failures:
                raise failures.pop()

        line.turn.ask(begin, is_held)
        with pytest.raises(StoreAway, match="my database is away"):
            await late[0]
    await asyncio.gather(*patient)
    assert line.wrote == ["a", "b"]


@pytest.mark.parametrize("error", [Held(), ValueError()])
async def test_who_begins_asks_again_only_for_a_foreign_program_and_only_in_time(line: Line, error: Exception) -> None:
    asked = 0

    def begin() -> None:
        nonlocal asked
        asked += 1
        raise error

    with somebody_waits(0.0), pytest.raises(type(error)):
        line.turn.ask(begin, is_held)
    assert asked == 1


@pytest.mark.parametrize("at", ["in line", "just given"])
async def test_who_goes_away_holds_nobody_up(line: Line, at: str) -> None:
    async with line.turn:
        gone, stays = line.come("gone", "stays")
        await asyncio.sleep(0)
        if at == "in line":
            gone.cancel()
    if at == "just given":
        gone.cancel()
    async with asyncio.timeout(3):
        await stays
    assert line.wrote == ["stays"]


@pytest.mark.parametrize(
    ("name", "held"), [("SQLITE_BUSY", True), ("SQLITE_BUSY_RECOVERY", True), ("SQLITE_FULL", False)]
)
def test_a_process_that_mends_the_file_after_a_crash_holds_it_too(name: str, held: bool) -> None:
    said = sqlite3.OperationalError("database is locked")
    said.sqlite_errorname = name
    assert means_held(DBAPIError("BEGIN IMMEDIATE", None, said)) is held


async def test_the_reason_is_known_as_soon_as_somebody_in_line_was_told(sqlite_url: str) -> None:
    """Though work in the background, whose turn it is, goes on asking."""
    database = Database(sqlite_url, tells=False)
    with closing(sqlite3.connect(database.engine.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        first = asyncio.create_task(written(database))
        await asyncio.sleep(0.05)
        with somebody_waits(0.1), pytest.raises(StoreAway):
            await written(database)
        assert database.outage.reason == HELD
        other.execute("ROLLBACK")
        await first
    assert database.outage.reason is None
    await database.close()


async def written(database: Database) -> None:
    async with database.write():
        pass
