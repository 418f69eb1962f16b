"""The running application beside a loopback Teams, with the people in it. See `test_teams_week`."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.assembly import Drumbeat, assemble
from bot.settings import read_settings
from tests.adapters.teams.schema import faults_of_card
from tests.fakes.clock import FakeClock
from tests.fakes.teams import Conversation, FakeTeams, Message, MsTeam, Outcome, Shown, Somebody
from tests.fakes.teams.happenings import Happenings

MONDAY = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
OPENING = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
NEXT_OPENING = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
QUIET_STEPS, MOST_STEPS, LONGEST_HEARING = 6, 80, 100
STEP = 2
"""Seconds."""
BETWEEN_ACTS = 1.0
"""Seconds from one thing that people do to the next."""
FORM = ("form", "more")
Values = Mapping[str, str | tuple[str, ...]]


def variables(teams: FakeTeams) -> dict[str, str]:
    """What the operator sets."""
    return {
        "MICROSOFT_APP_ID": teams.app_id,
        "MICROSOFT_APP_PASSWORD": teams.password,
        "MICROSOFT_APP_TENANT_ID": teams.tenant.id,
        "MICROSOFT_LOGIN_URL": teams.login_url,
        "MICROSOFT_OPENID_URL": teams.issuer.openid_url,
    }


@dataclass(repr=False)
class Crowd:
    """Ana leads, Ben and Cy are asked, Mia manages; Gus is a guest in the same team, Ola knows nothing of the app."""

    ana: Somebody
    ben: Somebody
    cy: Somebody
    mia: Somebody
    gus: Somebody
    ola: Somebody


@dataclass(repr=False)
class World:
    """The running application, the Teams it talks to, the people in it, and the time. place: where the team lives."""

    bot: Drumbeat
    teams: FakeTeams
    clock: FakeClock
    crowd: Crowd
    sales: MsTeam
    place: Conversation
    url: str = ""
    last: Outcome = field(default_factory=Outcome)

    @property
    def happen(self) -> Happenings:
        return Happenings(self.teams)

    async def at(self, moment: datetime) -> None:
        """Let it be this time, and everything that is due by then be done and delivered."""
        self.clock.to(max(moment, self.clock()))
        await self.settle()

    async def settle(self) -> None:
        """Let a quarter of a minute pass, and longer while messages keep coming."""
        await self.hear()
        await self.bot.worker.run_pass()
        quiet = 0
        for _ in range(MOST_STEPS):
            self.clock.forward(seconds=STEP)
            quiet = 0 if await self.bot.worker.send() else quiet + 1
            if quiet >= QUIET_STEPS:
                break
        await self.bot.worker.run_pass()

    async def hear(self) -> None:
        """Let everything that was taken be acted on; what fails waits for its own time."""
        for _ in range(LONGEST_HEARING):
            if not (await self.bot.store.inbox.waiting())["waiting"]:
                return
            await self.bot.worker.receive()
            await asyncio.sleep(0.01)

    def said(self) -> list[Message]:
        """The bot's messages in the place itself, oldest first."""
        return self.teams.tenant.said_in(self.place)

    def prompt(self) -> Message:
        """The newest message there that asks."""
        return next(m for m in reversed(self.said()) if "What moved?" in m.said or "Closed" in m.said)

    def thread(self) -> list[str]:
        return [message.said for message in self.teams.tenant.said_in(self.place, self.prompt())]

    async def type(self, who: Somebody, text: str, place: Conversation | None = None) -> str:
        """Type this to the bot where the team lives, and read what comes to them alone."""
        known = len(who.inbox())
        answer = await who.types(text, place or self.place)
        assert answer.is_taken, answer
        await self.answered()
        return "\n".join(message.said for message in who.inbox()[known:])

    async def answered(self) -> None:
        """Let everything that was taken be acted on, and what is shown beside its answer arrive."""
        assert self.bot.teams is not None
        await self.hear()
        await self.bot.teams._parts.replies.drain()

    def form(self, who: Somebody) -> Message:
        """The newest form in their personal chat."""
        return next(m for m in reversed(who.inbox()) if m.card and Shown(m.card).inputs())

    async def send(self, who: Somebody, values: Values | None = None, on: Message | None = None) -> Outcome:
        """Fill the newest form in their personal chat and send it."""
        message = on or self.form(who)
        label = submit_label(who.sees(message))
        return await who.press(message, label, values)

    async def fill(self, who: Somebody, text: str, **values: str | tuple[str, ...]) -> None:
        """Open a form by a command and send it; it must be taken."""
        await self.type(who, text)
        outcome = await self.send(who, values)
        assert not outcome.kept_back and not outcome.error, outcome
        assert outcome.shown is None or not outcome.shown.inputs(), outcome.shown.marked() or outcome.shown.said

    async def answer_dialog(self, who: Somebody) -> Shown:
        """Press Answer on the prompt."""
        shown = who.sees(self.prompt())
        label = "Answer" if "Answer" in shown.buttons() else "Answer late"
        outcome = await who.press(self.prompt(), label)
        assert who.dialog is not None, outcome
        return who.dialog

    async def submit(self, who: Somebody, values: Values | None = None) -> Outcome:
        """Send the dialog that is open in front of them."""
        assert who.dialog is not None
        return await who.submit(submit_label(who.dialog), values)

    async def quiet(self) -> None:
        """See `answered`; then a quarter of a minute passes."""
        await self.answered()
        await self.settle()

    def no_harm(self) -> None:
        """No limit was broken, nothing was refused, nobody saw anything twice, and every card was a sound one."""
        cards = (
            each["content"] for m in self.teams.tenant.messages for a in m.was for each in a.get("attachments", [])
        )
        assert [fault for card in cards if isinstance(card, dict) for fault in faults_of_card(card)] == []
        assert self.teams.broken == []
        assert self.teams.tenant.refused == []
        assert self.teams.tenant.twice() == {}


