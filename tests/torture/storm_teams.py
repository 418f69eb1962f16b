"""A storm on Teams: the real program in processes of its own beside a loopback Teams, and the people in it.

Knows how they are put together; must not know what happens in a storm, nor what must be true afterwards.
"""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.teams.refs import in_thread, ref_of
from bot.transfer import apply_import
from cadence.scheduler import Scheduler
from storage import open_store
from storage.outbox_desk import Stuck
from tests.fakes.plan import Trio, plan
from tests.fakes.services import fake_services
from tests.fakes.teams import Conversation, Somebody
from tests.fakes.teams.happenings import Happenings
from tests.journeys.teams_world import variables
from tests.torture.called import CalledTeams
from tests.torture.crowd_teams import TeamsCrowd
from tests.torture.killing import Slot, Stage, look_into
from tests.torture.leases import Leases
from tests.torture.stormy import QUICKLY, Storm, Weather, now, seats
from tests.torture.warm import Mother, WarmMachine
from tests.torture.ways import Way, through

NAMES = ("ana", "ben", "cy")


@dataclass
class OnTeams:
    """One storm, and the Teams that it goes on in."""

    storm: Storm
    teams: CalledTeams


@asynccontextmanager
async def stormy_teams(url: str, folder: Path, weather: Weather, mother: Mother, seed: int) -> AsyncIterator[OnTeams]:
    """Everything runs, and the app was added to the team of all channels. seed: of whatever happens at random."""
    rng, store = random.Random(seed), open_store(url, now)
    teams = CalledTeams(rng, Leases(url))
    trios, channels = _inhabit(teams, weather.size.teams)
    workspace, refs = f"teams:{teams.tenant.id}", [each.id for each in channels]
    await apply_import(store, plan(weather.size.teams, trios, workspace, refs))
    await Scheduler(store, fake_services()).tick()
    async with teams:
        environment = {
            "DATABASE_URL": url,
            "SENDER_LEASE_SECONDS": str(weather.size.lease),
            **variables(teams),
            **QUICKLY,
        }
        async with WarmMachine(folder, environment, mother) as machine:
            stage = Stage(machine, teams, look_into(url), rng, weather.lives, [Slot(each) for each in weather.commands])
            way = Way(stage, rng)
            async with through(teams, way):
                crowd = TeamsCrowd(
                    rng=rng,
                    pause=weather.size.pause,
                    may_say=lambda: storm.may_say(),
                    seats=_seats(teams, trios, refs),
                )
                storm = Storm(workspace, weather, stage, way, crowd, store, lambda row: _ref_of(teams, row))
                await storm.start()
                await Happenings(teams).add_app(crowd.seats[0][0].user, channels[0])
                yield OnTeams(storm, teams)
    await store.close()


def _inhabit(teams: CalledTeams, number: int) -> tuple[list[Trio], list[Conversation]]:
    """It refuses what comes too fast."""
    tenant = teams.tenant
    trios = [tuple(tenant.add_user(f"{name}{n}") for name in NAMES) for n in range(max(1, number // 2))]
    team = tenant.add_team("Sales", [user for trio in trios for user in trio], has_app=False)
    channels = [tenant.add_channel(team, f"team{n}") for n in range(number)]
    return [(ana.aad, ben.aad, cy.aad) for ana, ben, cy in trios], channels


def _seats(
    teams: CalledTeams, trios: Sequence[Trio], channels: Sequence[str]
) -> list[tuple[Somebody, dict[Conversation, str]]]:
    tenant, made = teams.tenant, []
    for aad, places in seats(trios, channels).items():
        user = tenant.user(aad)
        assert user is not None
        made.append(
            (Somebody(teams, tenant, user), {tenant.conversations[ref]: place for ref, place in places.items()})
        )
    return made


def _ref_of(teams: CalledTeams, row: Stuck) -> str | None:
    posts = teams.posts.get(row.id)
    return ref_of(in_thread(posts[0].conversation.id, posts[0].root), posts[0].id) if posts else None
