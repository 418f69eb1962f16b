"""A process that dies after it answered a line privately, and before it noted that the line is done.

The line is handled again. What was taken, shown or not understood is known by its receipt, and nothing is said a second
time. A refusal left no trace, so it is said again: whether it was read cannot be known, and nothing else would tell it.
Here a trigger refuses the note.
"""

from collections.abc import Callable
from pathlib import Path

from cadence.receiving import LEASE
from tests.journeys import slack_world, teams_world
from tests.journeys.slack_world import BEN, GROWTH
from tests.journeys.test_given_up import refuse
from tests.waiting import eventually

DIES = "CREATE TRIGGER dies BEFORE UPDATE ON arrivals WHEN NEW.state = 'done' BEGIN SELECT RAISE(ABORT, 'dead'); END"
TAKEN, SHOWN, NOT_UNDERSTOOD, REFUSED = "update 1.1 45% conf 6", "mine", "update 1.1 lots", "pause"
LINES = (TAKEN, SHOWN, NOT_UNDERSTOOD, REFUSED)


async def die_and_go_on(
    world: slack_world.World | teams_world.World, folder: Path, said: Callable[[], list[str]]
) -> list[str]:
    """All is answered, and that is not noted; then the next process handles the lines. What it says."""

    async def all_are_answered() -> bool:
        return len(said()) == len(LINES)

    await eventually(all_are_answered)
    before = said()
    await world.bot.worker.receive()
    assert (await world.bot.store.inbox.waiting())["waiting"] == len(LINES)
    refuse(folder, "DROP TRIGGER dies")
    world.clock.forward(seconds=2 * LEASE.total_seconds())
    await world.settle()
    assert (await world.bot.store.inbox.waiting())["waiting"] == 0
    return said()[len(before) :]


async def test_in_slack(team: slack_world.World, tmp_path: Path) -> None:
    refuse(tmp_path, DIES)
    for line in LINES:
        await team.people.mention(BEN, GROWTH, line)
    again = await die_and_go_on(team, tmp_path, lambda: [each.said for each in team.slack.seen_only_by(BEN)])
    assert len(again) == 1 and "lead" in again[0]


async def test_in_teams(channel: teams_world.World, tmp_path: Path) -> None:
    ben = channel.crowd.ben
    refuse(tmp_path, DIES)
    for line in LINES:
        await ben.types(line, ben.chat)
    again = await die_and_go_on(channel, tmp_path, lambda: [each.said for each in ben.inbox()])
    assert len(again) == 1 and "lead" in again[0]
