"""One installation in a storm: its processes, its database, its platform and its people; weeks go by in it.

Knows when it is quiet again, and what an operator does then; how it is put together stands in `storm_slack` and
`storm_teams`, what must be true in `afterwards`.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from cadence.model import CheckInState
from cadence.patience import patiently
from storage import SqlStore
from storage.outbox_desk import Stuck
from tests.fakes.plan import Trio
from tests.torture.killing import Stage
from tests.torture.restless import Restless
from tests.torture.ways import Way

REMINDING, QUIET = timedelta(hours=8, minutes=5), 180.0
LONGEST_BACKLOG = 300
"""Fifths of a second."""
PLACES = ("", "1.1", "1.2")
"""The KRs of a trio: the lead has none."""
QUICKLY = {"DRUMBEAT_REHEARSAL": "1", "TICK_SECONDS": "0.3"}
"""Clocks may be moved, and what is due is looked for all the time."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Size:
    """teams: how many. lease: of the sender, in seconds. most_waiting: messages; beyond that nobody says more. pause:
    of a person. week: how long each part of a week lasts, in seconds."""

    teams: int
    lease: int
    most_waiting: int
    pause: float
    week: float


@dataclass(frozen=True, kw_only=True)
class Weather:
    """commands: the processes. kills: how many. lives: between which seconds each process lives. can_look: whether the
    platform lets itself be asked for what was posted."""

    commands: tuple[str, ...]
    kills: int
    lives: tuple[float, float]
    size: Size
    can_look: bool = True


@dataclass
class Storm:
    """See the module. find: the platform's name of a message that is listed for the operator, if it is there. settled:
    what the operator said of a message. took: seconds until the last kill, and until it was quiet."""

    workspace: str
    weather: Weather
    stage: Stage
    way: Way
    crowd: Restless
    store: SqlStore
    find: Callable[[Stuck], str | None]
    weeks: int = 0
    took: list[float] = field(default_factory=list)
    settled: dict[str, str] = field(default_factory=dict)
    _waiting: int = 0

    async def rage(self) -> None:
        """Until all kills were made; then until nobody has anything to do any more."""
        began = time.monotonic()
        others = [asyncio.create_task(each) for each in (self._live_weeks(), self._watch(), self.crowd.live())]
        await self.stage.storm(self.weather.kills)
        self.crowd.is_over = True
        await asyncio.gather(*others)
        self.took.append(time.monotonic() - began)
        await self.be_quiet()
        self.took.append(time.monotonic() - began)

    async def start(self) -> None:
        """Everything runs."""
        await asyncio.gather(*map(self.stage.start, self.stage.slots))

    def may_say(self) -> bool:
        return self._waiting < self.weather.size.most_waiting

    async def _watch(self) -> None:
        while not self.crowd.is_over:
            await self._settle_by_hand()
            self._waiting = (await self.store.backlog())["waiting"]
            await asyncio.sleep(0.3)

    async def _settle_by_hand(self) -> None:
        """An operator goes through the list: what is there has arrived, everything else is sent again."""
        desk = self.store.desk
        for row in [] if self.weather.can_look else await desk.stuck():
            ref = self.find(row)
            if await (desk.arrived(row.id, ref) if ref else desk.resend(row.id)):
                self.settled[row.id] = "arrived" if ref else "sent again"

    async def _live_weeks(self) -> None:
        """Openings, reminders, closings and the day after, one after the other; never so fast that nobody gets to say
        anything for what the bot has to say."""
        while not self.crowd.is_over:
            async with self.store.unit(self.workspace, actor="test") as unit:
                planned = [each for each in await unit.checkins.find() if each.state == CheckInState.SCHEDULED]
            if planned:
                await self._live_week(min(each.opens_at for each in planned))
            await asyncio.sleep(0.2)

    async def _live_week(self, opens_at: datetime) -> None:
        self.weeks += 1
        for hours in (timedelta(0), REMINDING, timedelta(hours=24), timedelta(hours=48)):
            if self.crowd.is_over:
                return
            await patiently(partial(self.store.advance_clock, self.workspace, opens_at + hours))
            await asyncio.sleep(self.weather.size.week)
            await self._catch_up(opens_at + hours)

    async def _catch_up(self, at: datetime) -> None:
        """Until what is due by then was begun with: what nobody opened before its closing has no prompt."""
        for _ in range(LONGEST_BACKLOG):
            if self.crowd.is_over or (self.may_say() and not await self._is_late(at)):
                return
            await asyncio.sleep(0.2)

    async def _is_late(self, at: datetime) -> bool:
        async with self.store.unit(self.workspace, actor="test") as unit:
            checkins = await unit.checkins.find()
        due = {CheckInState.SCHEDULED: "opens_at", CheckInState.OPEN: "closes_at"}
        return any(each.state in due and getattr(each, due[each.state]) <= at for each in checkins)

    async def be_quiet(self) -> None:
        """Wait until nothing is left to be handled or sent, for a moment."""
        quiet = 0
        async with asyncio.timeout(QUIET):
            while quiet < 5:
                await self._settle_by_hand()
                left = (await self.store.backlog())["waiting"] + (await self.store.inbox.waiting())["waiting"]
                quiet = 0 if left else quiet + 1
                await asyncio.sleep(0.2)


def seats(trios: Sequence[Trio], channels: Sequence[str]) -> dict[str, dict[str, str]]:
    """Of each person, the channels that they are asked in, and the KR that is theirs there, or empty."""
    made: dict[str, dict[str, str]] = {}
    for number, channel in enumerate(channels):
        for user, place in zip(trios[number % len(trios)], PLACES, strict=True):
            made.setdefault(user, {})[channel] = place
    return made