def submit_label(shown: Shown) -> str:
    """The title of the button that sends a form."""
    for label, action in shown.buttons().items():
        if action.get("data", {}).get("drumbeat", {}).get("do") == "form":
            return label
    raise AssertionError(f"nothing sends this: {list(shown.buttons())}")


def setup_values(crowd: Crowd, **more: str | tuple[str, ...]) -> Values:
    """What Ana says when she sets up Growth."""
    values: Values = {
        "members": tuple(who.user.aad for who in (crowd.ana, crowd.ben, crowd.cy)),
        "manager": crowd.mia.user.aad,
        "weekday": "2",
        "opens_at": "10:00",
        "window": "24",
        "meeting": "Growth weekly",
        "meeting_day": "3",
        "meeting_time": "12:00",
        "replaces": "the Wednesday status mail",
        "country": "DE",
    }
    return {**values, **more}


def populate(teams: FakeTeams) -> tuple[Crowd, MsTeam]:
    """A team of Microsoft Teams with a channel `growth`, and people."""
    tenant = teams.tenant
    users = [tenant.add_user(name) for name in ("ana", "ben", "cy", "mia")]
    guest = tenant.add_user("gus", role="guest")
    outside = tenant.add_user("ola")
    crowd = Crowd(*(Somebody(teams, tenant, user) for user in (*users, guest, outside)))
    return crowd, tenant.add_team("Sales", [*users, guest], has_app=False)


@asynccontextmanager
async def running(
    teams: FakeTeams, clock: FakeClock, folder: Path, place: Conversation, crowd: Crowd, **more: str
) -> AsyncIterator[World]:
    """The application on the database in this folder. more: further settings."""
    teams.use_clock(clock)
    teams.pause = lambda: clock.forward(seconds=BETWEEN_ACTS)
    base = {"DATABASE_URL": f"sqlite:///{folder / 'drumbeat.db'}"}
    async with assemble(read_settings(base | variables(teams) | more), clock) as bot:
        runner = web.AppRunner(bot.web_app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        teams.wire.url = f"{url}/api/messages"
        yield World(bot, teams, clock, crowd, teams.tenant.teams[0], place, url)
        await runner.cleanup()


async def start_growth(world: World) -> None:
    """Growth is set up, with one objective, two KRs of Ben's and one of Cy's."""
    ana, ben, cy = world.crowd.ana, world.crowd.ben.user.aad, world.crowd.cy.user.aad
    await world.fill(ana, "setup", **setup_values(world.crowd, name="Growth"))
    await world.fill(ana, "add objective", title="New customers see value quickly")
    krs = (("Activation", ben, "31", "45", "%", "36"), ("Days to value", ben, "9", "4", "days", "6"))
    for title, owner, start, target, unit, value in (*krs, ("Trials/week", cy, "200", "320", "", "228")):
        direction = "down" if title == "Days to value" else "up"
        measure = {"start": start, "target": target, "unit": unit, "value": value, "direction": direction}
        await world.fill(ana, "add kr", title=title, owner=owner, **measure)
    await world.settle()


@asynccontextmanager
async def in_channel(teams: FakeTeams, folder: Path, clock: FakeClock) -> AsyncIterator[World]:
    """Beside a team of Microsoft Teams with a channel."""
    crowd, sales = populate(teams)
    growth = teams.tenant.add_channel(sales, "growth")
    async with running(teams, clock, folder, growth, crowd) as made:
        yield made


@asynccontextmanager
async def in_chat(teams: FakeTeams, folder: Path, clock: FakeClock) -> AsyncIterator[World]:
    """Beside a group chat without a topic."""
    crowd, _ = populate(teams)
    users = [who.user for who in (crowd.ana, crowd.ben, crowd.cy, crowd.mia)]
    async with running(teams, clock, folder, teams.tenant.add_chat("", users, has_app=False), crowd) as made:
        yield made


@dataclass(frozen=True)
class Started:
    """A database in which Growth is set up. base: where its Teams was served; until: the time it has come to."""

    database: Path
    base: str
    until: datetime

    def copy(self, folder: Path, base: str) -> None:
        """Into this folder, with Teams served elsewhere."""
        shutil.copy(self.database, folder / "drumbeat.db")
        with closing(sqlite3.connect(folder / "drumbeat.db")) as connection, connection:
            changed = connection.execute("UPDATE addresses SET details = replace(details, ?, ?)", (self.base, base))
            assert changed.rowcount > 0


async def started(folder: Path) -> Started:
    """Type all of it once, in a channel, on the migrated database in this folder."""
    clock = FakeClock(MONDAY)
    async with FakeTeams() as teams, in_channel(teams, folder, clock) as world:
        await world.happen.add_app(world.crowd.ana.user, world.place)
        await start_growth(world)
        world.no_harm()
        return Started(folder / "drumbeat.db", teams.base, clock())
