"""Admins are named by the operator, by platform id, in one workspace or in all."""

import pytest

from bot.admins import name_admin, name_admins, unname_admin
from cadence.context import meet
from cadence.model import Workspace
from cadence.requests import Person
from tests.fakes.growth import NAMES, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

OTHER = Workspace(id="slack:T1", platform="slack", name="Another")


async def admins(store: MemoryStore, workspace_id: str) -> set[str]:
    async with store.unit(workspace_id, actor="test") as unit:
        return {member.external_id for member in await unit.members.find(is_admin=True)}


async def test_a_known_member_becomes_an_admin_and_keeps_the_rest(store: MemoryStore) -> None:
    await name_admin(store, WORKSPACE.id, "ben")
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        ben = await unit.members.get(mid("ben"))
    assert ben is not None
    assert (ben.is_admin, ben.name, ben.zone) == (True, NAMES["ben"], "Europe/Berlin")


async def test_somebody_never_seen_is_an_admin_from_their_first_word(store: MemoryStore) -> None:
    await name_admin(store, WORKSPACE.id, "zoe")
    assert await admins(store, WORKSPACE.id) == {"zoe"}


async def test_the_setting_names_people_of_all_workspaces_or_of_one(store: MemoryStore) -> None:
    await store.add_workspace(OTHER)
    await name_admins(store, ("ana", "slack:T1/zoe", "slack:T9/ghost"))
    assert await admins(store, WORKSPACE.id) == {"ana"}
    assert await admins(store, OTHER.id) == {"ana", "zoe"}


async def test_an_unknown_workspace_is_an_error(store: MemoryStore) -> None:
    with pytest.raises((LookupError, KeyError)):
        await name_admin(store, "slack:T9", "ana")


async def test_what_the_operator_gave_the_operator_takes_and_what_the_platform_says_comes_and_goes(
    store: MemoryStore,
) -> None:
    await name_admin(store, WORKSPACE.id, "ben")
    assert not (await unname_admin(store, WORKSPACE.id, "ben")).administers
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        assert (await meet(unit, WORKSPACE.id, Person(id="cy", is_admin=True))).administers
        assert (await meet(unit, WORKSPACE.id, Person(id="cy"))).administers
        assert not (await meet(unit, WORKSPACE.id, Person(id="cy", is_admin=False))).administers
