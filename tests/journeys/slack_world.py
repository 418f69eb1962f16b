"""The running application beside a loopback Slack, with hands for the people in it. See `test_slack_week`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from aiohttp import web
from cryptography.fernet import Fernet

from bot.assembly import Drumbeat, assemble
from bot.settings import read_settings
from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, Message, OverSocket, People, View

ANA, BEN, CY, MIA, GUEST = "U1ANA", "U2BEN", "U3CY", "U4MIA", "U9GUEST"
GROWTH = "C1GROWTH"
SETUP: dict[str, str | tuple[str, ...]] = {
    "members": (ANA, BEN, CY),
    "manager": MIA,
    "weekday": "2",
    "opens_at": "10:00",
    "window": "24",
    "meeting": "Growth weekly",
    "meeting_day": "3",
    "meeting_time": "12:00",
    "replaces": "the Wednesday status mail",
    "country": "DE",
}
MONDAY = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
OPENING = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
SECRET_KEY = Fernet.generate_key().decode()
SETTLING_SECONDS, MOST_SECONDS, LONGEST_HEARING = 12, 120, 100
NEXT_OPENING = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """The running application, the Slack it talks to, the people in it, and the time."""

    bot: Drumbeat
    slack: FakeSlack
    people: People
    clock: FakeClock
    url: str = ""

    async def at(self, moment: datetime) -> None:
        """Let it be this time, and everything that is due by then be done and delivered."""
        self.clock.to(moment)
        await self.settle()

    async def settle(self) -> None:
        """Let a quarter of a minute pass, and longer while messages keep coming: a channel takes one a second."""
        await self.hear()
        await self.bot.worker.run_pass()
        quiet = 0
        for _ in range(MOST_SECONDS):
            self.clock.forward(seconds=1)
            quiet = 0 if await self.bot.worker.send() else quiet + 1
            if quiet >= SETTLING_SECONDS:
                break
        await self.bot.worker.run_pass()

    async def hear(self) -> None:
        """Let every event that was taken be acted on; one that fails waits for its own time."""
        for _ in range(LONGEST_HEARING):
            if not (await self.bot.store.inbox.waiting())["waiting"]:
                return
            await self.bot.worker.receive()
            await asyncio.sleep(0.02)

    def calls(self, *methods: str) -> int:
        """How often these were called."""
        return sum(name in methods for name, _ in self.slack.calls)

    def prompt(self) -> Message:
        """The newest message in the channel that asks."""
        return next(m for m in reversed(self.slack.in_channel(GROWTH)) if "What moved?" in m.said or "Closed" in m.said)

    def thread(self) -> list[str]:
        return [message.said for message in self.slack.in_channel(GROWTH, self.prompt().ts)]

    def modal(self, user: str) -> View:
        view = self.slack.modal(user)
        assert view is not None, self.slack.calls[-3:]
        return view

    async def answer_form(self, user: str) -> View:
        """Press Answer on the prompt."""
        label = "Answer" if "Answer" in self.prompt().buttons() else "Answer late"
        await self.people.click(user, self.prompt(), label)
        return self.modal(user)

    async def type(self, user: str, text: str, channel: str = GROWTH) -> str:
        """Type `/okr ...` and read the private answer."""
        answer = await self.people.command(user, channel, text)
        assert answer.status == 200
        return self.slack.seen_only_by(user)[-1].said if answer.body else ""

    async def fill(self, user: str, text: str, **values: str | tuple[str, ...]) -> None:
        """Open a form by a command and send it; it must be taken."""
        await self.type(user, text)
        view = self.modal(user)
        answer = await self.people.submit(user, view, values)
        assert answer.errors == {}, answer.errors
        self.slack.views[user].clear()


class Way(StrEnum):
    """How the application is connected to Slack."""

    TOKEN = "bot token, over HTTP"
    SOCKET = "bot token, over Socket Mode"
    OAUTH = "installed by OAuth, over HTTP"


def variables(slack: FakeSlack, way: Way) -> dict[str, str]:
    """What the operator sets for this way."""
    if way is Way.SOCKET:
        return {"SLACK_BOT_TOKEN": slack.token, "SLACK_APP_TOKEN": slack.sockets.app_token}
    signed = {"SLACK_SIGNING_SECRET": slack.signing_secret}
    if way is Way.TOKEN:
        return signed | {"SLACK_BOT_TOKEN": slack.token}
    app = {"SLACK_CLIENT_ID": slack.oauth.client_id, "SLACK_CLIENT_SECRET": slack.oauth.client_secret}
    return signed | app | {"DRUMBEAT_SECRET_KEY": SECRET_KEY}


@asynccontextmanager
async def running(
    slack: FakeSlack, clock: FakeClock, folder: Path, way: Way = Way.TOKEN, **more: str
) -> AsyncIterator[World]:
    """The application on the database in this folder. more: further settings."""
    slack.use_clock(clock)
    base = {"DATABASE_URL": f"sqlite:///{folder / 'drumbeat.db'}", "SLACK_API_URL": slack.api_url}
    async with assemble(read_settings(base | variables(slack, way) | more), clock) as bot:
        runner = web.AppRunner(bot.web_app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        url = f"http://{host}:{port}"
        transport = OverSocket(slack.sockets) if way is Way.SOCKET else None
        async with People(slack, f"{url}/slack/events", transport=transport) as people:
            yield World(bot, slack, people, clock, url)
        await runner.cleanup()


def field(view: View, start: str, ending: str = "") -> str:
    """The id of the first field whose label starts so (its first neighbour with this ending)."""
    ids = list(view.inputs())
    first = next(i for i, key in enumerate(ids) if view.inputs()[key]["label"]["text"].startswith(start))
    return next(key for key in ids[first:] if key.endswith(ending))
