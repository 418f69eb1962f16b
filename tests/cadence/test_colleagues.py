"""Whom somebody works with: who is in their teams, whatever they are there."""

from dataclasses import replace

import pytest

from cadence.colleagues import colleagues
from cadence.context import Services
from cadence.ids import id_for
from tests.cadence.desk import Desk
from tests.fakes.growth import TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

GROWTH = ["Ana", "Ben", "Cy", "Dee", "Mia"]


async def names(store: MemoryStore, who: str) -> list[str]:
    return [name for _, name in await colleagues(store, WORKSPACE.id, who)]


@pytest.mark.parametrize("who", ["ana", "ben", "mia"])
async def test_lead_members_and_manager_find_each_other_and_themselves(store: MemoryStore, who: str) -> None:
    assert await names(store, who) == GROWTH


async def test_whoever_is_in_no_team_finds_nobody_of_any(store: MemoryStore) -> None:
    assert await names(store, "stranger") == []


async def test_who_is_gone_or_a_guest_is_not_offered(store: MemoryStore, services: Services) -> None:
    desk = Desk(store, services)
    await desk.change_member("cy", is_active=False)
    await desk.change_member("dee", is_guest=True)
    assert await names(store, "ben") == ["Ana", "Ben", "Mia"]


async def test_a_sponsor_finds_the_people_of_each_team(store: MemoryStore, services: Services) -> None:
    other = replace(
        TEAM,
        id=id_for("test", "other"),
        slug="other",
        name="Other",
        channel="C-other",
        lead_id=mid("dee"),
        sponsor_id=mid("cy"),
    )
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.teams.add(replace(other, manager_id=None))
    assert await names(store, "cy") == GROWTH
