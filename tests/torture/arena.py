"""The whole application on an SQLite file, watched while payloads are thrown at it, one after the other.

Knows what must hold after each; must not know how a platform writes or signs a payload.
"""

import asyncio
import shutil
from collections.abc import Awaitable
from http import HTTPStatus
from pathlib import Path
from typing import Protocol, Self

import aiohttp

from bot.assembly import Drumbeat
from cadence.news import News
from cadence.requests import Invalid, Reply, Request, Say
from tests.fakes.clock import FakeClock
from tests.torture.ledger import Ledger, faults_of, watch
from tests.torture.tape import Recorded, Sample
from tests.torture.thrown import Thrown, shortened, told

SHARD = 500
"""Payloads on one copy of the database: what they bring up stays a company's, not a decade's."""
SETTLE_EVERY = 100
SENDING, STEP = 4, 5
"""How often the outbox is emptied then, and how many seconds apart."""
PATIENCE = 300.0
"""Seconds in which a payload is handled to its end, on a machine that does other things too."""
NOT_IMPLEMENTED = 501
"""How the Bot Framework says that it knows no such invoke."""


class World(Protocol):
    """What `tests.journeys` runs."""

    bot: Drumbeat
    clock: FakeClock


class Arena:
    """Use as `with Arena(...) as arena:`. path: of the watched database. workspace: whose payloads these are."""

    def __init__(self, world: World, path: Path, workspace: str, thrown: Thrown) -> None:
        self.world, self._workspace, self._thrown = world, workspace, thrown
        self._ledger = Ledger(path)
        self._is_refused = self._is_news = False
        self._telling = self._count = 0
        self._stand_at_the_door()
        self._stand_at_the_desk()

    def __enter__(self) -> Self:
        self._ledger.take()
        return self

    def __exit__(self, *_: object) -> None:
        self._ledger.close()

    async def throw(self, sample: Sample, body: str | bytes, sent: Awaitable[int]) -> None:
        """Send it, let it be handled to its end, and look at everything."""
        self._is_refused, self._is_news = False, self._telling > 0
        known = len(self._thrown.faults)
        status = await self._answered(sent)
        changes = self._ledger.take()
        self._thrown.statuses[status] += 1
        self._thrown.written += any(change.table not in ("heartbeats", "arrivals") for change in changes)
        is_refused = self._is_refused and not (self._is_news or self._telling)
        for fault in faults_of(changes, self._workspace, is_refused=is_refused):
            self._thrown.blame(fault)
        self._thrown.listen()
        if status >= 500 and status != NOT_IMPLEMENTED:
            self._thrown.blame(f"status {status}")
        if len(self._thrown.faults) > known:
            self._thrown.blame(f"... by {sample.kind}: {shortened(repr(body))}")
        self._count += 1
        if self._count % SETTLE_EVERY == 0:
            await self.settle()

    async def _answered(self, sent: Awaitable[int]) -> int:
        """The status; 0 where there was none, or no end to it."""
        try:
            async with asyncio.timeout(PATIENCE):
                status = await sent
                await self._handled()
                return status
        except (aiohttp.ClientError, TimeoutError) as error:
            self._thrown.blame(f"was not answered: {error!r}")
            return 0

    async def refuses(self, sample: Sample, sent: Awaitable[int]) -> None:
        """Send what is not signed as it should be: 401, and nothing is kept but that it was refused."""
        status = await sent
        await self._handled()
        kept = {change.table for change in self._ledger.take()} - {"heartbeats"}
        self._thrown.statuses[status] += 1
        if status != HTTPStatus.UNAUTHORIZED or kept or self._thrown.kinds:
            self._thrown.blame(f"status {status}, {kept} | {sample}: {sample.body}")

    async def settle(self) -> None:
        """Everything that was said is delivered; what stands in the database is sound."""
        await self.world.bot.worker.receive()
        for _ in range(SENDING):
            self.world.clock.forward(seconds=STEP)
            await self.world.bot.worker.send()
        for fault in self._ledger.broken():
            self._thrown.blame(f"it or one of the {SETTLE_EVERY} before it: {fault}")
        self._thrown.listen()
        self._ledger.take()

    async def _handled(self) -> None:
        """What was kept has been tried."""
        while self.world.bot.receiver._running:
            await asyncio.wait(self.world.bot.receiver._running)

    def _stand_at_the_door(self) -> None:
        """Beside the real front door, noting how requests end."""
        door = self.world.bot.front_door
        handle = door.handle

        async def watched(request: Request) -> Reply:
            try:
                reply = await handle(request)
            except Exception as error:
                self._thrown.blame(f"raised by {shortened(str(request))}: {told(error)}")
                raise
            self._is_refused = isinstance(reply, Invalid) or (isinstance(reply, Say) and reply.refuses)
            self._thrown.kinds[f"{type(request).__name__} {type(reply).__name__}{' no' * self._is_refused}"] += 1
            return reply

        vars(door)["handle"] = watched

    def _stand_at_the_desk(self) -> None:
        """What is found out on the way (we are connected again, a group has other members) is kept for itself."""
        desk = self.world.bot.news
        tell = desk.tell

        async def watched(news: News) -> None:
            self._telling += 1
            try:
                await tell(news)
            finally:
                self._telling -= 1
                self._is_news = True

        vars(desk)["tell"] = watched


def copied(recorded: Recorded, folder: Path) -> Path:
    """A watched copy of what was kept when the tape ended."""
    folder.mkdir(parents=True)
    path = folder / "drumbeat.db"
    shutil.copy(recorded.database, path)
    watch(path)
    return path
