"""Of a team's check-ins the last months' are read, or all where that is too little for what is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cadence.frontdoor import FrontDoor
from cadence.model import CheckIn, CheckInState
from cadence.ports import WorkingSet
from cadence.weekly.current import RECENT, latest_checkin, recent_checkins
from storage import SqlStore
from tests.contracts.conftest import Kept
from tests.contracts.counting import noted
from tests.contracts.test_repositories import HERE
from tests.fakes.growth import MONDAY, TEAM, pressed
from tests.fakes.services import fake_services

WEEK = timedelta(weeks=1)


async def plant(store: Kept, weeks: int, quiet: int = 0) -> list[str]:
    """A closed check-in in each of these weeks, then so many weeks without one; their ids, oldest first."""
    made = []
    for number in range(weeks):
        opens_at = MONDAY - WEEK * (quiet + weeks - number)
        closes_at = opens_at + timedelta(days=1)
        made.append(CheckIn(id=f"w{number:03}", workspace_id=HERE, team_id=TEAM.id, iso_week=f"past-{number}",
                            opens_at=opens_at, closes_at=closes_at, state=CheckInState.CLOSED))  # fmt: skip
    async with store.unit(HERE, actor="test") as unit:
        for each in made:
            await unit.checkins.add(each)
    return [each.id for each in made]


@pytest.mark.parametrize("what", [None, *WorkingSet])
@pytest.mark.parametrize("quiet", [0, 30])
@pytest.mark.parametrize("weeks", [1, 40])
async def test_the_newest_are_the_same_whatever_was_read_before(
    store: Kept, weeks: int, quiet: int, what: WorkingSet | None
) -> None:
    ids = await plant(store, weeks, quiet)
    async with store.unit(HERE, actor="test") as unit:
        if what:
            await unit.read_ahead([TEAM.id], what)
        newest = await latest_checkin(unit, TEAM)
        assert newest is not None
        assert newest.id == ids[-1]
        few = [row.id for row in await recent_checkins(unit, TEAM.id, 12) if row.state == CheckInState.CLOSED]
        assert few[-12:] == ids[-12:]
        old = MONDAY - WEEK * (quiet + weeks)
        assert [row.id for row in await recent_checkins(unit, TEAM.id, raised=old) if row.id in ids][:1] == ids[:1]


async def test_where_the_last_months_are_enough_no_others_are_read(store: Kept) -> None:
    ids = await plant(store, 60)
    async with store.unit(HERE, actor="test") as unit:
        found = [row for row in await recent_checkins(unit, TEAM.id, 12) if row.id in ids]
        assert min(row.opens_at for row in found) >= unit.now - RECENT
        one = await unit.checkins.get(ids[0])
        assert one
        await unit.checkins.save(replace(one, state=CheckInState.SKIPPED))
        assert ids[0] not in [row.id for row in await recent_checkins(unit, TEAM.id, 12)]


async def test_a_button_of_an_old_check_in_asks_the_database_less_than_one_of_the_newest(sql: SqlStore) -> None:
    ids = await plant(sql, 40)
    door, asked = FrontDoor(sql, fake_services()), dict[str, int]()
    for each in (ids[0], ids[-1]):
        with noted() as statements:
            await door.handle(pressed("ben", "checkin.unchanged", each))
        asked[each] = len(statements)
    assert asked[ids[0]] < asked[ids[-1]], "which is also written"
