"""What a unit of work promises: all or nothing, once, and no lost update."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from cadence.errors import Conflict
from cadence.ids import id_for
from cadence.model import CheckIn, CheckInState, Reading, Team
from cadence.ports import Opening
from tests.contracts.conftest import OTHER, Kept, changed_by
from tests.contracts.test_repositories import CHECKIN, HERE, action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import CYCLE, LAST_WEEK, MONDAY, TEAM, kr_id, mid


async def test_an_unknown_workspace_is_a_lookup_error(store: Kept) -> None:
    with pytest.raises(LookupError):
        async with store.unit("nowhere", actor="test"):
            pass


async def test_a_unit_that_raises_leaves_nothing_behind(store: Kept) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.unit(HERE, actor="test") as unit:
            await unit.actions.add(action(1))
            await unit.teams.save(replace(TEAM, name="Renamed"))
            await unit.memberships.remove(id_for("test", "membership", "ana"))
            assert await unit.first_time("request")
            raise ZeroDivisionError
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find() == []
        assert await unit.teams.get(TEAM.id) == TEAM
        assert len(await unit.memberships.find()) == 4
        assert await unit.first_time("request")
    assert await changed_by(store, TEAM.id) == ["test"]


async def test_a_cancelled_unit_leaves_nothing_behind_and_blocks_nobody(store: Kept) -> None:
    started = asyncio.Event()

    async def slow() -> None:
        async with store.unit(HERE, actor="test") as unit:
            await unit.actions.add(action(1))
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find() == []


async def test_a_request_is_taken_once(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.first_time("request")
        assert not await unit.first_time("request")
    async with store.unit(HERE, actor="test") as unit:
        assert not await unit.first_time("request")
        assert await unit.first_time("another")
    async with store.unit(OTHER.id, actor="test") as unit:
        assert await unit.first_time("request")


async def test_the_moments_of_requests_are_found_by_how_their_names_begin(store: Kept, clock: FakeClock) -> None:
    async def arrive(where: str, request_id: str) -> datetime:
        async with store.unit(where, actor="test", opening=Opening(request_id)) as unit:
            assert await unit.first_time(request_id)
        clock.forward(seconds=1, microseconds=7)
        return unit.now

    (await arrive(HERE, "form:B_:ben:1"), await arrive(HERE, "form:b_:ben"), await arrive(OTHER.id, "form:b_:ben:1"))
    wanted = [await arrive(HERE, "form:b_:ben:1"), await arrive(HERE, "form:b_:ben:2")]
    (await arrive(HERE, "form:bx:ben:1"), await arrive(HERE, "request:form:b_:ben:"))
    async with store.unit(HERE, actor="test") as unit:
        assert sorted(await unit.times_of("form:b_:ben:")) == wanted
        assert await unit.times_of("form:c") == []


async def test_a_request_that_arrives_many_times_at_once_is_taken_once(store: Kept, second: Kept) -> None:
    async def arrive(by: Kept) -> bool:
        async with by.unit(HERE, actor="test") as unit:
            is_first = await unit.first_time("request")
            await asyncio.sleep(0)
            return is_first

    answers = await asyncio.gather(*(arrive(by) for by in (store, second) * 6))
    assert sorted(answers) == [False] * 11 + [True]


async def test_no_update_is_lost_when_many_change_the_same_at_once(store: Kept, second: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))

    async def move(by: Kept) -> None:
        async with by.unit(HERE, actor="test") as unit:
            await unit.lock(TEAM.id)
            known = await unit.actions.get(action(1).id)
            assert known is not None
            await asyncio.sleep(0)
            await unit.actions.save(replace(known, times_moved=known.times_moved + 1))

    await asyncio.gather(*(move(by) for by in (store, second) * 25))
    async with store.unit(HERE, actor="test") as unit:
        assert [row.times_moved for row in await unit.actions.find()] == [50]


async def test_what_was_read_before_the_lock_is_read_anew_after_it(store: Kept, second: Kept) -> None:
    async def rename(by: Kept, letter: str) -> None:
        async with by.unit(HERE, actor="test") as unit:
            await unit.cycles.get(CYCLE.id)
            await unit.lock(TEAM.id)
            cycle = await unit.cycles.get(CYCLE.id)
            assert cycle is not None
            await unit.cycles.save(replace(cycle, name=cycle.name + letter))

    await asyncio.gather(*(rename(by, letter) for by, letter in zip((store, second) * 4, "abcdefgh", strict=True)))
    async with store.unit(HERE, actor="test") as unit:
        (cycle,) = await unit.cycles.find()
        assert sorted(cycle.name) == sorted(CYCLE.name + "abcdefgh")


async def test_without_a_lock_a_lost_race_is_a_conflict_and_never_a_lost_update(store: Kept, second: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))

    async def move(by: Kept) -> bool:
        try:
            async with by.unit(HERE, actor="test") as unit:
                known = await unit.actions.get(action(1).id)
                assert known is not None
                await asyncio.sleep(0.01)
                await unit.actions.save(replace(known, times_moved=known.times_moved + 1))
        except Conflict:
            return False
        return True

    moved = await asyncio.gather(*(move(by) for by in (store, second) * 5))
    async with store.unit(HERE, actor="test") as unit:
        assert [row.times_moved for row in await unit.actions.find()] == [sum(moved)]
    assert any(moved)


async def test_two_workers_that_make_the_same_check_in_make_one(store: Kept, second: Kept) -> None:
    async def make(by: Kept) -> bool:
        try:
            async with by.unit(HERE, actor="drumbeat") as unit:
                await unit.checkins.add(CHECKIN)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(*(make(by) for by in (store, second) * 3))) == [False] * 5 + [True]


async def test_the_latest_readings_come_oldest_first_without_those_withdrawn(store: Kept) -> None:
    def reading(number: int, **more: object) -> Reading:
        made = Reading(
            id=f"r{number}",
            workspace_id=HERE,
            team_id=TEAM.id,
            key_result_id=kr_id("1.1"),
            member_id=mid("ben"),
            at=MONDAY - timedelta(days=3 - number),
            value=Decimal(number),
        )
        return replace(made, **more)  # type: ignore[arg-type]  # fields by name

    async with store.unit(HERE, actor="test") as unit:
        for each in (reading(3), reading(1), reading(2, is_withdrawn=True), reading(4, at=MONDAY)):
            await unit.readings.add(each)
        latest = await unit.latest_readings([kr_id("1.1"), kr_id("1.2"), "unknown"], 3)
    assert [row.id for row in latest[kr_id("1.1")]] == ["r1", "r3", "r4"]
    assert [str(row.value) for row in latest[kr_id("1.2")]] == [LAST_WEEK["1.2"][0]]
    assert set(latest) == {kr_id("1.1"), kr_id("1.2")}


@pytest.mark.parametrize(
    ("state", "opens_in", "next_in", "is_due"),
    [
        (CheckInState.SCHEDULED, 1, None, False),
        (CheckInState.SCHEDULED, 0, None, True),
        (CheckInState.SCHEDULED, -1, 5, True),
        (CheckInState.OPEN, -1, None, True),
        (CheckInState.OPEN, -1, 0, True),
        (CheckInState.OPEN, -1, 1, False),
        (CheckInState.CLOSED, -1, None, False),
        (CheckInState.SKIPPED, -1, None, False),
    ],
)
async def test_a_check_in_is_due_when_there_is_something_to_do(
    store: Kept, state: CheckInState, opens_in: int, next_in: int | None, is_due: bool
) -> None:
    checkin = replace(
        CHECKIN,
        state=state,
        opens_at=MONDAY + timedelta(hours=opens_in),
        next_at=None if next_in is None else MONDAY + timedelta(hours=next_in),
    )
    async with store.unit(HERE, actor="test") as unit:
        await unit.checkins.add(checkin)
        assert await unit.due_checkins(10) == ([checkin] if is_due else [])


async def test_due_check_ins_come_in_batches_earliest_closing_first(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        for number in (3, 1, 2):
            await unit.checkins.add(_week(number, CheckInState.OPEN))
        assert [row.iso_week for row in await unit.due_checkins(2)] == ["2026-W41", "2026-W42"]


async def test_due_follows_the_workspaces_domain_time(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.checkins.add(replace(CHECKIN, state=CheckInState.SCHEDULED))
        assert await unit.due_checkins(10) == []
    await store.advance_clock(HERE, CHECKIN.opens_at)
    async with store.unit(HERE, actor="test") as unit:
        assert unit.now == CHECKIN.opens_at
        assert len(await unit.due_checkins(10)) == 1


@pytest.mark.parametrize(
    ("state", "needs_one"),
    [(CheckInState.SCHEDULED, False), (CheckInState.OPEN, False), (CheckInState.CLOSED, True), (None, True)],
)
async def test_a_team_needs_a_check_in_when_none_is_ahead(
    store: Kept, state: CheckInState | None, needs_one: bool
) -> None:
    async with store.unit(HERE, actor="test") as unit:
        if state:
            await unit.checkins.add(_week(1, state))
        assert await unit.teams_without_next(10) == ([TEAM] if needs_one else [])


async def test_a_paused_team_needs_no_check_in(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.teams.save(replace(TEAM, is_paused=True))
        assert await unit.teams_without_next(10) == []


async def test_teams_come_in_batches(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        for number in range(4):
            await unit.teams.add(_team(number))
        assert len(await unit.teams_without_next(3)) == 3


async def test_now_is_real_time_plus_the_offset(store: Kept, clock: FakeClock) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert unit.now == MONDAY
    clock.forward(hours=1)
    assert await store.advance_clock(HERE, MONDAY + timedelta(days=2)) == MONDAY + timedelta(days=2)
    clock.forward(hours=1)
    async with store.unit(HERE, actor="test") as unit:
        assert unit.now == MONDAY + timedelta(days=2, hours=1)
    async with store.unit(OTHER.id, actor="test") as unit:
        assert unit.now == MONDAY + timedelta(hours=2)


async def test_domain_time_never_goes_back(store: Kept) -> None:
    later = MONDAY + timedelta(days=2)
    await store.advance_clock(HERE, later)
    assert await store.advance_clock(HERE, MONDAY + timedelta(days=1)) == later
    assert await store.advance_clock(OTHER.id, MONDAY - timedelta(days=1)) == MONDAY


async def test_a_known_workspace_is_kept_as_it_is(store: Kept) -> None:
    assert await store.add_workspace(replace(OTHER, name="Renamed")) == OTHER
    assert sorted(row.id for row in await store.workspaces()) == ["local", "other"]


def _week(number: int, state: CheckInState) -> CheckIn:
    return replace(
        CHECKIN, id=f"c{number}", iso_week=f"2026-W4{number}", state=state, closes_at=MONDAY + timedelta(days=number)
    )


def _team(number: int) -> Team:
    return replace(TEAM, id=f"t{number}", slug=f"team-{number}", channel=f"C-{number}")
