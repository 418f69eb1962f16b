"""A copy made while people work is whole, and a database restored from it goes on without saying anything twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import open_store
from tests.fakes.plan import BEN, CY, WORKSPACE_ID
from tests.fakes.slack import Fault
from tests.fakes.slack.scopes import HISTORY
from tests.fixtures.postgres import PostgresServer
from tests.journeys.copying import copy_of, restored
from tests.journeys.site import Site, installed, now
from tests.journeys.slack_world import field
from tests.waiting import eventually


@pytest.fixture(params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """None for SQLite."""
    return request.getfixturevalue("postgres_server") if request.param == "postgres" else None


@pytest.fixture
def used_url(request: pytest.FixtureRequest, server: PostgresServer | None) -> str:
    return str(request.getfixturevalue("postgres_url" if server else "sqlite_url"))


@pytest.fixture
async def site(used_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with installed(used_url, tmp_path, 1) as made:
        yield made
        await made.store.close()  # that of the restored database


async def answer(site: Site, who: str, kr: str, value: str) -> None:
    view = await site.form(who)
    acknowledged = await site.people.submit(who, view, {field(view, kr, ":value"): value})
    assert (acknowledged.status, acknowledged.errors) == (200, {})


async def posted(site: Site) -> None:
    """Everything is shown, or left to the operator. What is shown already may be updated later: that takes its time."""

    async def nothing_is_missing() -> bool:
        return all(row.ref is not None or row.state == "ambiguous" for row in await site.outbox())

    await eventually(nothing_is_missing)


def shown_once(site: Site) -> None:
    shown = Counter(message.client_msg_id for message in site.slack.messages if message.client_msg_id)
    assert set(shown.values()) == {1}


async def lose_and_restore(site: Site, copy: Path, copied_at: datetime, server: PostgresServer | None) -> None:
    """The machine is gone; another one gets the copy."""
    url = await restored(copy, server)
    await site.store.close()
    site.url, site.store = url, open_store(url, now)
    told = await site.machine.run("db", "restored", copied_at.isoformat(), DATABASE_URL=url)
    assert told.code == 0, told.out
    process = await site.machine.start("run", DATABASE_URL=url)
    site.people.app_url = process.url + "/slack/events"


@pytest.mark.parametrize("may_look", [True, False])
async def test_what_was_said_after_the_copy_is_not_said_again(
    site: Site, server: PostgresServer | None, tmp_path: Path, may_look: bool
) -> None:
    site.slack.scopes |= HISTORY if may_look else set()
    process = await site.start("run")
    await site.open()
    await answer(site, BEN, "1.", "84")
    await posted(site)
    site.slack.fail("chat.postMessage", Fault(delay=1.0))
    await answer(site, CY, "1.", "99.5")  # is being said while the copy is made
    copied_at = datetime.now(UTC)
    copy = await copy_of(site.url, tmp_path)
    await posted(site)
    [checkin, *_] = [row for row in await site.checkins() if row.state == "open"]
    await site.store.advance_clock(WORKSPACE_ID, checkin.closes_at)
    await eventually(lambda: _has_summary(site))
    await posted(site)
    await process.kill()
    shown = len(site.slack.messages)
    await lose_and_restore(site, copy, copied_at, server)
    assert len(await site.answers()) == 2, "what was acknowledged before the copy is in it"
    await site.store.advance_clock(WORKSPACE_ID, checkin.closes_at)
    await eventually(lambda: _has_summary(site))
    await posted(site)
    shown_once(site)
    assert len(site.slack.messages) == shown
    unclear = (await site.store.backlog())["ambiguous"]
    assert unclear == 0 if may_look else unclear > 0


async def _has_summary(site: Site) -> bool:
    return any(row.key.startswith("summary:") for row in await site.outbox())


async def test_a_copy_made_in_a_storm_is_whole_and_goes_on(
    site: Site, server: PostgresServer | None, tmp_path: Path
) -> None:
    site.slack.scopes |= HISTORY
    process = await site.start("run")
    await site.open()
    storm = asyncio.create_task(_storm(site))
    await asyncio.sleep(0.3)
    copied_at = datetime.now(UTC)
    copy = await copy_of(site.url, tmp_path)
    await storm
    await process.kill()
    await lose_and_restore(site, copy, copied_at, server)
    for reading in await site.readings():
        assert reading.checkin_id in {row.id for row in await site.checkins()}
    await answer(site, BEN, "1.", "85")
    await posted(site)
    shown_once(site)
    doctor = await site.machine.run("doctor", DATABASE_URL=site.url)
    assert doctor.code == 0, doctor.out


async def _storm(site: Site) -> None:
    for number in range(6):
        await answer(site, (BEN, CY)[number % 2], "1.", str(81 + number))
