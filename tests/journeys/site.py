"""One installation on a machine: the real program in processes of its own, beside a loopback Slack with people in it.

Knows processes, and what is kept and seen; must not know what happens to them.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.transfer import apply_import
from cadence.model import Answer, CheckIn, Reading
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store, tables
from storage.engine import Database
from tests.fakes.plan import ANA, BEN, CY, WORKSPACE_ID, plan
from tests.fakes.services import fake_services
from tests.fakes.slack import FakeSlack, Message, People, View
from tests.journeys.process import Machine, Process
from tests.waiting import eventually


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Site:
    """One installation: its processes, its database, its Slack and the people in it."""

    url: str
    machine: Machine
    slack: FakeSlack
    people: People
    store: SqlStore

    async def start(self, *command: str) -> Process:
        """Start it; people's requests go to the newest process that listens."""
        process = await self.machine.start(*command)
        if command[0] != "worker":
            self.people.app_url = process.url + "/slack/events"
        return process

    async def open(self) -> None:
        """Let the check-in open, and its prompt be there."""
        [checkin, *_] = await self.checkins()
        await self.store.advance_clock(WORKSPACE_ID, checkin.opens_at)
        await posts(self.slack, 1)
        await self.delivered()

    async def checkins(self) -> list[CheckIn]:
        async with self.store.unit(WORKSPACE_ID, actor="test") as unit:
            return await unit.checkins.find()

    async def answers(self) -> list[Answer]:
        async with self.store.unit(WORKSPACE_ID, actor="test") as unit:
            return await unit.answers.find()

    async def readings(self) -> list[Reading]:
        async with self.store.unit(WORKSPACE_ID, actor="test") as unit:
            return await unit.readings.find()

    async def outbox(self) -> list[Any]:
        database = Database(self.url)
        async with database.read() as connection:
            rows = (await connection.execute(select(tables.messages).order_by(tables.messages.c.key))).all()
        await database.close()
        return list(rows)

    async def has_said(self, number: int) -> bool:
        """Whether so many messages, or more, are to be seen or wait for it."""
        return len(await self.outbox()) >= number

    async def delivered(self) -> None:
        """Wait until nothing is left to be sent."""
        await eventually(self._nothing_waits)

    async def _nothing_waits(self) -> bool:
        return (await self.store.backlog())["waiting"] == 0

    async def said_once(self) -> None:
        """Every message is in Slack once; one that nobody can know about at most once, and it is listed."""
        shown = Counter(message.client_msg_id for message in self.slack.messages if message.client_msg_id)
        for row in await self.outbox():
            assert row.state in ("done", "ambiguous"), (row.key, row.state, row.last_error)
            assert shown[row.id] == 1 or (row.state == "ambiguous" and shown[row.id] == 0), (row.key, shown[row.id])

    async def form(self, user: str) -> View:
        """Press Answer on the prompt of the first team."""
        acknowledged = await self.people.click(user, self.prompt(), "Answer")
        assert acknowledged.status == 200
        view = self.slack.modal(user)
        assert view is not None
        return view

    def prompt(self) -> Message:
        return self.slack.in_channel("C0")[0]

    def thread(self) -> list[Message]:
        return self.slack.in_channel("C0", self.prompt().ts)


async def posts(slack: FakeSlack, number: int) -> None:
    """Wait until Slack has been asked to post this often."""

    async def asked() -> bool:
        return sum(method == "chat.postMessage" for method, _ in slack.calls) >= number

    await eventually(asked)


@asynccontextmanager
async def installed(url: str, folder: Path, teams: int) -> AsyncIterator[Site]:
    store = open_store(url, now)
    await apply_import(store, plan(teams))
    async with FakeSlack() as slack:
        for user, name in ((ANA, "ana"), (BEN, "ben"), (CY, "cy")):
            slack.add_user(user, name)
        for number in range(teams):
            slack.add_channel(f"C{number}", f"team{number}")
        environment = {
            "DATABASE_URL": url,
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DRUMBEAT_REHEARSAL": "1",
            "TICK_SECONDS": "0.3",
            "SENDER_LEASE_SECONDS": "2",
        }
        async with Machine(folder, environment) as machine, People(slack, "") as people:
            site = Site(url, machine, slack, people, store)
            await Scheduler(store, fake_services()).tick()
            yield site
    await store.close()
