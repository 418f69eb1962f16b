"""Another program holds SQLite's file (a shell with a transaction open): whoever sent something is told within the
three seconds that platforms wait, and nothing of it is kept then; work in the background waits for longer, and goes on.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.journeys import slack_world, teams_world
from tests.journeys.slack_world import ANA, BEN, CY, field

AWAY = "I could not keep this: my database is away."
PLATFORMS_WAIT = 3.0
HOLD = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1], isolation_level=None) as file:
    file.execute("BEGIN IMMEDIATE")
    print(flush=True)
    sys.stdin.read()
"""

pytestmark = pytest.mark.timeout(60)


@asynccontextmanager
async def held(folder: Path) -> AsyncIterator[None]:
    """By a process of its own."""
    command = (sys.executable, "-c", HOLD, str(folder / "drumbeat.db"))
    pipe = asyncio.subprocess.PIPE
    other = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert other.stdin and other.stdout
    await other.stdout.readline()
    try:
        yield
    finally:
        other.stdin.close()
        await other.wait()


async def test_a_form_in_slack_is_told_in_time_and_stays_and_is_kept_once(
    team: slack_world.World, tmp_path: Path
) -> None:
    await team.at(slack_world.OPENING)
    view = await team.answer_form(BEN)
    async with held(tmp_path):
        async with asyncio.timeout(PLATFORMS_WAIT):
            await team.people.submit(BEN, view, {field(view, "What is off track"): "waits for legal"})
        note = team.modal(BEN)
        assert AWAY in note.said and view in team.slack.views[BEN], "it lies below"
    await team.settle()
    assert not any("waits for legal" in said for said in team.thread()), "who was told so finds it so"
    team.slack.views[BEN].remove(note)
    assert (await team.people.submit(BEN, view)).errors == {}
    await team.settle()
    assert len([said for said in team.thread() if "waits for legal" in said]) == 2  # the answer, and its blocker


async def test_many_in_line_behind_work_in_the_background_are_told_in_time_and_that_work_goes_on(
    team: slack_world.World, tmp_path: Path
) -> None:
    await team.at(slack_world.OPENING)
    views = [await team.answer_form(user) for user in (ANA, BEN, CY)]
    team.clock.to(slack_world.CLOSING)
    async with held(tmp_path):
        closing = asyncio.create_task(team.bot.worker.tick())
        await asyncio.sleep(0.1)
        async with asyncio.timeout(PLATFORMS_WAIT):
            presses = [team.people.submit(user, view) for user, view in zip((ANA, BEN, CY), views, strict=True)]
            commands = [team.people.command(BEN, slack_world.GROWTH, f"update 1.1 {n}%") for n in range(30, 45)]
            answers = await asyncio.gather(*presses, *commands)
        assert all(answer.status == 200 and AWAY in str(answer.body) for answer in answers)
        assert not closing.done()
    assert await closing == 1, "it waited for its turn"


async def test_a_program_that_is_quick_is_not_even_noticed(team: slack_world.World, tmp_path: Path) -> None:
    await team.at(slack_world.OPENING)
    async with held(tmp_path):
        pressing = asyncio.create_task(team.people.click(CY, team.prompt(), "Nothing changed"))
        await asyncio.sleep(0.8)
    assert (await pressing).status == 200
    await team.settle()
    assert "1 of 3 in" in team.prompt().said


async def test_a_dialog_in_teams_is_told_in_time_and_stays(channel: teams_world.World, tmp_path: Path) -> None:
    await channel.at(teams_world.OPENING)
    ben = channel.crowd.ben
    dialog = await channel.answer_dialog(ben)
    async with held(tmp_path):
        async with asyncio.timeout(PLATFORMS_WAIT):
            await channel.submit(ben, {dialog.field("What is off track"): "waits for legal"})
        assert ben.dialog is not None and AWAY in ben.dialog.said
        assert "waits for legal" in str(ben.dialog.inputs())
    await channel.submit(ben)
    await channel.quiet()
    assert len([said for said in channel.thread() if "waits for legal" in said]) == 2
