"""Planning after a change of setup, a pause or a skip: one check-in an ISO week, and always a next one."""

from datetime import time

import pytest

from cadence.context import Services
from cadence.model import CheckIn, CheckInState
from cadence.weekly.planning import plan_next, replan, skip_next
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM
from tests.fakes.memory import MemoryStore


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


async def _replan(rhythm: Rhythm, **changes: object) -> CheckIn:
    team = await rhythm.change_team(**changes)
    async with rhythm.unit() as unit:
        return await replan(unit, rhythm.services, team)


async def _skip(rhythm: Rhythm) -> CheckIn:
    async with rhythm.unit() as unit:
        return await skip_next(unit, rhythm.services, TEAM, "everybody is at the fair")


async def test_a_new_team_is_planned_at_once(rhythm: Rhythm) -> None:
    assert (await _replan(rhythm)).opens_at == berlin(11, "10:00")


async def test_another_time_moves_the_planned_one(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    moved = await _replan(rhythm, weekday=3, opens_at=time(9, 30))
    assert moved.opens_at == berlin(12, "09:30")
    assert await rhythm.weeks() == {"2026-W46": CheckInState.SCHEDULED}


async def test_a_day_that_has_passed_this_week_moves_it_to_the_next(rhythm: Rhythm) -> None:
    await rhythm.at(10, "09:00")
    await _replan(rhythm, weekday=0)
    assert await rhythm.weeks() == {"2026-W46": CheckInState.SKIPPED, "2026-W47": CheckInState.SCHEDULED}


async def test_a_change_of_mind_brings_it_back(rhythm: Rhythm) -> None:
    await rhythm.at(10, "09:00")
    await _replan(rhythm, weekday=0)
    back = await _replan(rhythm, weekday=2)
    assert back.opens_at == berlin(11, "10:00")
    assert (await rhythm.weeks())["2026-W46"] == CheckInState.SCHEDULED


async def test_an_open_one_is_left_alone(rhythm: Rhythm) -> None:
    opened = await rhythm.opened()
    assert await _replan(rhythm, weekday=4) == opened


async def test_a_week_that_was_held_is_not_held_again(rhythm: Rhythm) -> None:
    await rhythm.closed()
    moved = await _replan(rhythm, weekday=4)
    assert moved.opens_at == berlin(20, "10:00")


async def test_after_a_pause_it_goes_on_with_the_next_future_one(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.change_team(is_paused=True)
    await rhythm.at(20, "09:00")
    resumed = await _replan(rhythm, is_paused=False)
    assert resumed.opens_at == berlin(25, "10:00")
    assert rhythm.said("summary") == []


async def test_resumed_before_its_day_the_same_week_is_held(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.change_team(is_paused=True)
    await rhythm.at(10, "09:00")
    assert (await _replan(rhythm, is_paused=False)).opens_at == berlin(11, "10:00")


async def test_skip_leaves_out_the_next_and_plans_the_week_after(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    skipped = await _skip(rhythm)
    assert (skipped.state, skipped.skip_reason) == (CheckInState.SKIPPED, "everybody is at the fair")
    assert (await rhythm.scheduled()).opens_at == berlin(18, "10:00")


async def test_a_skipped_week_stays_skipped_when_the_setup_changes(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await _skip(rhythm)
    assert (await _replan(rhythm, opens_at=time(11, 0))).opens_at == berlin(18, "11:00")


async def test_an_open_one_that_nobody_answered_can_be_skipped_and_says_so(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await _skip(rhythm)
    assert rhythm.texts("prompt") == ["Growth, week 7 of 13. Skipped: everybody is at the fair"]
    await rhythm.at(12, "10:00")
    assert rhythm.said("summary") == []


async def test_an_open_one_with_answers_is_kept_and_the_next_is_skipped(rhythm: Rhythm) -> None:
    opened = await rhythm.opened()
    await rhythm.answer("ben")
    assert (await _skip(rhythm)).iso_week == "2026-W47"
    assert await rhythm.newest() == opened
    await rhythm.at(12, "10:00")
    assert (await rhythm.scheduled()).iso_week == "2026-W48"


async def test_planning_what_is_planned_changes_nothing(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    async with rhythm.unit() as unit:
        again = await plan_next(unit, rhythm.services, TEAM)
    assert again == await rhythm.scheduled()
