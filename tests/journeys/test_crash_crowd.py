"""`kill -9` while a crowd waits: who was told that their form is kept finds it entered, once, by whichever process.

The real program over PostgreSQL; the rows of all teams are held by somebody else, so that every turn is taken.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.slack.arriving.crowd import PLACES
from cadence.wording.crowded import KEPT
from storage.engine import Database
from tests.fakes.plan import ANA, BEN, CY
from tests.journeys.site import Site, installed
from tests.journeys.slack_world import field
from tests.waiting import eventually

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
async def site(postgres_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """One team; nothing runs yet, and its check-in is planned."""
    async with installed(postgres_url, tmp_path, teams=1) as made:
        yield made


@asynccontextmanager
async def held_teams(url: str) -> AsyncIterator[None]:
    database = Database(url)
    async with database.write() as connection:
        await connection.execute(text("SELECT id FROM teams FOR UPDATE"))
        yield
    await database.close()


async def test_who_was_told_that_it_is_kept_finds_it_entered_once_after_the_process_died(site: Site) -> None:
    process = await site.start("run")
    await site.open()
    forms = {user: await site.form(user) for user in (BEN, CY)}
    prompt = site.prompt()
    async with held_teams(site.url):
        waiting = [asyncio.create_task(site.people.click(ANA, prompt, "I'm away")) for _ in range(PLACES)]
        await asyncio.sleep(0.3)
        acks = await asyncio.gather(
            *(site.people.submit(user, view, {field(view, "1.", ":value"): "84"}) for user, view in forms.items())
        )
        assert [KEPT in str(ack.body) for ack in acks] == [True, True]
        await process.kill()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert (await site.store.inbox.waiting())["waiting"] == 2
    await asyncio.gather(site.start("run"), site.start("worker"))

    async def are_entered() -> bool:
        return (await site.store.inbox.waiting())["waiting"] == 0

    await eventually(are_entered, seconds=40)
    again = [await site.people.send(ack.sent) for ack in acks]
    assert {each.status for each in again} == {200}
    await site.delivered()
    assert sorted(str(row.value.normalize()) for row in await site.readings()) == ["84", "84"]
    assert len([row for row in await site.answers() if row.kind == "form"]) == 2
    await site.said_once()
    assert "2 of " in site.prompt().said
