"""Two teams in one Slack, brought in by the operator's file, with a journal of who was told what.

Growth: Ana leads, Ben and Cy are in it. Product: Otto leads, Pia is in it. Mia manages both leads, Sue in Los Angeles
sponsors Growth, Noor looks after the rollout. All check-ins open Wednesdays 10:00 in Berlin, for 24 hours.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.transfer import apply_import
from cadence.model import Team
from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, Message
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, MIA, World, running

OTTO, PIA, SUE, NOOR = "U5OTTO", "U6PIA", "U7SUE", "U8NOOR"
PRODUCT = "C2PRODUCT"
TEAM_OF = {GROWTH: "growth", PRODUCT: "product"}
NAMES = {ANA: "ana", BEN: "ben", CY: "cy", MIA: "mia", OTTO: "otto", PIA: "pia", SUE: "sue", NOOR: "noor"}
ZONES = {SUE: "America/Los_Angeles"}
BERLIN = ZoneInfo("Europe/Berlin")
WORKSPACE = "slack:T0DRUMBEAT"

_TEAM = "zone: Europe/Berlin, weekday: wednesday, opens_at: '10:00', window: 24h, country: DE, replaces: a status mail"
_CYCLE = "cycle: {name: Q4 2026, starts: 2026-10-01, ends: 2026-12-31}"
_FILE = """
workspace: {{id: "{workspace}", name: Sample, rollout_lead: {noor}}}
members:
{members}
teams:
  - {{slug: growth, name: Growth, channel: {growth}, lead: {ana}, manager: {mia}, sponsor: {sue},
      members: [{ana}, {ben}, {cy}], meeting: Growth weekly, meeting_at: '12:00', {team}, {cycle}, objectives: [
      {{number: 1, title: New customers see value quickly, owner: {ana}, key_results: [
        {{number: 1, title: Activation, owner: {ben}, start: 31, target: 45, unit: '%'}},
        {{number: 2, title: Days to value, owner: {ben}, start: 9, target: 4, unit: days, direction: down}},
        {{number: 3, title: Trials/week, owner: {cy}, start: 200, target: 320}}]}}]}}
  - {{slug: product, name: Product, channel: {product}, lead: {otto}, manager: {mia},
      members: [{otto}, {pia}], {team}, {cycle}, objectives: [
      {{number: 1, title: The product explains itself, owner: {otto}, key_results: [
        {{number: 1, title: Setups without help, owner: {pia}, start: 20, target: 60, unit: '%'}}]}}]}}
