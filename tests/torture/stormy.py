"""One installation in a storm: its processes, its database, its Slack and its people; weeks go by in it.

Knows how they are put together, and when it is quiet again; what must be true then stands in `afterwards`.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.transfer import apply_import
from cadence.model import CheckInState
from cadence.patience import patiently
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store
from tests.fakes.plan import WORKSPACE_ID, Trio, plan
from tests.fakes.services import fake_services
from tests.fakes.slack import FakeSlack, People
from tests.fakes.slack.scopes import HISTORY
from tests.fakes.slack.transport import OverHttp
from tests.torture.crowd import TRIES, Crowd, ToWhoeverListens
from tests.torture.killing import Slot, Stage, look_into
from tests.torture.warm import Mother, WarmMachine

REMINDING, QUIET = timedelta(hours=8, minutes=5), 180.0
LONGEST_BACKLOG = 300
"""Fifths of a second."""
PLACES = ("", "1.1", "1.2")
"""The KRs of a trio: the lead has none."""


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
    """commands: the processes. kills: how many. lives: between which seconds each process lives."""

    commands: tuple[str, ...]
    kills: int
    lives: tuple[float, float]
    size: Size


@dataclass
class Storm:
    """See the module. took: seconds until everything ran, until the last kill, and until it was quiet."""

    url: str
    weather: Weather
    stage: Stage
    slack: FakeSlack
    crowd: Crowd
    way: ToWhoeverListens
    store: SqlStore
    weeks: int = 0
    took: list[float] = field(default_factory=list)
    _waiting: int = 0

    async def rage(self) -> None:
        """Until all kills were made; then until nobody has anything to do any more."""
        began = time.monotonic()
        await asyncio.gather(*map(self.stage.start, self.stage.slots))
        self.took.append(time.monotonic() - began)
        others = [asyncio.create_task(each) for each in (self._live_weeks(), self._watch(), self.crowd.live())]
        await self.stage.storm(self.weather.kills)
        self.crowd.is_over = True
        await asyncio.gather(*others)
        self.took.append(time.monotonic() - began)
        await self._be_quiet()
        self.took.append(time.monotonic() - began)

    def may_say(self) -> bool:
        return self._waiting < self.weather.size.most_waiting

    async def _watch(self) -> None:
        while not self.crowd.is_over:
            self._waiting = (await self.store.backlog())["waiting"]
            await asyncio.sleep(0.3)

    async def _live_weeks(self) -> None:
        """Openings, reminders, closings and the day after, one after the other; never so fast that nobody gets to say
        anything for what the bot has to say."""
        while not self.crowd.is_over:
            async with self.store.unit(WORKSPACE_ID, actor="test") as unit:
                planned = [each for each in await unit.checkins.find() if each.state == CheckInState.SCHEDULED]
            if planned:
                await self._live_week(min(each.opens_at for each in planned))
            await asyncio.sleep(0.2)

    async def _live_week(self, opens_at: datetime) -> None:
        self.weeks += 1
        for hours in (timedelta(0), REMINDING, timedelta(hours=24), timedelta(hours=48)):
            if self.crowd.is_over:
                return
            await patiently(partial(self.store.advance_clock, WORKSPACE_ID, opens_at + hours))
            await asyncio.sleep(self.weather.size.week)
            await self._catch_up(opens_at + hours)

    async def _catch_up(self, at: datetime) -> None:
        """Until what is due by then was begun with: what nobody opened before its closing has no prompt."""
        for _ in range(LONGEST_BACKLOG):
            if self.crowd.is_over or (self.may_say() and not await self._is_late(at)):
                return
            await asyncio.sleep(0.2)

    async def _is_late(self, at: datetime) -> bool:
        async with self.store.unit(WORKSPACE_ID, actor="test") as unit:
            checkins = await unit.checkins.find()
        due = {CheckInState.SCHEDULED: "opens_at", CheckInState.OPEN: "closes_at"}
        return any(each.state in due and getattr(each, due[each.state]) <= at for each in checkins)

    async def _be_quiet(self) -> None:
        """Until nothing is left to be handled or sent, for a moment."""
        quiet = 0
        async with asyncio.timeout(QUIET):
            while quiet < 5:
                left = (await self.store.backlog())["waiting"] + (await self.store.inbox.waiting())["waiting"]
                quiet = 0 if left else quiet + 1
                await asyncio.sleep(0.2)


@asynccontextmanager
async def stormy(url: str, folder: Path, weather: Weather, mother: Mother, seed: int) -> AsyncIterator[Storm]:
    """Nothing runs yet. seed: of whatever happens at random."""
    rng = random.Random(seed)
    store = open_store(url, now)
    trios: Sequence[Trio] = [(f"U{n}ANA", f"U{n}BEN", f"U{n}CY") for n in range(max(1, weather.size.teams // 2))]
    await apply_import(store, plan(weather.size.teams, trios))
    await Scheduler(store, fake_services()).tick()
    slack = _slack_of(trios, weather.size.teams)
    environment = {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "DRUMBEAT_REHEARSAL": "1",
        "DRUMBEAT_LOCAL": "off",
        "TICK_SECONDS": "0.3",
        "SENDER_LEASE_SECONDS": str(weather.size.lease),
    }
    async with WarmMachine(folder, environment, mother) as machine:
        stage = Stage(machine, slack, look_into(url), rng, weather.lives)
        slack.more_routes = [stage.route()]
        way = ToWhoeverListens(stage, rng)
        async with slack, People(slack, transport=way) as people, AsyncExitStack() as stack:
            people.waits = (0.0,) * TRIES
            for command in weather.commands:
                http = await stack.enter_async_context(OverHttp("", slack.signing_secret))
                stage.slots.append(Slot(command, http))
            crowd = Crowd(
                people, slack, rng, _seats(trios, weather.size.teams), weather.size.pause, lambda: storm.may_say()
            )
            storm = Storm(url, weather, stage, slack, crowd, way, store)
            yield storm
    await store.close()


def _slack_of(trios: Sequence[Trio], teams: int) -> FakeSlack:
    """It lets itself be read back, so that what is unclear can be settled, and refuses what comes too fast."""
    slack = FakeSlack()
    slack.scopes |= HISTORY
    slack.pacing.enforces = True
    for user in (who for trio in trios for who in trio):
        slack.add_user(user, user.lower())
    for number in range(teams):
        slack.add_channel(f"C{number}", f"team{number}")
    return slack


def _seats(trios: Sequence[Trio], teams: int) -> dict[str, dict[str, str]]:
    """Of each person, the channels that they are asked in, and what is theirs there."""
    seats: dict[str, dict[str, str]] = {}
    for number in range(teams):
        for user, place in zip(trios[number % len(trios)], PLACES, strict=True):
            seats.setdefault(user, {})[f"C{number}"] = place
    return seats
