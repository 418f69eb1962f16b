"""How conversations are reached: each address once a workspace and place, as the platform told it last."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command

from cadence.ports import Address, Outcome, Pace, Rate
from storage import SqlStore
from storage.engine import Database
from storage.migrate import migrate, run
from tests.contracts.conftest import OTHER, Kept, opened
from tests.contracts.test_outbox import LEASE, claim_one, message, say, texts
from tests.contracts.test_paces import at
from tests.contracts.test_repositories import HERE
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, mid

GROWTH = Address(
    workspace_id=HERE,
    place="channel:19:growth@thread.tacv2",
    group="19:team@thread.tacv2",
    details={"service_url": "https://smba.example/emea/", "name": 'Größe "x" · <b>'},
)
SALES = replace(GROWTH, place="channel:19:sales@thread.tacv2")
HOUR_OF_ONE = Pace(lane_rate=Rate(1, timedelta(hours=1)))
ANA = Address(workspace_id=HERE, place="member:aad-ana", details={"conversation": "a:1", "user": "29:1"})


async def test_an_address_is_kept_as_it_is_and_replaced_by_a_newer_one(store: Kept, second: Kept) -> None:
    assert await store.addresses.find(HERE, GROWTH.place) is None
    await store.addresses.keep(GROWTH)
    assert await second.addresses.find(HERE, GROWTH.place) == GROWTH
    moved = replace(GROWTH, group="", details={}, is_open=False)
    await second.addresses.keep(moved)
    assert await store.addresses.find(HERE, GROWTH.place) == moved
    assert await store.addresses.of_group(HERE, GROWTH.group) == []


async def test_of_many_who_add_to_an_address_at_once_nobodys_word_is_lost(store: Kept, second: Kept) -> None:
    def both(before: Address, shown: Address) -> Address:
        return replace(shown, details={**before.details, **shown.details})

    told = [replace(ANA, details={f"detail {number}": "told"}) for number in range(12)]
    await asyncio.gather(*((store, second)[index % 2].addresses.keep(each, both) for index, each in enumerate(told)))
    found = await store.addresses.find(HERE, ANA.place)
    assert found is not None and len(found.details) == 12


async def test_a_groups_addresses_come_by_place(store: Kept) -> None:
    for each in (SALES, ANA, GROWTH, replace(GROWTH, place="channel:19:else", group="19:other")):
        await store.addresses.keep(each)
    assert await store.addresses.of_group(HERE, GROWTH.group) == [GROWTH, SALES]
    assert await store.addresses.of_group(HERE, "19:nobody") == []


async def test_some_are_found_by_how_their_place_begins(store: Kept) -> None:
    odd = replace(GROWTH, place="channel%:odd")
    for each in (SALES, ANA, GROWTH, odd, replace(SALES, workspace_id=OTHER.id)):
        await store.addresses.keep(each)
    assert await store.addresses.starting(HERE, "channel:", 9) == [GROWTH, SALES]
    assert await store.addresses.starting(HERE, "channel:", 1) == [GROWTH]
    assert await store.addresses.starting(HERE, "channel%", 9) == [odd]
    assert await store.addresses.starting(HERE, "team:", 9) == []


async def test_what_is_forgotten_is_gone_and_nothing_else(store: Kept) -> None:
    for each in (GROWTH, SALES):
        await store.addresses.keep(each)
    await store.addresses.forget(HERE, GROWTH.place)
    await store.addresses.forget(HERE, GROWTH.place)
    assert await store.addresses.find(HERE, GROWTH.place) is None
    assert await store.addresses.of_group(HERE, GROWTH.group) == [SALES]


async def test_a_workspace_sees_its_own_addresses_alone(store: Kept) -> None:
    theirs = replace(GROWTH, workspace_id=OTHER.id, details={"name": "theirs"})
    await store.addresses.keep(GROWTH)
    assert await store.addresses.find(OTHER.id, GROWTH.place) is None
    await store.addresses.keep(theirs)
    assert await store.addresses.of_group(HERE, GROWTH.group) == [GROWTH]
    await store.addresses.forget(HERE, GROWTH.place)
    assert await store.addresses.of_group(OTHER.id, GROWTH.group) == [theirs]


async def test_many_activities_at_once_leave_one_address(store: Kept, second: Kept) -> None:
    told = [replace(GROWTH, details={"name": f"name {number}"}) for number in range(10)]
    workers = (store, second) * 5
    await asyncio.gather(*(worker.addresses.keep(each) for worker, each in zip(workers, told, strict=True)))
    [kept] = await store.addresses.of_group(HERE, GROWTH.group)
    assert kept in told


@pytest.mark.parametrize("how", ["remove_workspace", "purge_private"])
async def test_where_the_app_was_taken_out_its_addresses_go(sql: SqlStore, how: str) -> None:
    """The platform tells them anew when it comes back."""
    theirs = replace(GROWTH, workspace_id=OTHER.id)
    for each in (GROWTH, ANA, theirs):
        await sql.addresses.keep(each)
    await getattr(sql, how)(HERE)
    assert [await sql.addresses.find(HERE, each.place) for each in (GROWTH, ANA)] == [None, None]
    assert await sql.addresses.find(OTHER.id, GROWTH.place) == theirs


async def test_going_back_a_version_and_forth_keeps_people_teams_and_what_waits(
    sql: SqlStore, sql_url: str, clock: FakeClock
) -> None:
    """Who can be reached, threads and a lane's rate begin anew, as they are for everybody."""
    await sql.addresses.keep(GROWTH)
    async with sql.unit(HERE, actor="test") as unit:
        people = await unit.members.find()
        [ana] = [each for each in people if each.id == mid("ana")]
        await unit.members.save(replace(ana, is_reachable=False))
        await unit.teams.save(replace(TEAM, has_threads=False))
    await say(sql, message("a", "one"), message("b", "two"))
    [first] = await sql.claim(MONDAY, 1, LEASE, {"local": HOUR_OF_ONE})
    await sql.settle([Outcome(delivery=first, ref="1.1")])
    assert await sql.claim(at(1), 1, LEASE, {"local": HOUR_OF_ONE}) == [], "the lane has had what it may"
    database = Database(sql_url)
    await run(database, lambda config: command.downgrade(config, "0007"))
    await migrate(database)
    await database.close()
    async with opened(sql_url, clock) as store:
        async with store.unit(HERE, actor="test") as unit:
            assert await unit.members.find() == people
            assert await unit.teams.get(TEAM.id) == TEAM
        assert texts([await claim_one(store, at(3600))]) == ["two"]
        await store.addresses.keep(GROWTH)
        assert await store.addresses.find(HERE, GROWTH.place) == GROWTH
