"""A platform of which only the first workspace that comes is served: one wins, whoever comes at the same moment."""

import asyncio
from dataclasses import replace

from cadence.model import Workspace
from cadence.ports import Installation
from tests.contracts.conftest import Kept
from tests.contracts.test_keeping import ACME


def tenant(name: str) -> Workspace:
    return Workspace(id=f"tenants:{name}", platform="tenants", name=name)


async def test_the_first_is_kept_and_stays_the_only_one(store: Kept, second: Kept) -> None:
    assert await store.add_only_workspace(tenant("b"))
    assert await second.add_only_workspace(tenant("b"))
    assert not await second.add_only_workspace(tenant("a"))
    assert [it.name for it in await store.workspaces() if it.platform == "tenants"] == ["b"]


async def test_workspaces_of_other_platforms_do_not_matter(store: Kept) -> None:
    assert await store.add_only_workspace(Workspace(id="elsewhere:a", platform="elsewhere", name="a"))
    assert await store.add_only_workspace(tenant("a"))


async def test_what_was_served_before_is_known_and_nobody_joins_it(store: Kept) -> None:
    for name in "ab":
        await store.add_workspace(tenant(name))
    answers = [await store.add_only_workspace(tenant(name)) for name in "abc"]
    assert answers == [True, True, False]


async def test_one_wins_where_many_come_first(store: Kept, second: Kept) -> None:
    coming = [keeper.add_only_workspace(tenant(str(number))) for number in range(5) for keeper in (store, second)]
    won = await asyncio.gather(*coming)
    assert sum(won) == 2  # the same one, by both
    assert len([it for it in await store.workspaces() if it.platform == "tenants"]) == 1


def installed(name: str) -> Installation:
    return replace(ACME, id=f"{ACME.platform}:{name}")


async def test_one_installation_wins_where_many_come_first(store: Kept, second: Kept) -> None:
    coming = [keeper.vault.keep_first(installed(str(number))) for number in range(5) for keeper in (store, second)]
    won = await asyncio.gather(*coming)
    assert sum(won) == 2  # the same one, by both
    assert len(await store.vault.installed(ACME.platform)) == 1


async def test_an_installation_that_was_taken_out_keeps_its_place(store: Kept, second: Kept) -> None:
    assert await store.vault.keep_first(ACME)
    await store.add_workspace(Workspace(id=ACME.id, platform=ACME.platform, name="Acme"))
    await store.vault.forget(ACME.id)
    assert not await second.vault.keep_first(installed("T9"))
    assert await second.vault.keep_first(ACME)
    assert await store.vault.find(ACME.id) == ACME


async def test_installations_of_other_platforms_do_not_matter(store: Kept) -> None:
    await store.vault.keep(replace(ACME, id="elsewhere:a", platform="elsewhere"))
    assert await store.vault.keep_first(ACME)
