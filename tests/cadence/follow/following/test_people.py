"""Following those whom it concerns: leave, covers, who left, and what was taken or put off."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.cards import card
from cadence.context import Services
from cadence.model import (
    AnswerKind,
    EscalationState,
    NoticeKind,
    Place,
)
from cadence.weekly.thread import message
from tests.cadence.desk import a_decision
from tests.cadence.follow.ladder.laddering import OWNED, QUIET, Ladder, told_at
from tests.cadence.follow.staging import a_leave, shown
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def ladder(store: MemoryStore, clock: FakeClock, services: Services) -> Ladder:
    """Of a team whose empty check-ins are nobody's matter."""
    made = Ladder(store, clock, services)
    await made.add("policies", QUIET)
    return made


async def test_leave_that_begins_after_the_preview_moves_the_step(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(13, 13)
    await ladder.add("leaves", a_leave("mia", date(2026, 11, 16), date(2026, 11, 17)))
    await ladder.each_hour(16, 18)
    assert ladder.told(NoticeKind.STEP)[-1] == ("step", "mia", "Wed 18 08:00")


async def test_a_cover_is_told_instead(ladder: Ladder) -> None:
    await ladder.add("leaves", a_leave("mia", date(2026, 11, 13), date(2026, 11, 20), cover="cy"))
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 16)
    [step] = [row for row in ladder.notices(NoticeKind.STEP) if row.member_id == mid("mia")]
    assert (step.cover_id, shown(told_at(step))) == (mid("cy"), "Mon 16 08:00")


