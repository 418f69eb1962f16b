"""Told to stop in the middle of work, a process ends soon and in order: nothing is lost, unclear or said twice."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.plan import ANA, BEN, WORKSPACE_ID
from tests.fakes.slack import Fault
from tests.journeys.site import installed, posts
from tests.journeys.slack_world import field
from tests.waiting import eventually

TEAMS = 12
SOON = 10.0
"""Seconds: what a host gives a process before it is killed is longer."""


@pytest.mark.parametrize("command", ["run", "worker"])
async def test_in_the_middle_of_opening_many_teams(any_url: str, tmp_path: Path, command: str) -> None:
    async with installed(any_url, tmp_path, TEAMS) as site:
        site.slack.fail("chat.postMessage", Fault(delay=0.5), times=TEAMS)
        process = await site.start(command)
        [first, *_] = await site.checkins()
        await site.store.advance_clock(WORKSPACE_ID, first.opens_at)
        await posts(site.slack, 1)
        ended = await process.stop()
        assert (ended.code, '"event": "stopped"' in ended.out) == (0, True)
        assert ended.seconds < SOON
        assert "Traceback" not in ended.out
        backlog = await site.store.backlog()
        assert (backlog["ambiguous"], backlog["failed"]) == (0, 0)
        assert all(row.leased_until is None for row in await site.outbox()), "nobody has to wait for a lease to end"
        await site.start(command)
        await eventually(partial(site.has_said, TEAMS))
        await site.delivered()
        await site.said_once()
        assert [row.key.partition(":")[0] for row in await site.outbox()].count("prompt") == TEAMS


async def test_an_answer_that_is_being_sent_is_acknowledged_and_kept(any_url: str, tmp_path: Path) -> None:
    async with installed(any_url, tmp_path, 1) as site:
        process = await site.start("run")
        await site.open()
        views = {user: await site.form(user) for user in (BEN, ANA)}
        sending = [
            asyncio.create_task(site.people.submit(user, view, {field(view, "What is off track"): f"stuck {user}"}))
            for user, view in views.items()
        ]
        await asyncio.sleep(0.01)
        ended = await process.stop()
        acknowledged = await asyncio.gather(*sending, return_exceptions=True)
        kept = len(await site.answers())
        done = sum(getattr(each, "status", 0) == 200 for each in acknowledged)
        assert ended.code == 0
        assert ended.seconds < SOON
        assert kept == done, "kept is what was acknowledged, no more and no less"
        await site.start("run")
        await site.delivered()
        await site.said_once()
