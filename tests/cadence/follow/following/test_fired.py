"""What fires when: each step once, previewed, merged after downtime, withdrawn where it became groundless."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from cadence.context import Services
from cadence.follow.firing import MERGED
from cadence.follow.following import send_now, settle_escalations
from cadence.model import (
    BlockerState,
    EscalationState,
    NoticeKind,
    Role,
)
from cadence.scheduler import Scheduler
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.follow.ladder.laddering import OWNED, QUIET, TUE_10, Ladder
from tests.cadence.follow.staging import a_leave, shown
from tests.cadence.harness import berlin, stop
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def ladder(store: MemoryStore, clock: FakeClock, services: Services) -> Ladder:
    """Of a team whose empty check-ins are nobody's matter."""
    made = Ladder(store, clock, services)
    await made.add("policies", QUIET)
    return made


async def test_an_unsettled_blocker_climbs_step_by_step_and_every_step_once(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(9, 14)
    await ladder.each_hour(16, 20)
    assert ladder.told() == [
        ("due", "dee", "Tue 10 08:00"),
        ("step", "ana", "Thu 12 08:00"),
        ("preview", "ana", "Fri 13 08:00"),
        ("preview", "dee", "Fri 13 08:00"),
        ("step", "mia", "Mon 16 08:00"),
    ]
    assert ladder.states() == {"blocker_lead": "sent", "blocker_manager": "sent"}


async def test_what_is_planned_says_to_whom_it_goes_and_when(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.at(13, "08:00")
    planned = ladder.escalations()["blocker_manager"]
    assert (planned.state, planned.recipient_id, planned.role) == (EscalationState.PLANNED, mid("mia"), Role.MANAGER)
    assert (shown(planned.at), planned.about, planned.asked_by) == ("Mon 16 08:00", planned.about, None)
    assert planned.about.startswith("1.3 Trials/week")


async def test_solved_before_it_was_sent_it_never_is(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 13)
    await ladder.save("blockers", replace(OWNED, state=BlockerState.SOLVED))
    await ladder.each_hour(14, 18)
    assert ladder.states() == {"blocker_lead": "settled", "blocker_manager": "cancelled"}
    assert ("step", "mia") not in {row[:2] for row in ladder.told()}


async def test_a_new_date_begins_another_round(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 13)
    await ladder.save("blockers", replace(OWNED, next_check=date(2026, 11, 18)))
    await ladder.each_hour(16, 17)
    assert ladder.states() == {"blocker_lead": "settled", "blocker_manager": "cancelled"}
    await ladder.each_hour(18, 24)
    assert [row for row in ladder.told() if "preview" not in row] == [
        ("due", "dee", "Tue 10 08:00"),
        ("step", "ana", "Thu 12 08:00"),
        ("due", "dee", "Wed 18 08:00"),
        ("step", "ana", "Fri 20 08:00"),
        ("step", "mia", "Tue 24 08:00"),
    ]


async def test_a_promise_taken_back_is_previewed_again(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 13)
    await ladder.save("blockers", replace(OWNED, next_check=date(2026, 11, 30)))
    await ladder.at(15, "12:00")
    await ladder.save("blockers", OWNED)
    await ladder.each_hour(16, 18)
    assert ladder.states()["blocker_manager"] == "sent"
    assert ladder.told(NoticeKind.STEP)[-1] == ("step", "mia", "Tue 17 08:00"), "the working day after the preview"


async def test_a_promise_taken_back_after_it_was_sent_returns_to_its_recipient(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    await ladder.save("blockers", replace(OWNED, next_check=date(2026, 11, 30)))
    await ladder.at(12, "23:30")
    assert ladder.states() == {"blocker_lead": "settled"}
    await ladder.save("blockers", OWNED)
    await ladder.at(13, "08:00")
    assert ladder.states() == {"blocker_lead": "sent", "blocker_manager": "planned"}
    assert ladder.told(NoticeKind.RETURN) == [("return", "ana", "Fri 13 08:00")]


async def test_after_downtime_late_steps_are_merged_and_the_manager_is_still_previewed(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.at(18, "10:30")
    assert ladder.told() == [("preview", "ana", "Wed 18 10:30"), ("preview", "dee", "Wed 18 10:30")]
    assert ladder.escalations()["blocker_lead"].outcome == MERGED
    assert shown(ladder.escalations()["blocker_manager"].at) == "Thu 19 08:00"
    await ladder.each_hour(19, 20)
    assert ladder.told()[2:] == [("step", "mia", "Thu 19 08:00")]


async def test_a_planned_step_that_comes_late_is_sent_at_once_since_it_was_previewed(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.at(13, "09:00")
    await ladder.at(17, "11:00")
    assert ladder.told(NoticeKind.STEP)[-1] == ("step", "mia", "Tue 17 11:00")


async def test_what_happens_at_night_waits_for_the_morning(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.at(12, "22:00")
    assert ladder.told() == []
    await ladder.at(13, "08:00")
    assert ("step", "ana", "Fri 13 08:00") in ladder.told()


async def test_two_steps_of_one_morning_are_both_told(ladder: Ladder) -> None:
    """Not late, so not merged: only the people's calendars brought them together."""
    leave = a_leave("dee", date(2026, 11, 9), date(2026, 11, 11))
    await ladder.add("leaves", leave)
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(9, 12)
    assert ladder.told() == [("due", "dee", "Thu 12 08:00"), ("step", "ana", "Thu 12 08:00")]


async def test_send_now_reaches_the_manager_at_once_and_is_not_sent_again(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.at(13, "08:00")
    await ladder.at(13, "11:00")
    async with ladder.unit() as unit:
        sent = await send_now(unit, ladder.services, ladder.escalations()["blocker_manager"], mid("dee"))
    assert (sent.state, sent.asked_by) == (EscalationState.SENT, mid("dee"))
    assert ladder.told(NoticeKind.STEP)[-1] == ("step", "mia", "Fri 13 11:00")
    async with ladder.unit() as unit:
        assert await send_now(unit, ladder.services, sent, mid("ana")) == sent, "somebody was first"
    await ladder.each_hour(14, 18)
    assert [row for row in ladder.told() if row[1] == "mia"] == [("step", "mia", "Fri 13 11:00")]


async def test_settling_ends_everything_about_it_at_once(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 13)
    async with ladder.unit() as unit:
        await unit.blockers.save(replace(OWNED, state=BlockerState.SOLVED))
        sent = await settle_escalations(unit, ladder.services, OWNED.id, mid("dee"), "solved")
    assert [row.rung for row in sent] == ["blocker_lead"]
    assert {row.settled_by for row in ladder.escalations().values()} == {mid("dee")}
    assert ladder.states() == {"blocker_lead": "settled", "blocker_manager": "cancelled"}


async def test_what_a_person_sent_stands_until_its_subject_is_settled(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    asked = replace(ladder.escalations()["blocker_lead"], id="asked", rung="help", asked_by=mid("dee"))
    await ladder.add("escalations", asked)
    await ladder.save("blockers", replace(OWNED, next_check=date(2026, 11, 24)))
    await ladder.at(13, "10:00")
    assert ladder.states() == {"blocker_lead": "settled", "help": "sent"}
    await ladder.save("blockers", replace(OWNED, state=BlockerState.WITHDRAWN))
    await ladder.at(13, "11:00")
    assert ladder.states()["help"] == "settled"


async def test_a_paused_team_is_let_be_and_catches_up_later(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.change_team(is_paused=True)
    await ladder.each_hour(9, 13)
    assert ladder.told() == []
    await ladder.change_team(is_paused=False)
    await ladder.each_hour(14, 18)
    assert ladder.told(NoticeKind.STEP)[-1][1] == "mia"


async def test_a_changed_policy_holds_from_then_on(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 13)
    await ladder.save("policies", replace(QUIET, blocker_manager=None))
    await ladder.each_hour(14, 18)
    assert ladder.states() == {"blocker_lead": "sent", "blocker_manager": "cancelled"}


async def test_a_decision_that_nobody_makes_goes_from_decider_to_raiser_to_manager(ladder: Ladder) -> None:
    await ladder.add("decisions", a_decision(needed_by=date(2026, 11, 12)))
    await ladder.each_hour(9, 16)
    assert ladder.told() == [
        ("due", "dee", "Wed 11 08:00"),
        ("pick", "ben", "Thu 12 08:00"),
        ("preview", "ana", "Fri 13 08:00"),
        ("preview", "dee", "Fri 13 08:00"),
        ("step", "mia", "Mon 16 08:00"),
    ]


async def test_an_action_reaches_its_owner_alone(ladder: Ladder) -> None:
    await ladder.add("actions", an_action(due=TUE_10))
    await ladder.each_hour(9, 20)
    assert ladder.told() == [("due", "dee", "Tue 10 08:00")]
    assert ladder.escalations() == {}


async def test_a_decider_who_left_is_said_to_the_lead(ladder: Ladder) -> None:
    async with ladder.unit() as unit:
        await unit.members.save(replace(await unit.members.get(mid("dee")), is_active=False))
    await ladder.add("decisions", a_decision(needed_by=date(2026, 11, 12)))
    await ladder.each_hour(9, 12)
    assert ladder.told() == [("skipped", "ana", "Wed 11 08:00"), ("pick", "ben", "Thu 12 08:00")]
    [note] = ladder.notices(NoticeKind.SKIPPED)
    about, what = note.text.splitlines()
    assert about == "pause paid ads?"
    assert what == "It was to reach Dee (to decide), who is not here any more; it goes on to the next."


async def test_two_workers_fire_everything_once(ladder: Ladder) -> None:
    other = Scheduler(ladder.store, ladder.services, stop)
    await ladder.add("blockers", OWNED, a_blocker("two", owner_id=None))
    for day in range(10, 20):
        ladder.clock.to(berlin(day, "08:00"))
        await asyncio.gather(ladder.scheduler.tick(), other.tick())
    assert ladder.told() == list(dict.fromkeys(ladder.told()))
    assert max(Counter((row.member_id, row.subject_id, row.kind) for row in ladder.notices()).values()) == 1


async def test_one_team_that_fails_stops_no_other(store: MemoryStore, clock: FakeClock, services: Services) -> None:
    ladder, failures = Ladder(store, clock, services), list[str]()
    broken = replace(TEAM, id="broken", slug="broken", channel="C-broken", zone="Nowhere/Town")
    await ladder.add("teams", broken)
    await ladder.add("blockers", OWNED, replace(OWNED, id="its blocker", team_id="broken"))
    clock.to(berlin(10, "08:00"))
    scheduler = Scheduler(store, services, lambda what, error: failures.append(what))
    await scheduler.tick()
    assert len(failures) == 2, "neither planned nor followed"
    assert ("due", "dee", "Tue 10 08:00") in ladder.told()


async def test_the_scheduler_knows_when_something_is_told_next(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.at(9, "09:00")
    assert await ladder.scheduler.next_moment(WORKSPACE.id) == berlin(10, "01:00"), "it looks around once a day"
    await ladder.at(10, "01:00")
    assert await ladder.scheduler.next_moment(WORKSPACE.id) == berlin(10, "08:00")
