"""`kill -9` at awkward moments: what was acknowledged is there, and nothing is said twice.

The real program in processes of its own, signed requests over HTTP, and a loopback Slack that holds its answers back.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError
from sqlalchemy import select

from bot.transfer import apply_import
from cadence.model import Answer, CheckIn, Reading
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store, tables
from storage.engine import Database
from tests.fakes.plan import ANA, BEN, CY, WORKSPACE_ID, plan
from tests.fakes.services import fake_services
from tests.fakes.slack import Answer as Ack
from tests.fakes.slack import FakeSlack, Fault, Message, People, View
from tests.journeys.process import Machine, Process
from tests.journeys.slack_world import field

HELD = Fault(delay=20)
"""Slack has done what it was asked, and its answer does not come: the moment at which nobody knows."""
TEAMS = 6


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


async def eventually(what: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if await what():
                return
            await asyncio.sleep(0.05)


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


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """One team; nothing runs yet, and its check-in is planned."""
    async with installed(sqlite_url, tmp_path, teams=1) as made:
        yield made


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def any_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
async def crowd(any_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """Six teams; nothing runs yet."""
    async with installed(any_url, tmp_path, TEAMS) as made:
        yield made


async def test_what_was_acknowledged_is_kept_and_said_once_though_the_process_dies_right_after(site: Site) -> None:
    process = await site.start("run")
    await site.open()
    for user, value, wait in ((BEN, "84", 0), (CY, "99.5", 0.03)):
        view = await site.form(user)
        acknowledged = await site.people.submit(user, view, {field(view, "1.", ":value"): value})
        await asyncio.sleep(wait)
        await process.kill()
        assert (acknowledged.status, acknowledged.errors) == (200, {})
        process = await site.start("run")
    again = await site.people.send(acknowledged.sent)
    await site.delivered()
    assert (again.status, again.text) == (200, "")
    assert len(await site.answers()) == 2
    assert sorted(str(reading.value.normalize()) for reading in await site.readings()) == ["84", "99.5"]
    await site.said_once()
    assert "2 of 3 in" in site.prompt().said


async def test_a_request_cut_off_in_the_middle_is_done_wholly_or_not_at_all(site: Site) -> None:
    process = await site.start("run")
    await site.open()
    for wait in (0.004, 0.012):
        view = await site.form(BEN)
        known = len(await site.readings())
        sending = asyncio.create_task(
            _try(site.people.submit(BEN, view, {field(view, "1.", ":value"): str(81 + wait)}))
        )
        await asyncio.sleep(wait)
        await process.kill()
        acknowledged = await sending
        readings = len(await site.readings()) - known
        assert readings in (0, 1)
        assert readings == 1 or not acknowledged
        assert bool(await site.answers()) == bool(await site.readings())
        process = await site.start("run")
    view = await site.form(BEN)
    await site.people.submit(BEN, view, {field(view, "1.", ":value"): "88"})
    await site.delivered()
    [answer] = await site.answers()
    assert not answer.is_withdrawn
    await site.said_once()
    assert "1 of 3 in" in site.prompt().said


async def _try(sending: Awaitable[Ack]) -> bool:
    try:
        return (await sending).status == 200
    except ClientError:
        return False


async def test_a_post_whose_outcome_nobody_knows_is_never_repeated_and_the_operator_hears_of_it(site: Site) -> None:
    site.slack.fail("chat.postMessage", HELD)
    [checkin] = await site.checkins()
    sender = await site.machine.begin("tick", "--at", checkin.opens_at.isoformat())
    await posts(site.slack, 1)
    await sender.kill()
    await site.start("run")
    await site.delivered()
    assert len(site.slack.in_channel("C0")) == 1
    await site.said_once()
    told = await site.machine.run("doctor")
    assert told.code == 1
    assert "may or may not have arrived" in told.out


async def test_an_update_cut_off_is_simply_made_again(site: Site) -> None:
    process = await site.start("run")
    await site.open()
    site.slack.fail("chat.update", HELD)
    await site.people.click(CY, site.prompt(), "I'm away")
    await site.people.click(BEN, site.prompt(), "I'm away")

    async def is_asked() -> bool:
        return any(method == "chat.update" for method, _ in site.slack.calls)

    await eventually(is_asked)
    await process.kill()
    await site.start("run")
    await site.delivered()
    assert (await site.store.backlog())["ambiguous"] == 0
    assert len(site.slack.in_channel("C0")) == 1
    assert "of 1 in" in site.prompt().said


async def test_a_channel_keeps_its_order_through_a_killed_worker(site: Site) -> None:
    web = await site.start("run")
    await site.open()
    await web.kill()
    web = await site.start("web")
    for user in (BEN, CY, ANA):
        view = await site.form(user)
        await site.people.submit(user, view, {field(view, "What is off track"): f"blocked, says {user}"})
    await web.kill()
    site.slack.fail("chat.postMessage", Fault(error="ratelimited", retry_after=1))
    site.slack.fail("chat.postMessage", HELD)
    worker = await site.start("worker")
    await posts(site.slack, 3)  # the prompt, the refused one, the held one
    await worker.kill()
    await site.start("worker")
    await site.delivered()
    said = [user for message in site.thread() for user in (BEN, CY, ANA) if f"says {user}" in message.said]
    assert list(dict.fromkeys(said)) == [BEN, CY, ANA]
    assert said == sorted(said, key=[BEN, CY, ANA].index)  # also what each raised, in messages of their own
    await site.said_once()


async def test_a_stop_lets_the_delivery_under_way_end(site: Site) -> None:
    process = await site.start("run")
    await site.open()
    site.slack.fail("chat.postMessage", Fault(delay=1.5))
    view = await site.form(BEN)
    await site.people.submit(BEN, view, {field(view, "1.", ":value"): "84"})
    await posts(site.slack, 2)
    ended = await process.stop()
    assert ended.code == 0
    assert ended.seconds < 5
    answer = next(row for row in await site.outbox() if row.key.startswith("answer:"))
    assert answer.state == "done"


async def test_two_workers_and_one_killed_say_every_prompt_and_summary_once(crowd: Site) -> None:
    [first, *_] = await crowd.checkins()
    for moment, said_before in ((first.opens_at, 0), (first.closes_at, 2 * TEAMS)):
        workers = [await crowd.start("worker"), await crowd.start("worker")]
        crowd.slack.fail("chat.postMessage", Fault(delay=0.3), times=TEAMS)
        before = sum(method == "chat.postMessage" for method, _ in crowd.slack.calls)
        await crowd.store.advance_clock(WORKSPACE_ID, moment)
        await posts(crowd.slack, before + 2)
        await workers[0].kill()
        await eventually(partial(_said, crowd, said_before + TEAMS))
        await crowd.delivered()
        await workers[1].stop()
    await crowd.said_once()
    keys = Counter(row.key.partition(":")[0] for row in await crowd.outbox())
    assert (keys["prompt"], keys["summary"]) == (TEAMS, TEAMS)


async def _said(site: Site, number: int) -> bool:
    return len(await site.outbox()) >= number
