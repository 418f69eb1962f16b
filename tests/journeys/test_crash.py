"""`kill -9` at awkward moments: what was acknowledged is there, and nothing is said twice.

The real program in processes of its own, signed requests over HTTP, and a loopback Slack that holds its answers back.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientError

from tests.fakes.plan import ANA, BEN, CY, WORKSPACE_ID
from tests.fakes.slack import Answer as Ack
from tests.fakes.slack import Fault
from tests.journeys.site import Site, installed, posts
from tests.journeys.slack_world import field
from tests.waiting import eventually

HELD = Fault(delay=20)
"""Slack has done what it was asked, and its answer does not come: the moment at which nobody knows."""
TEAMS = 6


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """One team; nothing runs yet, and its check-in is planned."""
    async with installed(sqlite_url, tmp_path, teams=1) as made:
        yield made


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
        await eventually(partial(crowd.has_said, said_before + TEAMS))
        await crowd.delivered()
        await workers[1].stop()
    await crowd.said_once()
    keys = Counter(row.key.partition(":")[0] for row in await crowd.outbox())
    assert (keys["prompt"], keys["summary"]) == (TEAMS, TEAMS)