"""


def file() -> str:
    """The company as `drumbeat import` takes it."""
    places = {name: user for user, name in NAMES.items()}
    members = [
        f"  - {{id: {user}, name: {name.title()}, zone: {ZONES.get(user, 'Europe/Berlin')}, country: DE}}"
        for user, name in NAMES.items()
    ]
    more = {"workspace": WORKSPACE, "members": "\n".join(members), "growth": GROWTH, "product": PRODUCT}
    return _FILE.format(**places, **more, team=_TEAM, cycle=_CYCLE)


def berlin(day: date, wall: str = "00:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(wall), BERLIN).astimezone(UTC)


@dataclass(frozen=True)
class Posted:
    """A message of the bot.

    at: when it came up. whose: a person's name, a team, or a team's thread. said: as it read at first. is_asked: it
    followed at once on what somebody typed or pressed."""

    at: datetime
    whose: str
    said: str
    is_asked: bool
    message: Message = field(repr=False)


@dataclass
class Company(World):
    """The world, with days to live through.

    journal: each message of the bot as it came up. seen: how many direct messages of each person were looked at."""

    seen: Counter[str] = field(default_factory=Counter)
    journal: list[Posted] = field(default_factory=list)
    _noted: int = 0
    _is_waiting: bool = False

    async def until(self, day: date, wall: str = "00:00") -> None:
        """Live on until this time in Berlin: everything on the way happens at its own moment."""
        to, self._is_waiting = berlin(day, wall), True
        while (stop := await self.bot.scheduler.next_moment(WORKSPACE)) is not None and stop < to:
            self.clock.to(max(stop, self.clock()))
            await self.bot.worker.run_pass()
            self.note()
        self.clock.to(max(to, self.clock()))
        await self.settle()
        self._is_waiting = False

    async def settle(self) -> None:
        await super().settle()
        self.note()

    async def type(self, user: str, text: str, channel: str = GROWTH) -> str:
        said = await super().type(user, text, channel)
        await self.settle()
        return said

    def note(self) -> None:
        """What came up since the last time, as it reads now."""
        for message in self.slack.messages[self._noted :]:
            if message.only_for is None:
                self.journal.append(
                    Posted(self.clock(), self._whose(message), message.said, not self._is_waiting, message)
                )
        self._noted = len(self.slack.messages)

    def _whose(self, message: Message) -> str:
        user = self.slack.channels[message.channel].with_user
        return NAMES[user] if user else TEAM_OF[message.channel] + (" thread" if message.thread_ts else "")

    def told(self, *users: str) -> list[str]:
        """What these people were told privately since this was last asked, as it read at first, oldest first."""
        found: list[str] = []
        for user in users:
            lines = [posted.said for posted in self.journal if posted.whose == NAMES[user]]
            found += lines[self.seen[user] :]
            self.seen[user] = len(lines)
        return found

    def threads(self, team: str) -> list[str]:
        """What came up in this team's threads and channel, as it read at first."""
        return [posted.said for posted in self.journal if posted.whose.split()[0] == team]

    async def press(self, user: str, label: str, about: str = "") -> str:
        """Press the button on the newest direct message that has it and says this; read the private answer."""
        messages = reversed(self.slack.to(user))
        on = next(m for m in messages if any(label == key for key in m.buttons()) and about in m.said)
        before = len(self.slack.messages)
        answer = await self.people.click(user, on, label)
        assert answer.status == 200
        await self.settle()
        private = [m.said for m in self.slack.messages[before:] if m.only_for == user]
        return private[-1] if private else on.said

    async def send(self, user: str, **values: str) -> None:
        """Fill the form that is open, by the ends of its fields' ids, and send it; it must be taken."""
        view = self.modal(user)
        by_end = {ending: next(key for key in view.inputs() if key.endswith(ending)) for ending in values}
        answer = await self.people.submit(user, view, {by_end[ending]: typed for ending, typed in values.items()})
        assert answer.errors == {}, answer.errors
        self.slack.views[user].clear()
        await self.settle()

    async def teams(self, **where: str) -> list[Team]:
        async with self.bot.store.unit(WORKSPACE, actor="test") as unit:
            return await unit.teams.find(**where)

    def prompt_in(self, channel: str) -> Message:
        found = [m for m in self.slack.in_channel(channel) if "What moved?" in m.said or "Closed" in m.said]
        return found[-1]

    async def unchanged(self, user: str, channel: str = GROWTH) -> None:
        """One click on the prompt; where there is nothing to keep yet, its form is sent with a first value for each."""
        await self.people.click(user, self.prompt_in(channel), "Nothing changed")
        if self.slack.modal(user):
            view = self.modal(user)
            first = {key: "1" for key in view.inputs() if key.endswith("value")}
            answer = await self.people.submit(user, view, first)
            assert answer.errors == {}, answer.errors
            self.slack.views[user].clear()
        await self.settle()


@asynccontextmanager
async def company(folder: Path, now: datetime) -> AsyncIterator[Company]:
    """The company at this moment, in a folder with an empty, migrated database."""
    async with FakeSlack() as slack:
        for user, name in NAMES.items():
            slack.add_user(user, name, tz=ZONES.get(user, "Europe/Berlin"))
        slack.add_channel(GROWTH, "growth")
        slack.add_channel(PRODUCT, "product")
        async with running(slack, FakeClock(now), folder) as world:
            await apply_import(world.bot.store, file())
            made = Company(world.bot, world.slack, world.people, world.clock)
            await made.settle()
            yield made
