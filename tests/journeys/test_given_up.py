"""Something that a person wrote cannot be handled, however often that is tried: they are told, once, and so is the
operator; and it is not done behind their back afterwards. Here a trigger refuses every reading.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from cadence.receiving import LONGEST_WAIT, MOST_ATTEMPTS
from cadence.wording.crowded import GAVE_UP, OPEN
from tests.journeys import slack_world, teams_world
from tests.journeys.slack_world import BEN, GROWTH
from tests.journeys.test_slack_crowd import send_in_a_crowd

REFUSED = "CREATE TRIGGER poison BEFORE INSERT ON readings BEGIN SELECT RAISE(ABORT, 'poison'); END"
SORRY = "I could not act on what you wrote"
LINE = "update 1.1 45% conf 6 two deals slipped"


@pytest.fixture(autouse=True)
def short_lines() -> Iterator[None]:
    """Of the log, as in production: not a picture of every frame."""
    structlog.configure(processors=[structlog.processors.JSONRenderer()])
    yield
    structlog.reset_defaults()


def refuse(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "drumbeat.db")) as file:
        file.execute(statement)


async def try_to_the_end(world: slack_world.World | teams_world.World) -> None:
    for _ in range(MOST_ATTEMPTS + 1):
        world.clock.forward(seconds=LONGEST_WAIT.total_seconds() * 1.5)
        await world.bot.worker.receive()
    assert (await world.bot.store.inbox.waiting())["waiting"] == 0


async def test_in_slack_they_read_it_directly_and_the_operator_in_the_doctor(
    team: slack_world.World, tmp_path: Path
) -> None:
    refuse(tmp_path, REFUSED)
    await team.people.mention(BEN, GROWTH, LINE)
    await try_to_the_end(team)
    refuse(tmp_path, "DROP TRIGGER poison")
    await team.settle()
    told = [message.said for message in team.slack.messages if SORRY in message.said]
    assert len(told) == 1 and told[0].endswith(f"You wrote: {LINE}")
    [row] = await team.bot.store.inbox.set_aside(3)
    assert (row.platform, "two deals" in row.reason) == ("slack", False)
    assert not [said for said in team.slack.messages if "36 → 45%" in said.said]


async def test_a_form_that_was_kept_in_a_crowd_is_told_and_stands_as_it_was_typed(
    team: slack_world.World, tmp_path: Path
) -> None:
    await team.at(slack_world.OPENING)
    view = await team.answer_form(BEN)
    refuse(tmp_path, REFUSED)
    await send_in_a_crowd(team, BEN, view, {slack_world.field(view, "1.1"): "45"})
    await try_to_the_end(team)
    refuse(tmp_path, "DROP TRIGGER poison")
    await team.settle()
    [message] = [each for each in team.slack.to(BEN) if "not entered" in each.said]
    assert GAVE_UP in message.said
    await team.people.click(BEN, message, OPEN)
    assert "'45'" in str(team.modal(BEN).inputs())
    [row] = await team.bot.store.inbox.set_aside(3)
    assert row.id.startswith("form:") and "45" not in row.reason


async def test_in_teams_they_read_it_in_their_chat(channel: teams_world.World, tmp_path: Path) -> None:
    ben = channel.crowd.ben
    refuse(tmp_path, REFUSED)
    await ben.types(LINE, ben.chat)
    await try_to_the_end(channel)
    refuse(tmp_path, "DROP TRIGGER poison")
    await channel.settle()
    told = [message.said for message in ben.inbox() if SORRY in message.said]
    assert len(told) == 1 and told[0].endswith(f"You wrote: {LINE}")
