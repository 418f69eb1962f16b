"""How a payload comes to the application on each platform: signed as the platform signs it, over HTTP.

Knows loopback platforms; must not know what payloads hold, nor what must come of them.
"""

import random
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.transport import FORM, JSON
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.tenant import TENANT_ID
from tests.torture import tape_slack, tape_teams
from tests.torture.arena import Arena, copied
from tests.torture.tape import How, Json, Recorded, Sample
from tests.torture.thrown import Thrown

SLACK, TEAMS = "slack:T0DRUMBEAT", f"teams:{TENANT_ID}"
MISLABELLED = 0.1
"""How many come as another kind of content."""
OTHER_KINDS = ("text/plain", "application/xml", "x/" + "y" * 30, "application/json; charset=utf-16")


class Door(Protocol):
    """recorded: what people of this platform can send."""

    @property
    def recorded(self) -> Recorded: ...

    def arena(self, folder: Path, thrown: Thrown) -> AbstractAsyncContextManager[Arena]:
        """The application as it was when the tape ended, on a copy of its database in this new folder."""

    def fresh(self, body: Json) -> Json:
        """The same as if it were done now."""

    async def send(self, arena: Arena, sample: Sample, body: str | bytes, chance: random.Random) -> int:
        """Signed; the status of the answer."""


@dataclass
class SlackDoor:
    """See `Door`."""

    slack: FakeSlack
    recorded: Recorded

    @asynccontextmanager
    async def arena(self, folder: Path, thrown: Thrown) -> AsyncIterator[Arena]:
        path, slack = copied(self.recorded, folder), self.slack
        kept = len(slack.messages)
        async with tape_slack.in_slack(slack, folder) as world:
            assert world.bot.slack and world.bot.slack.listening
            await world.bot.slack.listening.freshness.stop()  # what it looks up once a day is no payload's doing
            with Arena(world, path, SLACK, thrown) as arena:
                yield arena
        del slack.messages[kept:], slack.calls[:]
        slack.views.clear()
        slack.hooks.clear()

    def fresh(self, body: Json) -> Json:
        return tape_slack.fresh(self.slack, body)

    async def send(self, arena: Arena, sample: Sample, body: str | bytes, chance: random.Random) -> int:
        usual = JSON if sample.how is How.BODY else FORM
        kind = chance.choice(OTHER_KINDS) if chance.random() < MISLABELLED else usual
        return await to_slack(arena.world, body, {"headers": {"Content-Type": kind}})


async def to_slack(world: Any, body: str | bytes, how: Json) -> int:
    """how: see `OverHttp.send`."""
    return int((await world.people.send(body, **how)).status)


@dataclass
class TeamsDoor:
    """See `Door`. session: carries all of it. _token: of this arena."""

    teams: FakeTeams
    recorded: Recorded
    session: aiohttp.ClientSession
    _token: Json = field(init=False, default_factory=dict)

    @asynccontextmanager
    async def arena(self, folder: Path, thrown: Thrown) -> AsyncIterator[Arena]:
        path, teams = copied(self.recorded, folder), self.teams
        kept, self._token = len(teams.tenant.messages), teams.issuer.bearer(teams.service_url)
        async with tape_teams.in_teams(teams, folder) as world:
            with Arena(world, path, TEAMS, thrown) as arena:
                yield arena
        for why in teams.tenant.refused:
            thrown.blame(f"Teams refused {why}")
        del teams.tenant.messages[kept:], teams.calls[:], teams.wire.sent[:], teams.tenant.refused[:]

    def fresh(self, body: Json) -> Json:
        return tape_teams.fresh(self.teams, body)

    async def send(self, arena: Arena, sample: Sample, body: str | bytes, chance: random.Random) -> int:
        return await to_teams(self.session, self.teams, body, self._token)


async def to_teams(session: aiohttp.ClientSession, teams: FakeTeams, body: str | bytes, headers: Json) -> int:
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    async with session.post(teams.wire.url, data=data, headers={"Content-Type": JSON, **headers}) as response:
        return response.status
