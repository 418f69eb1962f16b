"""A storm on Slack: the real program in processes of its own beside a loopback Slack, and the people in it.

Knows how they are put together; must not know what happens in a storm, nor what must be true afterwards.
"""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.transfer import apply_import
from cadence.scheduler import Scheduler
from storage import open_store
from storage.outbox_desk import Stuck
from tests.fakes.plan import WORKSPACE_ID, Trio, plan
from tests.fakes.services import fake_services
from tests.fakes.slack import FakeSlack, People
from tests.fakes.slack.scopes import HISTORY
from tests.fakes.slack.transport import OverHttp
from tests.torture.called import CalledSlack
from tests.torture.crowd import Crowd
from tests.torture.killing import Slot, Stage, look_into
from tests.torture.stormy import QUICKLY, Storm, Weather, now, seats
from tests.torture.warm import Mother, WarmMachine
from tests.torture.ways import TRIES, FromSlack, Way


@dataclass
class OnSlack:
    """One storm, and the Slack that it goes on in."""

    storm: Storm
    slack: FakeSlack
    called: CalledSlack
    people: People


@asynccontextmanager
async def stormy_slack(url: str, folder: Path, weather: Weather, mother: Mother, seed: int) -> AsyncIterator[OnSlack]:
    """Everything runs. seed: of whatever happens at random."""
    rng, store = random.Random(seed), open_store(url, now)
    trios: Sequence[Trio] = [(f"U{n}ANA", f"U{n}BEN", f"U{n}CY") for n in range(max(1, weather.size.teams // 2))]
    channels = [f"C{number}" for number in range(weather.size.teams)]
    await apply_import(store, plan(weather.size.teams, trios))
    await Scheduler(store, fake_services()).tick()
    slack = _inhabited(trios, channels, can_look=weather.can_look)
    environment = {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "DRUMBEAT_LOCAL": "off",
        "SENDER_LEASE_SECONDS": str(weather.size.lease),
        **QUICKLY,
    }
    async with WarmMachine(folder, environment, mother) as machine:
        called = CalledSlack(slack, rng)
        stage = Stage(machine, called, look_into(url), rng, weather.lives, [Slot(each) for each in weather.commands])
        async with slack, OverHttp("", slack.signing_secret) as http:
            way = Way(stage, rng)
            async with People(slack, transport=FromSlack(way, http)) as people:
                people.waits = (0.0,) * TRIES
                crowd = Crowd(
                    rng=rng,
                    pause=weather.size.pause,
                    may_say=lambda: storm.may_say(),
                    people=people,
                    slack=slack,
                    teams=seats(trios, channels),
                )
                storm = Storm(WORKSPACE_ID, weather, stage, way, crowd, store, lambda row: _ref_of(slack, row))
                await storm.start()
                yield OnSlack(storm, slack, called, people)
    await store.close()


def _inhabited(trios: Sequence[Trio], channels: Sequence[str], *, can_look: bool) -> FakeSlack:
    """It refuses what comes too fast. can_look: it lets itself be read back, so that what is unclear can be settled."""
    slack = FakeSlack()
    slack.scopes |= HISTORY if can_look else set()
    slack.pacing.enforces = True
    for user in (who for trio in trios for who in trio):
        slack.add_user(user, user.lower())
    for number, channel in enumerate(channels):
        slack.add_channel(channel, f"team{number}")
    return slack


def _ref_of(slack: FakeSlack, row: Stuck) -> str | None:
    there = (message for message in slack.messages if message.client_msg_id == row.id)
    return next((f"{message.channel}:{message.ts}" for message in there), None)
