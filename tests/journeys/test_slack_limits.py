"""Slack that asks to wait, breaks off or is away: nothing is lost, and nothing said twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.slack import FakeSlack, Fault
from tests.fakes.slack.scopes import HISTORY
from tests.journeys.conftest import GOES_ON, Begun, populate
from tests.journeys.slack_world import (
    ANA,
    CLOSING,
    CY,
    GROWTH,
    OPENING,
    World,
    running,
)

POST, UPDATE, HISTORY_METHODS = "chat.postMessage", "chat.update", ("conversations.history", "conversations.replies")


@pytest.fixture
async def reading(slack_growth: Begun, tmp_path: Path) -> AsyncIterator[World]:
    """Growth in a workspace whose administrator chose the history scopes."""
    async with FakeSlack(first=GOES_ON) as slack:
        slack.scopes |= HISTORY
        populate(slack)
        async with running(slack, slack_growth.copy(tmp_path, slack), tmp_path) as made:
            yield made


async def test_a_wait_with_other_methods_is_obeyed_too(team: World) -> None:
    await team.at(OPENING)
    team.slack.fail("conversations.open", Fault(retry_after=1))
    await team.at(CLOSING)  # the brief to the lead opens a direct message
    await asyncio.sleep(1.1)  # what no outbox paces waits by the machine's own clock
    team.clock.forward(minutes=2)
    await team.settle()
    assert team.slack.pacing.broken == []
    assert len([m for m in team.slack.to(ANA) if "to settle first" in m.text]) == 1


async def test_many_updates_of_one_message_become_few(team: World) -> None:
    await team.at(OPENING)
    before = team.calls(UPDATE)
    for _ in range(10):
        await team.people.click(CY, team.prompt(), "Nothing changed")
        await team.people.click(CY, team.slack.seen_only_by(CY)[-1], "Undo my answer")
    await team.settle()
    assert team.calls(UPDATE) - before <= 6
    assert "0 of 3 in" in team.prompt().said
    assert team.slack.pacing.broken == []


async def test_a_post_that_broke_off_after_it_arrived_is_looked_up_once_and_not_repeated(reading: World) -> None:
    team = reading
    team.slack.fail(POST, Fault(drop="after"))
    await team.at(OPENING)
    for _ in range(3):
        team.clock.forward(minutes=5)
        await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1
    assert team.calls(*HISTORY_METHODS) == 1
    assert (await team.bot.store.backlog())["ambiguous"] == 0
    await team.people.click(CY, team.prompt(), "Nothing changed")
    await team.settle()
    assert "1 of 3 in" in team.prompt().said  # its id is known


async def test_a_post_that_broke_off_before_it_arrived_is_looked_up_once_and_then_sent(reading: World) -> None:
    team = reading
    team.slack.fail(POST, Fault(drop="before"))
    await team.at(OPENING)
    for _ in range(3):
        team.clock.forward(minutes=5)
        await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1
    assert team.calls(*HISTORY_METHODS) == 1


async def test_an_outage_of_an_hour_delays_and_loses_nothing(team: World) -> None:
    team.slack.fail(POST, Fault(status=503), times=200)
    await team.at(OPENING)
    await team.at(datetime(2026, 11, 11, 10, 0, tzinfo=UTC))
    assert team.slack.in_channel(GROWTH) == []
    team.slack.faults[POST].clear()
    for _ in range(6):
        team.clock.to(team.clock() + timedelta(minutes=10))
        await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1
