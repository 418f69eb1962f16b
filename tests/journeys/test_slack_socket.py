"""Slack without a public address: a whole week over Socket Mode alone, with Slack moving the connection on."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack
from tests.journeys.conftest import populate, start_growth
from tests.journeys.slack_world import ANA, BEN, CLOSING, CY, GROWTH, MONDAY, OPENING, Way, World, field, running

PATIENCE = 10.0


@pytest.fixture
async def team(template: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Growth, in an application that only has a bot token and an app token."""
    shutil.copy(template, tmp_path / "drumbeat.db")
    async with FakeSlack() as slack:
        populate(slack)
        async with running(slack, FakeClock(MONDAY), tmp_path, Way.SOCKET) as made:
            await connected(slack)
            await start_growth(made)
            yield made


async def connected(slack: FakeSlack) -> None:
    async with asyncio.timeout(PATIENCE):
        await slack.sockets.connected()


async def test_a_week_over_sockets_alone(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    wrong = await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "much"})
    assert len(wrong.errors) == 1
    assert (await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "38%"})).errors == {}
    await team.settle()
    await team.slack.sockets.disconnect("refresh_requested")
    await team.people.click(CY, team.prompt(), "Nothing changed")
    await team.people.mention(ANA, GROWTH, "all quiet, the page goes live on Monday", team.prompt())
    await team.settle()
    assert "3 of 3 in" in team.prompt().said
    await team.at(CLOSING)
    summary = team.slack.in_channel(GROWTH)[1]
    assert "36 → 38%" in summary.said
    assert team.slack.sockets.opened >= 2


async def test_no_command_is_lost_while_slack_moves_the_connection_on(team: World) -> None:
    for reason in ("warning", "refresh_requested", "refresh_requested"):
        await team.slack.sockets.disconnect(reason)
        assert "New customers see value quickly" in await team.type(BEN, "")


async def test_a_connection_that_ends_without_a_word_is_made_again(team: World) -> None:
    await team.slack.sockets.drop()
    await connected(team.slack)
    assert "New customers see value quickly" in await team.type(BEN, "")


async def test_a_refused_handshake_gets_a_new_address(team: World) -> None:
    team.slack.sockets.refusals = 1
    before = team.slack.sockets.opened
    await team.slack.sockets.drop()
    await connected(team.slack)
    assert team.slack.sockets.opened >= before + 2
    assert "New customers see value quickly" in await team.type(BEN, "")


async def test_an_event_that_was_not_acknowledged_comes_again_and_counts_once(team: World) -> None:
    await team.at(OPENING)
    team.people.copies = 2
    await team.people.mention(BEN, GROWTH, "1.1 45% conf 6", team.prompt())
    await team.settle()
    assert len([said for said in team.thread() if "36 → 45%" in said]) == 1


async def test_nothing_listens_for_signed_requests(team: World) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{team.url}/slack/events", data="command=x") as got:
        assert got.status == 404
