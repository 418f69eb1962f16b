"""Very many connections at once, each sending a signed check-in submission: nothing fails, and nobody waits for long.

A closed loop: whoever was answered sends the next one at once. Whose turn does not come in time is kept instead, and
entered afterwards: all are, or nothing is measured.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from benchmarks.answering import sent
from benchmarks.company import PER_TEAM, Company, company
from benchmarks.serving import Served, serve, slack, worked
from cadence.model import CheckInState
from cadence.wording.crowded import KEPT
from tests.journeys.process import Machine

LONGEST = 3.0
"""Seconds that Slack waits."""
PATIENCE = ClientTimeout(total=60)


@dataclass(frozen=True)
class Crowd:
    """commands: of the processes that serve, which connections are spread over."""

    connections: int
    commands: tuple[str, ...]


FEW = Crowd(8, ())
"""Of whom none is kept."""
LONGEST_ENTERING = 300.0
"""Seconds until everybody's is entered, on a machine that does other things, too."""
CROWDS = {"SQLite": Crowd(128, ("run",)), "PostgreSQL": Crowd(512, ("web", "web"))}


@dataclass
class Waited:
    """waits: seconds of each that was answered; kept: how many of them were told that theirs is kept. failed: how often
    what happened instead. seconds: of it all; worked: those that the serving processes had a processor, without the
    database's. entered: seconds after the last was answered until everybody's was entered."""

    waits: list[float] = field(default_factory=list)
    kept: int = 0
    entered: float = 0.0
    failed: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    worked: float = 0.0

    @property
    def each(self) -> float:
        """Processor seconds of one answer."""
        return self.worked / len(self.waits)

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    @property
    def p99(self) -> float:
        return quantiles(self.waits, n=100)[98]


async def measure_connections(folder: Path, url: str, slack_url: str, crowd: Crowd, each: int) -> Waited:
    """each: submissions of a connection. Raises RuntimeError where an answer that was taken is not kept."""
    found = Waited()
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(company(url, -(-crowd.connections * each // PER_TEAM)))
        machine = await stack.enter_async_context(Machine(folder, slack(url, slack_url)))
        served = [await serve(machine, command) for command in crowd.commands]
        connector = TCPConnector(limit=crowd.connections)
        session = await stack.enter_async_context(ClientSession(connector=connector, timeout=PATIENCE))
        for one in served:  # whoever is new is looked up once, and plans are made; few at once, so that none is kept
            await _storm(session, [one], FEW, await teams.next_week(), Waited())
        await _storm(session, served, crowd, await teams.next_week(), found)
        if "run" not in crowd.commands:
            await machine.begin("worker")
        found.entered = await _until_entered(teams, len(found.waits))
    return found


async def _storm(
    session: ClientSession, served: Sequence[Served], crowd: Crowd, bodies: list[str], found: Waited
) -> None:
    targets = [served[number % len(served)].events for number in range(crowd.connections)]
    before, began, queue = _worked(served), time.perf_counter(), iter(bodies)
    await asyncio.gather(*(_one_by_one(session, target, queue, found) for target in targets))
    found.seconds, found.worked = time.perf_counter() - began, _worked(served) - before


def _worked(served: Sequence[Served]) -> float:
    return sum(worked(each.process.pid) for each in served)


async def _one_by_one(session: ClientSession, target: str, bodies: Iterator[str], found: Waited) -> None:
    for body in bodies:
        try:
            seconds, said = await sent(session, target, body)
            found.waits.append(seconds)
            found.kept += KEPT in said
        except (ClientError, TimeoutError, RuntimeError) as error:
            found.failed[type(error).__name__] += 1


async def _until_entered(teams: Company, answered: int) -> float:
    """Seconds until as many answers stand as people were told of. Raises RuntimeError where that takes too long."""
    began = time.perf_counter()
    while (entered := await _entered(teams)) < answered:
        if time.perf_counter() - began > LONGEST_ENTERING:
            raise RuntimeError(f"{answered} answers were taken and {entered} entered")
        await asyncio.sleep(0.2)
    return time.perf_counter() - began


async def _entered(teams: Company) -> int:
    async with teams.store.unit(teams.workspace_id, actor="benchmark") as unit:
        open_now = [row.id for row in await unit.checkins.find(state=CheckInState.OPEN)]
        return len(await unit.answers.find(checkin_id=open_now))
