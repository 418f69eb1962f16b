"""A workspace in Slack, and a tenant in Teams, on a Monday morning, without and with a team in it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, Message
from tests.fakes.teams import FakeTeams
from tests.journeys import teams_world
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, GUEST, MIA, MONDAY, SETUP, World, running


@pytest.fixture
def template(sqlite_template: Path) -> Path:
    """An empty database, migrated once."""
    return sqlite_template


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def any_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each kind."""
    return str(request.getfixturevalue(request.param))


GOES_ON = 100_000
"""Beyond every id that was used while Growth was set up."""


@dataclass(frozen=True)
class Begun:
    """A workspace in which Growth is set up. until: the time it has come to; said: what was said there."""

    database: Path
    until: datetime
    said: list[Message]

    def copy(self, folder: Path, slack: FakeSlack) -> FakeClock:
        """Into this folder, and what was said into a Slack whose ids go on beyond it. The time there."""
        shutil.copy(self.database, folder / "drumbeat.db")
        slack.messages = deepcopy(self.said)
        return FakeClock(self.until)


def populate(slack: FakeSlack) -> None:
    """Four people, a guest from elsewhere, and a channel."""
    for user, name in ((ANA, "ana"), (BEN, "ben"), (CY, "cy"), (MIA, "mia")):
        slack.add_user(user, name)
    slack.add_user(GUEST, "guest", team_id="T9OTHER")
    slack.add_channel(GROWTH, "growth")
    slack.add_channel("DANA", "ana", with_user=ANA)


async def start_growth(world: World) -> None:
    """Growth is set up, with one objective, two KRs of Ben's and one of Cy's."""
    await world.fill(ANA, "setup", **SETUP)
    await world.fill(ANA, "add objective", title="New customers see value quickly")
    krs = (("Activation", BEN, "31", "45", "%", "36"), ("Days to value", BEN, "9", "4", "days", "6"))
    for title, owner, start, target, unit, value in (*krs, ("Trials/week", CY, "200", "320", "", "228")):
        direction = "down" if title == "Days to value" else "up"
        measure = {"start": start, "target": target, "unit": unit, "value": value, "direction": direction}
        await world.fill(ANA, "add kr", title=title, owner=owner, **measure)
    await world.settle()


@pytest.fixture
async def world(template: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Monday 9 November 2026, 9:00 in Berlin; nobody has typed anything yet."""
    shutil.copy(template, tmp_path / "drumbeat.db")
    async with FakeSlack() as slack:
        populate(slack)
        async with running(slack, FakeClock(MONDAY), tmp_path) as made:
            yield made


@pytest.fixture(scope="session")
def slack_growth(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """A workspace in which Growth is set up: made once, since typing it takes a while."""
    folder = tmp_path_factory.mktemp("slack_growth")
    shutil.copy(sqlite_template, folder / "drumbeat.db")
    return asyncio.run(begun(folder))


async def begun(folder: Path) -> Begun:
    """Type all of it once, on the migrated database in this folder."""
    async with FakeSlack() as slack:
        populate(slack)
        clock = FakeClock(MONDAY)
        async with running(slack, clock, folder) as made:
            await start_growth(made)
            return Begun(folder / "drumbeat.db", clock(), slack.messages)


@pytest.fixture
async def team(slack_growth: Begun, tmp_path: Path) -> AsyncIterator[World]:
    """See `start_growth`."""
    async with FakeSlack(first=GOES_ON) as slack:
        populate(slack)
        clock = slack_growth.copy(tmp_path, slack)
        async with running(slack, clock, tmp_path) as made:
            yield made


@pytest.fixture
async def tenant(template: Path, tmp_path: Path) -> AsyncIterator[teams_world.World]:
    """Monday morning in Teams: the app was just added to a team with a channel; nobody has typed anything yet."""
    shutil.copy(template, tmp_path / "drumbeat.db")
    async with FakeTeams() as teams, teams_world.in_channel(teams, tmp_path, FakeClock(MONDAY)) as made:
        await made.happen.add_app(made.crowd.ana.user, made.place)
        await made.hear()
        yield made


@pytest.fixture(scope="session")
def with_growth(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> teams_world.Started:
    """A database of a tenant in which Growth is set up: made once, since typing it takes a while."""
    folder = tmp_path_factory.mktemp("growth")
    shutil.copy(sqlite_template, folder / "drumbeat.db")
    return asyncio.run(teams_world.started(folder))


@pytest.fixture
async def channel(with_growth: teams_world.Started, tmp_path: Path) -> AsyncIterator[teams_world.World]:
    """A channel in Teams with Growth in it: see `teams_world.start_growth`."""
    async with FakeTeams() as teams:
        with_growth.copy(tmp_path, teams.base)
        async with teams_world.in_channel(teams, tmp_path, FakeClock(with_growth.until)) as made:
            made.sales.has_app = True
            yield made


@pytest.fixture
async def chat(template: Path, tmp_path: Path) -> AsyncIterator[teams_world.World]:
    """A group chat in Teams with Growth in it; there are no threads."""
    shutil.copy(template, tmp_path / "drumbeat.db")
    async with FakeTeams() as teams, teams_world.in_chat(teams, tmp_path, FakeClock(MONDAY)) as made:
        await made.happen.add_app(made.crowd.ana.user, made.place)
        await teams_world.start_growth(made)
        yield made
