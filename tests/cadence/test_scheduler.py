"""What happens by itself, and when: one occurrence a week, whatever the clock and the workers do."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.context import Services
from cadence.ids import id_for
from cadence.model import CheckInState, Leave, Membership, Message, Team
from cadence.scheduler import Scheduler
from tests.cadence.harness import Rhythm, berlin, stop
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


async def test_the_first_check_in_is_the_next_future_one(rhythm: Rhythm) -> None:
    await rhythm.at(11, "15:00")
    assert (await rhythm.scheduled()).opens_at == berlin(18, "10:00")
    assert rhythm.said("prompt") == []


async def test_nothing_happens_before_its_moment(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    assert await rhythm.at(11, "09:59") == 0
    assert rhythm.said("prompt") == []


async def test_at_its_local_time_it_opens_with_one_prompt_in_the_teams_channel(rhythm: Rhythm) -> None:
    await rhythm.opened()
    [prompt] = rhythm.said("prompt")
    assert (prompt.place.channel, prompt.place.thread) == (TEAM.channel, None)
    assert (await rhythm.newest()).state == CheckInState.OPEN


async def test_ticking_again_does_nothing_more(rhythm: Rhythm) -> None:
    await rhythm.opened()
    assert await rhythm.at(11, "10:01") == 0


async def test_at_the_closing_there_is_a_summary_and_a_next_check_in(rhythm: Rhythm) -> None:
    closed = await rhythm.closed()
    assert closed.state == CheckInState.CLOSED
    assert len(rhythm.said("summary")) == 1
    assert (await rhythm.scheduled()).opens_at == berlin(18, "10:00")


async def test_through_the_end_of_summer_time_the_wall_clock_rules(rhythm: Rhythm) -> None:
    await rhythm.at(19, "09:00", month=10)
    first = (await rhythm.scheduled()).opens_at
    await rhythm.at(21, "10:00", month=10)
    await rhythm.at(22, "10:00", month=10)
    second = (await rhythm.scheduled()).opens_at
    assert second == berlin(28, "10:00", month=10)
    assert second.timestamp() - first.timestamp() == timedelta(days=7, hours=1).total_seconds()


async def test_late_but_before_the_closing_it_still_opens_with_a_prompt(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.at(12, "09:00")
    assert len(rhythm.said("prompt")) == 1
    assert rhythm.said("reminder") == []


async def test_after_downtime_past_the_closing_there_is_one_summary_and_nothing_else(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.at(14, "09:00")
    assert rhythm.said("prompt") == []
    assert rhythm.said("reminder") == []
    [summary] = rhythm.texts("summary")
    assert "last known values, as of Thu 5 Nov" in summary
    assert "0 of 4 in" in summary


async def test_weeks_that_downtime_swallowed_stand_as_skipped(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.at(1, "09:00", month=12)
    assert await rhythm.weeks() == {
        "2026-W46": CheckInState.CLOSED,
        "2026-W47": CheckInState.SKIPPED,
        "2026-W48": CheckInState.SKIPPED,
        "2026-W49": CheckInState.SCHEDULED,
    }
    assert len(rhythm.said("summary")) == 1


async def test_a_week_that_can_still_be_answered_after_downtime_opens_late(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.at(18, "12:00")
    assert await rhythm.weeks() == {"2026-W46": CheckInState.CLOSED, "2026-W47": CheckInState.OPEN}
    assert len(rhythm.said("prompt")) == 1


async def test_a_holiday_moves_it_to_the_next_working_day_of_the_week(store: MemoryStore, clock: FakeClock) -> None:
    rhythm = Rhythm(store, clock, fake_services(("DE", date(2026, 11, 11), "St Martin")))
    await rhythm.at(9, "09:00")
    assert (await rhythm.scheduled()).opens_at == berlin(12, "10:00")


async def test_a_week_without_a_working_day_left_is_skipped_with_its_reason(
    store: MemoryStore, clock: FakeClock
) -> None:
    days = [("DE", date(2026, 11, day), "Harvest") for day in (11, 12, 13)]
    rhythm = Rhythm(store, clock, fake_services(*days))
    await rhythm.at(9, "09:00")
    assert await rhythm.weeks() == {"2026-W46": CheckInState.SKIPPED, "2026-W47": CheckInState.SCHEDULED}


async def test_nobody_expected_skips_the_week_and_plans_the_next(rhythm: Rhythm) -> None:
    for who in ("ana", "ben", "cy", "dee"):
        await rhythm.add("leaves", _leave(who))
    await rhythm.at(9, "09:00")
    await rhythm.at(11, "10:00")
    assert await rhythm.weeks() == {"2026-W46": CheckInState.SKIPPED, "2026-W47": CheckInState.SCHEDULED}
    assert rhythm.said("prompt") == []


async def test_nobody_expected_after_downtime_has_no_summary_either(rhythm: Rhythm) -> None:
    for who in ("ana", "ben", "cy", "dee"):
        await rhythm.add("leaves", _leave(who))
    await rhythm.at(9, "09:00")
    await rhythm.at(14, "10:00")
    assert rhythm.said("summary") == []


async def test_a_paused_team_is_neither_opened_nor_planned(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.change_team(is_paused=True)
    await rhythm.at(11, "10:00")
    await rhythm.at(18, "10:00")
    assert rhythm.said("prompt") == []
    assert await rhythm.weeks() == {"2026-W46": CheckInState.SKIPPED}


async def test_domain_time_decides_not_the_machines_clock(rhythm: Rhythm) -> None:
    await rhythm.scheduler.tick()
    await rhythm.store.advance_clock(WORKSPACE.id, berlin(11, "10:00"))
    await rhythm.scheduler.tick()
    assert len(rhythm.said("prompt")) == 1


async def test_many_teams_open_in_small_batches_even_while_many_others_are_open(rhythm: Rhythm) -> None:
    for number in range(8):
        await _another_team(rhythm, number)
    for number in range(8, 12):
        await _another_team(rhythm, number, weekday=3, opens_at=time(9, 0))
    await rhythm.at(9, "09:00")
    rhythm.clock.to(berlin(11, "10:00"))
    assert await rhythm.scheduler.tick(batch=3) == 9
    rhythm.clock.to(berlin(12, "09:00"))
    await rhythm.scheduler.tick(batch=3)
    assert len(rhythm.said("prompt")) == 13


async def test_a_failing_team_is_reported_and_stops_no_other(rhythm: Rhythm) -> None:
    await _another_team(rhythm, 1, zone="Nowhere/Town")
    failures: list[str] = []
    scheduler = Scheduler(rhythm.store, rhythm.services, lambda what, error: failures.append(what))
    assert await scheduler.tick() == 1
    assert len(failures) == 1
    assert (await rhythm.scheduled()).opens_at == berlin(11, "10:00")


async def test_two_workers_at_once_post_everything_once(rhythm: Rhythm) -> None:
    other = Scheduler(rhythm.store, rhythm.services, stop)
    for day, wall in ((9, "09:00"), (11, "10:00"), (11, "18:00"), (12, "10:00")):
        rhythm.clock.to(berlin(day, wall))
        await asyncio.gather(rhythm.scheduler.tick(), other.tick())
    assert Counter(message.key.split(":")[0] for message in _all_said(rhythm)) == {
        "prompt": 1,
        "reminder": 4,
        "brief": 1,
        "summary": 1,
    }


async def test_what_comes_next_is_known_for_the_clock_strip(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    coming = await rhythm.scheduler.upcoming(WORKSPACE.id, TEAM.id)
    assert [(step.at, step.label) for step in coming] == [
        (berlin(11, "10:00"), "Check-in opens"),
        (berlin(11, "18:00"), "Reminder"),
        (berlin(12, "10:00"), "Check-in closes"),
        (berlin(16, "09:00"), "Next Monday"),
    ]


async def test_a_reminder_that_nobody_will_get_is_not_announced(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.at(11, "10:00")
    for who in ("ana", "ben", "cy", "dee"):
        assert "Reminder" in [step.label for step in await rhythm.scheduler.upcoming(WORKSPACE.id, TEAM.id)]
        await rhythm.answer(who)
    assert "Reminder" not in [step.label for step in await rhythm.scheduler.upcoming(WORKSPACE.id, TEAM.id)]


MOMENTS = st.lists(
    st.one_of(st.integers(1, 90), st.integers(60, 60 * 30), st.integers(60 * 24, 60 * 24 * 40)), min_size=1, max_size=25
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=MOMENTS, turns=st.lists(st.booleans(), min_size=25, max_size=25))
def test_whatever_the_ticks_each_week_is_held_once_at_most(steps: list[int], turns: list[bool]) -> None:
    asyncio.run(_play(steps, turns))


async def _play(steps: list[int], turns: list[bool]) -> None:
    clock = FakeClock(MONDAY)
    store = MemoryStore(clock)
    await plant_growth(store)
    rhythm = Rhythm(store, clock, fake_services())
    workers = (rhythm.scheduler, Scheduler(store, rhythm.services, stop))
    for minutes, is_both in zip(steps, turns, strict=False):
        clock.forward(minutes=minutes)
        await asyncio.gather(*(worker.tick() for worker in (workers if is_both else workers[:1])))
    await _assert_in_order(rhythm, clock())


async def _assert_in_order(rhythm: Rhythm, now: datetime) -> None:
    async with rhythm.unit() as unit:
        checkins = await unit.checkins.find(team_id=TEAM.id)
    weeks = sorted(checkin.iso_week for checkin in checkins)
    numbers = [date.fromisocalendar(int(week[:4]), int(week[6:]), 1).toordinal() // 7 for week in weeks]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "each ISO week has exactly one occurrence"
    live = [row for row in checkins if row.state in {CheckInState.SCHEDULED, CheckInState.OPEN}]
    assert len(live) == 1, "there always is a next one"
    assert live[0].closes_at > now
    said = Counter(message.key for message in _all_said(rhythm))
    assert max(said.values(), default=1) == 1
    for checkin in checkins:
        assert (f"summary:{checkin.id}" in said) == (checkin.state == CheckInState.CLOSED)
        asked = f"prompt:{checkin.id}" in said
        assert asked or checkin.state != CheckInState.OPEN
        assert not asked or checkin.state in {CheckInState.OPEN, CheckInState.CLOSED}


def _all_said(rhythm: Rhythm) -> list[Message]:
    return [queued.message for queued in rhythm.store.data[WORKSPACE.id].messages.values()]


def _leave(who: str, first: date = date(2026, 11, 10), last: date = date(2026, 11, 13)) -> Leave:
    return Leave(id=id_for("test", "leave", who), workspace_id=WORKSPACE.id, member_id=mid(who), first=first, last=last)


async def _another_team(rhythm: Rhythm, number: int, **changes: object) -> Team:
    name = f"team-{number}"
    base = replace(TEAM, id=id_for("test", name), slug=name, name=name, channel=f"C-{name}")
    team = replace(base, **changes)  # type: ignore[arg-type] # the fields are the test's to name
    row = Membership(id=id_for("test", name, "dee"), workspace_id=WORKSPACE.id, team_id=team.id, member_id=mid("dee"))
    await rhythm.add("teams", team)
    await rhythm.add("memberships", row)
    return team
