"""`kill -9` with Teams: what was acknowledged is there, and nobody sees anything twice.

The real program in processes of its own, signed activities, and a loopback Teams that holds its answers back.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.transfer import apply_import
from cadence.model import CheckIn
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store, tables
from storage.engine import Database
from tests.fakes.plan import plan
from tests.fakes.services import fake_services
from tests.fakes.teams import Conversation, FakeTeams, Fault, Message
from tests.fakes.teams.happenings import Happenings
from tests.fakes.teams.pacing import Doing
from tests.journeys.process import Machine, Process
from tests.journeys.teams_world import Crowd, populate, submit_label, variables
from tests.waiting import eventually

HELD = Fault(delay=20, is_done=True)
"""Teams has done what it was asked, and its answer does not come: the moment at which nobody knows."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Site:
    """One installation: its processes, its database, its Teams and the people in it."""

    url: str
    machine: Machine
    teams: FakeTeams
    crowd: Crowd
    channel: Conversation
    store: SqlStore

    @property
    def workspace(self) -> str:
        return f"teams:{self.teams.tenant.id}"

    async def start(self) -> Process:
        """Start it; activities go to the newest process."""
        process = await self.machine.start("run")
        self.teams.wire.url = f"{process.url}/api/messages"
        return process

    async def open(self) -> None:
        """Let the check-in open, and its prompt be there."""
        await Happenings(self.teams).add_app(self.crowd.ana.user, self.channel)
        checkin = await self.checkin()
        await self.store.advance_clock(self.workspace, checkin.opens_at)
        await eventually(self._is_asked)
        await self.delivered()

    async def checkin(self) -> CheckIn:
        async with self.store.unit(self.workspace, actor="test") as unit:
            return (await unit.checkins.find())[0]

    async def has_two_answers(self) -> bool:
        async with self.store.unit(self.workspace, actor="test") as unit:
            return len(await unit.answers.find()) == 2

    async def let_leases_end(self) -> None:
        """What a dead process had begun with is taken by the next after ten seconds; let that be over."""
        database = Database(self.url)
        async with database.write() as connection:
            over = now() - timedelta(seconds=1)
            await connection.execute(update(tables.arrivals).values(leased_until=over))
        await database.close()

    async def delivered(self) -> None:
        async def nothing_waits() -> bool:
            return (await self.store.backlog())["waiting"] == 0

        await eventually(nothing_waits)

    async def _is_asked(self) -> bool:
        return bool(self.teams.count(Doing.POST))

    def prompt(self) -> Message:
        return self.teams.tenant.said_in(self.channel)[0]

    def thread(self) -> list[Message]:
        return self.teams.tenant.said_in(self.channel, self.prompt())

    def no_harm(self) -> None:
        assert self.teams.tenant.twice() == {}
        assert self.teams.tenant.refused == []
        assert self.teams.broken == []


@asynccontextmanager
async def installed(url: str, folder: Path) -> AsyncIterator[Site]:
    store = open_store(url, now)
    async with FakeTeams() as teams:
        crowd, sales = populate(teams)
        channel = teams.tenant.add_channel(sales, "growth")
        ana, ben, cy = (who.user.aad for who in (crowd.ana, crowd.ben, crowd.cy))
        await apply_import(store, plan(1, [(ana, ben, cy)], f"teams:{teams.tenant.id}", [channel.id]))
        quick = {"DRUMBEAT_REHEARSAL": "1", "TICK_SECONDS": "0.3", "SENDER_LEASE_SECONDS": "2"}
        async with Machine(folder, {"DATABASE_URL": url, **variables(teams), **quick}) as machine:
            await Scheduler(store, fake_services()).tick()
            yield Site(url, machine, teams, crowd, channel, store)
    await store.close()


@pytest.fixture
async def site(any_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """One team; nothing runs yet."""
    async with installed(any_url, tmp_path) as made:
        yield made


async def test_what_was_acknowledged_is_kept_and_said_once_though_the_process_dies_right_after(site: Site) -> None:
    process = await site.start()
    await site.open()
    ben, cy = site.crowd.ben, site.crowd.cy
    await ben.press(site.prompt(), "Answer")
    assert ben.dialog is not None
    outcome = await ben.submit(submit_label(ben.dialog), {ben.dialog.field("1."): "84"})
    await process.kill()
    process = await site.start()
    typed = await cy.types("1.2 99.5% conf 6 no outage since", thread=site.prompt())
    await process.kill()
    assert outcome.answer.status == typed.status == 200
    await site.let_leases_end()
    await site.start()
    assert (await ben.again(outcome.answer)).status == (await cy.again(typed)).status == 200
    await eventually(site.has_two_answers)
    await site.delivered()
    assert "2 of 3 in" in site.prompt().said
    unknown = (await site.store.backlog())["ambiguous"]  # what was on its way when the process died
    assert 2 - unknown <= len(site.thread()) <= 2
    site.no_harm()


async def test_a_post_whose_outcome_nobody_knows_is_never_repeated_and_the_operator_hears_of_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with installed(sqlite_url, tmp_path) as site:
        await breaks_off(site)


async def breaks_off(site: Site) -> None:
    process = await site.start()
    await site.open()
    site.teams.fail(Doing.POST, HELD)
    posts = site.teams.count(Doing.POST)
    await site.crowd.ben.press(site.prompt(), "Answer")
    assert site.crowd.ben.dialog is not None
    dialog = site.crowd.ben.dialog
    await site.crowd.ben.submit(submit_label(dialog), {dialog.field("1."): "84"})

    async def is_held() -> bool:
        return site.teams.count(Doing.POST) > posts

    await eventually(is_held)
    await process.kill()
    await site.start()
    await site.delivered()
    await asyncio.sleep(0.5)
    assert len(site.thread()) == 1
    assert (await site.store.backlog())["ambiguous"] == 1
    told = await site.machine.run("doctor")
    assert "may or may not have arrived" in told.out
    site.no_harm()
