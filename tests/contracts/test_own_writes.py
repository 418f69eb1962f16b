"""What a unit of work changes it sees at once, and nobody else before it ends."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cadence.errors import Conflict
from cadence.model import ActionState, CheckInState, Reading
from cadence.ports import Since, WorkingSet
from tests.contracts.conftest import Kept
from tests.contracts.test_repositories import CHECKIN, HERE, action
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, kr_id, mid


@pytest.fixture(params=[False, True], ids=["bit by bit", "read ahead"])
def is_ahead(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def reading(number: int, **more: object) -> Reading:
    made = Reading(
        id=f"r{number}",
        workspace_id=HERE,
        team_id=TEAM.id,
        key_result_id=kr_id("1.1"),
        member_id=mid("ben"),
        at=MONDAY + timedelta(minutes=number),
        value=Decimal(number),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


async def test_searches_follow_every_change_of_the_unit(store: Kept, is_ahead: bool) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))
        await unit.actions.add(action(2, owner_id=mid("ben")))
    async with store.unit(HERE, actor="test") as unit:
        if is_ahead:
            await unit.read_ahead([TEAM.id], WorkingSet.ANSWER)
        mine = {"team_id": TEAM.id, "owner_id": mid("ben")}
        assert [row.id for row in await unit.actions.find(**mine)] == [action(2).id]
        await unit.actions.save(action(1, owner_id=mid("ben")))
        await unit.actions.save(action(2, owner_id=mid("cy")))
        await unit.actions.add(action(3, owner_id=mid("ben")))
        assert {row.id for row in await unit.actions.find(**mine)} == {action(1).id, action(3).id}
        assert len(await unit.actions.find(team_id=TEAM.id, state=ActionState.OPEN)) == 3
        assert len(await unit.actions.find()) == 3


async def test_what_was_added_changed_and_removed_at_once_is_kept_as_it_is_in_the_end(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))
        await unit.actions.save(action(1, text="Twice"))
        await unit.actions.save(action(1, text="Three times"))
        await unit.actions.add(action(2))
        await unit.actions.remove(action(2).id)
        assert await unit.actions.get(action(2).id) is None
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find() == [action(1, text="Three times")]
        await unit.actions.remove(action(1).id)
        await unit.actions.add(action(1, text="Again", due=date(2026, 11, 20)))
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find() == [action(1, text="Again", due=date(2026, 11, 20))]


async def test_a_removed_key_is_free_within_the_unit(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.teams.save(replace(TEAM, slug="renamed"))
        await unit.teams.add(replace(TEAM, id="t2", channel="C-2"))
    async with store.unit(HERE, actor="test") as unit:
        assert {row.slug for row in await unit.teams.find()} == {"renamed", TEAM.slug}


async def test_latest_readings_follow_every_change_of_the_unit(store: Kept, is_ahead: bool) -> None:
    async with store.unit(HERE, actor="test") as unit:
        for number in range(1, 20):
            await unit.readings.add(reading(number))
    async with store.unit(HERE, actor="test") as unit:
        if is_ahead:
            await unit.read_ahead([TEAM.id], WorkingSet.ANSWER)

        async def latest() -> list[str]:
            return [row.id for row in (await unit.latest_readings([KEY_RESULTS[0].id], 3))[KEY_RESULTS[0].id]]

        assert await latest() == ["r17", "r18", "r19"]
        await unit.readings.add(reading(20))
        assert await latest() == ["r18", "r19", "r20"]
        await unit.readings.save(reading(19, is_withdrawn=True))
        await unit.readings.save(reading(18, is_withdrawn=True))
        assert await latest() == ["r16", "r17", "r20"]
        found = await unit.latest_readings([KEY_RESULTS[0].id], 12)
        assert [row.id for row in found[KEY_RESULTS[0].id]] == [f"r{n}" for n in (*range(7, 18), 20)]


async def test_what_is_due_is_told_by_what_the_unit_changed(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.checkins.add(CHECKIN)
        await unit.checkins.save(replace(CHECKIN, state=CheckInState.CLOSED))
        assert await unit.due_checkins(10) == []
        assert await unit.teams_without_next(10) == [TEAM]


async def test_find_takes_all_since_a_moment(store: Kept, is_ahead: bool) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))
        for number, days in ((2, 40), (3, 3), (4, 1)):
            await unit.actions.add(
                action(number, state=ActionState.DONE, settled_at=MONDAY - timedelta(days=days), settled_by=mid("ben"))
            )
    async with store.unit(HERE, actor="test") as unit:
        if is_ahead:
            await unit.read_ahead([TEAM.id], WorkingSet.ANSWER)
        for days, known in ((1, {4}), (3, {3, 4}), (50, {2, 3, 4})):
            since = Since(MONDAY - timedelta(days=days))
            found = await unit.actions.find(team_id=TEAM.id, settled_at=since)
            assert {row.id for row in found} == {action(number).id for number in known}


async def test_a_lost_race_is_told_at_the_end_and_nothing_of_it_is_kept(store: Kept, second: Kept) -> None:
    """On SQLite and in memory they take turns, and both are kept."""
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))

    async with store.unit(HERE, actor="test") as unit:
        known = await unit.actions.get(action(1).id)
        assert known
        await unit.actions.save(replace(known, text="Mine"))
        await unit.actions.add(action(2))
    with pytest.raises(Conflict):
        async with second.unit(HERE, actor="test") as unit:
            await unit.actions.add(action(3))
            await unit.actions.add(action(2))
    async with store.unit(HERE, actor="test") as unit:
        assert [row.text for row in await unit.actions.find(id=[action(1).id, action(3).id])] == ["Mine"]


async def test_a_team_that_somebody_holds_is_left_to_them(sql: object, request: pytest.FixtureRequest) -> None:
    """SQLite's writers take turns; there nobody holds anything meanwhile."""
    if request.node.callspec.params["sql_url"] != "postgres":
        pytest.skip("there, one unit of work waits for the other")
    store: Kept = sql  # type: ignore[assignment]  # a store in a database
    async with store.unit(HERE, actor="one") as first:
        assert await first.lock_free([TEAM.id, "nobody"]) == [TEAM]
        async with store.unit(HERE, actor="another") as other:
            assert await other.lock_free([TEAM.id]) == []
    async with store.unit(HERE, actor="another") as other:
        assert await other.lock_free([TEAM.id]) == [TEAM]
