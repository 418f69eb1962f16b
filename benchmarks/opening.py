"""Planning, opening and closing two hundred teams in one tick each, and how many statements each team takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, event

from benchmarks.places import planted
from cadence.scheduler import Scheduler
from tests.fakes.plan import WORKSPACE_ID
from tests.fakes.services import fake_services

TEAMS = 200


@dataclass
class Tick:
    """Of one tick, per team."""

    name: str
    statements: float = 0.0
    milliseconds: float = 0.0


async def measure_opening(url: str) -> list[Tick]:
    """What opening and closing cost a team, and a tick that finds nothing to do (not per team, but in all)."""
    async with planted(url, TEAMS) as store:
        scheduler = Scheduler(store, fake_services())
        async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
            first = (await unit.checkins.find())[0]
        await store.advance_clock(WORKSPACE_ID, first.opens_at)
        opening = await _tick("open", scheduler, TEAMS)
        await store.advance_clock(WORKSPACE_ID, first.closes_at)
        closing = await _tick("close and plan", scheduler, TEAMS)
        return [opening, closing, await _tick("nothing is due (whole tick)", scheduler, 1)]


async def _tick(name: str, scheduler: Scheduler, teams: int) -> Tick:
    with counted() as statements:
        began = time.perf_counter()
        await scheduler.tick()
        seconds = time.perf_counter() - began
    return Tick(name, len(statements) / teams, 1000 * seconds / teams)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that any engine is given meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