async def test_a_recipient_who_leaves_after_it_was_sent_is_followed_by_the_next(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    await ladder.change_team(lead_id=mid("cy"))
    async with ladder.unit() as unit:
        await unit.members.save(replace(await unit.members.get(mid("ana")), is_active=False))
    await ladder.each_hour(13, 13)
    assert ladder.escalations()["blocker_lead"].recipient_id == mid("cy")
    assert ("step", "cy", "Fri 13 08:00") in ladder.told()


async def test_taken_holds_the_ladder_and_returns_on_its_day(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    taken = replace(ladder.escalations()["blocker_lead"], state=EscalationState.TAKEN, returns_on=date(2026, 11, 18))
    await ladder.save("escalations", taken)
    await ladder.each_hour(13, 17)
    assert ladder.told()[2:] == [], "nobody climbs past somebody who took it"
    await ladder.each_hour(18, 19)
    assert ("return", "ana", "Wed 18 08:00") in ladder.told()
    assert ("step", "mia", "Thu 19 08:00") in ladder.told()
    assert ladder.states() == {"blocker_lead": "sent", "blocker_manager": "sent"}


async def test_a_step_waits_for_its_preview_while_the_cap_holds_that_back(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    async with ladder.unit() as unit:
        for number in range(3):
            for who in ("ana", "dee"):
                place = Place(member=who)
                await unit.outbox.say(message(unit, f"nudge:{who}:{number}", place, card("x"), is_nudge=True))
    await ladder.each_hour(13, 16)
    told = ladder.told(NoticeKind.PREVIEW, NoticeKind.STEP)
    assert ("preview", "dee", "Mon 16 08:00") in told
    assert [row for row in told if row[1] == "mia"] == [], "not before the owner and the lead could see it"
    await ladder.each_hour(17, 17)
    assert ("step", "mia", "Tue 17 08:00") in ladder.told()


async def test_while_somebody_is_asked_for_help_the_ladder_waits_until_their_day_has_passed(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    sent = ladder.escalations()["blocker_lead"]
    asked = replace(
        sent,
        id="help",
        rung="help",
        recipient_id=mid("mia"),
        asked_by=mid("ben"),
        answer_by=date(2026, 11, 18),
    )
    await ladder.add("escalations", asked)
    await ladder.each_hour(13, 18)
    assert [row for row in ladder.told() if row[1] == "mia"] == [], "asked by a person, not by the ladder as well"
    await ladder.each_hour(19, 24)
    assert [kind for kind, who, _ in ladder.told() if who == "mia"] == ["step"]


async def test_what_its_taker_promised_anew_has_a_ladder_of_its_own(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    day = date(2026, 11, 18)
    row = ladder.escalations()["blocker_lead"]
    await ladder.save("escalations", replace(row, state=EscalationState.TAKEN, returns_on=day))
    await ladder.save("blockers", replace(OWNED, owner_id=mid("ana"), next_check=day))
    await ladder.each_hour(13, 18)
    assert ladder.told()[2:] == [("due", "ana", "Wed 18 08:00")]


async def test_a_snooze_ends_on_its_day_and_hides_it_from_nobody_else(ladder: Ladder) -> None:
    await ladder.add("blockers", OWNED)
    await ladder.each_hour(10, 12)
    row = ladder.escalations()["blocker_lead"]
    await ladder.save("escalations", replace(row, snoozed_until=date(2026, 11, 17)))
    await ladder.each_hour(13, 17)
    assert ("step", "mia", "Mon 16 08:00") in ladder.told()
    assert ("return", "ana", "Tue 17 08:00") in ladder.told()
    assert ladder.escalations()["blocker_lead"].snoozed_until is None


async def test_nobody_acts_on_a_key_result_for_two_check_ins(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    ladder = Ladder(store, clock, services)
    await ladder.at(9, "09:00")
    for day in (11, 18):
        await ladder.at(day, "10:00")
        for who in ("ana", "ben", "cy"):
            await ladder.answer(who, AnswerKind.FORM)
        await ladder.read("1.3", "230", 3)
        await ladder.at(day + 1, "10:00")
    await ladder.each_hour(20, 23)
    assert ladder.told(NoticeKind.PREVIEW, NoticeKind.STEP) == [
        ("preview", "ana", "Fri 20 08:00"),
        ("preview", "cy", "Fri 20 08:00"),
        ("step", "mia", "Mon 23 08:00"),
    ]


async def test_a_key_result_on_track_again_waits_for_nobody(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    ladder = Ladder(store, clock, services)
    await ladder.at(9, "09:00")
    for day, confidence in ((11, 3), (18, 2)):
        await ladder.at(day, "10:00")
        for who in ("ana", "ben", "cy"):
            await ladder.answer(who, AnswerKind.FORM)
        await ladder.read("1.3", "230", confidence)
        await ladder.at(day + 1, "10:00")
    await ladder.each_hour(20, 23)
    row = ladder.escalations()["kr_manager"]
    await ladder.save("escalations", replace(row, state=EscalationState.TAKEN, returns_on=date(2026, 12, 1)))
    await ladder.read("1.3", "250", 6)
    await ladder.each_hour(24, 24)
    assert ladder.states() == {"kr_manager": "settled"}


async def test_thin_answers_reach_the_lead_and_then_the_rollout_lead(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    ladder = Ladder(store, clock, services)
    async with ladder.unit() as unit:
        await unit.save_workspace(replace(unit.workspace, rollout_lead_id=mid("mia")))
    await ladder.at(9, "09:00")
    for day in (11, 18, 25):
        await ladder.at(day, "10:00")
        await ladder.answer("ana")
        await ladder.each_hour(day + 1, day + 2)
    assert ladder.told(NoticeKind.STEP) == [("step", "ana", "Fri 20 08:00"), ("step", "mia", "Fri 27 08:00")]


async def test_a_question_that_is_handed_on_climbs_past_its_new_decider(ladder: Ladder) -> None:
    call = a_decision("call", decider_id=mid("dee"), needed_by=date(2026, 11, 10), raised_by=mid("ben"))
    await ladder.add("decisions", call)
    await ladder.each_hour(9, 13)
    assert [who for kind, who, _ in ladder.told(NoticeKind.STEP) if kind == "step"] == ["mia"]
    await ladder.save("decisions", replace(call, decider_id=mid("cy")))
    await ladder.each_hour(14, 20)
    assert len(ladder.told(NoticeKind.STEP)) == 2, "another decider is another promise"
