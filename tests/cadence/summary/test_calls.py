"""Calls, blockers and actions of a summary: their order, their dates, and what is not set."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadence.model import ActionState, CheckInState, DecisionState, StopState
from tests.cadence.answering import Answering
from tests.cadence.asking import filled
from tests.cadence.harness import Rhythm, berlin
from tests.cadence.summary.summarising import action, blocker, decision, labels_of, stops
from tests.fakes.growth import kr_id, mid


async def test_where_nobody_reported_open_calls_are_still_to_be_made(rhythm: Rhythm) -> None:
    await rhythm.add("decisions", decision(1, "Pause?", decider_id=mid("ana"), raised_at=berlin(5, "10:00")))
    await rhythm.closed()
    [text] = rhythm.texts("summary")
    assert "For today 12:00: one call to make\n" in text
    assert "\nNobody reported; last known values.\n" in text


async def test_the_most_urgent_call_comes_first_and_of_the_same_urgency_the_one_raised_first(rhythm: Rhythm) -> None:
    ana = {"decider_id": mid("ana")}
    await rhythm.opened()
    await rhythm.add(
        "decisions",
        decision(1, "On Friday?", needed_by=date(2026, 11, 13), **ana),
        decision(2, "No date, later?", raised_at=berlin(11, "11:02"), **ana),
        decision(3, "No date, first?", raised_at=berlin(11, "11:01"), needed_by=date(2026, 11, 20)),
        decision(4, "Today?", needed_by=date(2026, 11, 12), **ana),
        decision(5, "No date, oldest?", raised_at=berlin(28, "10:00", month=10), **ana),
        decision(6, "Overdue?", needed_by=date(2026, 11, 10), **ana),
    )
    await rhythm.at(12, "10:00")
    text = rhythm.texts("summary")[0]
    wanted = ["Overdue?", "Today?", "No date, oldest?", "No date, first?", "No date, later?", "On Friday?"]
    assert sorted(wanted, key=text.index) == wanted


async def test_calls_of_one_answer_stand_in_the_order_of_the_form_in_thread_and_summary(week: Answering) -> None:
    await week.opened()
    form = await week.form("ben")
    asked = [f"Question {number}?" for number in range(1, 6)]
    typed = {f"decision:{number}:question": question for number, question in enumerate(asked, 1)}
    for _ in asked[1:]:
        form = await week.change("ben", form, "more:decision", dict(typed) | filled(form))
    await week.ask.sends("ben", form, **typed)
    thread = [message.card.notice for message in week.said("decision") if message.place.thread]
    assert [notice.split(": ", 1)[1].split("?")[0] + "?" for notice in thread] == asked
    await week.at(12, "10:00")
    text = week.texts("summary")[0]
    assert sorted(asked, key=text.index) == asked


async def test_a_call_without_a_date_becomes_overdue_by_the_day_that_is_meant(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("decisions", decision(1, "Pause?"))
    await rhythm.at(12, "10:00")
    for day in (18, 19, 25, 26):
        await rhythm.at(day, "10:00")
    dates = [text.split("Pause?", 1)[1].split("\n", 1)[0].split() for text in rhythm.texts("summary")]
    assert dates == [
        ["not", "set", "not", "set"],
        ["not", "set", "not", "set"],
        ["not", "set", "not", "set,", "overdue"],
    ]


async def test_it_is_the_day_that_people_were_told_though_the_check_in_it_counts_from_was_skipped(
    rhythm: Rhythm,
) -> None:
    await rhythm.closed()
    await rhythm.add("decisions", decision(1, "Pause?", raised_at=berlin(13, "10:00")))
    await rhythm.at(16, "10:00")
    planned = await rhythm.scheduled()
    async with rhythm.unit() as unit:
        await unit.checkins.save(replace(planned, state=CheckInState.SKIPPED, skip_reason="nobody here"))
    for day in (16, 25, 26):
        await rhythm.at(day, "10:30")
    week = await rhythm.week()
    assert week.checkin.iso_week == "2026-W48"
    assert week.falls_due[decision(1, "").id] == date(2026, 11, 26)


async def test_what_follows_from_a_decision_stands_with_its_question(rhythm: Rhythm) -> None:
    made = {"state": DecisionState.DECIDED, "decided_at": berlin(4, "16:00"), "outcome": "Yes, from January"}
    await rhythm.add("decisions", decision(1, "Hire two?", raised_at=berlin(4, "10:00"), **made))
    follow_up = action(1, "Yes, from January", decision_id=decision(1, "").id, owner_id=mid("ben"))
    await rhythm.add("actions", replace(follow_up, due=date(2026, 11, 13)))
    await rhythm.closed()
    await rhythm.at(18, "10:00")
    await rhythm.at(19, "10:00")
    line = "Hire two? Yes, from January (Ben, Fri 13 Nov, overdue)"
    assert f"ACTIONS {line}\n" in rhythm.texts("summary")[1]
    assert f"Promise: {line}\n" in rhythm.texts("brief")[1]


async def test_overdue_actions_come_before_what_was_done(rhythm: Rhythm) -> None:
    await rhythm.add(
        "actions",
        action(1, "call list", owner_id=mid("ben"), due=date(2026, 11, 10)),
        action(2, "venue", state=ActionState.DONE, settled_at=berlin(9, "12:00")),
    )
    await rhythm.closed()
    assert "ACTIONS call list, Ben, Tue 10 Nov, overdue\n1 done\n" in rhythm.texts("summary")[0]


@pytest.mark.parametrize(
    ("blocked", "line"),
    [
        ({"key_result_id": kr_id("2.2")}, "2.2 no data; owner and next check not set"),
        ({"owner_id": mid("ben")}, "no data; Ben, next check not set"),
        ({"waiting_on": "Legal", "next_check": date(2026, 11, 13)},
         "no data; waits on Legal since 4 Nov; owner not set, next check Fri 13 Nov"),
    ],
)  # fmt: skip
async def test_a_blocker_says_what_is_not_set(rhythm: Rhythm, blocked: dict[str, Any], line: str) -> None:
    await rhythm.opened()
    await rhythm.add("blockers", blocker(1, "no data", **blocked))
    await rhythm.at(12, "10:00")
    assert f"\n{line}\n" in rhythm.texts("summary")[0]


async def test_an_overdue_call_says_so(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("decisions", decision(1, "Pause?", decider_id=mid("ana"), needed_by=date(2026, 11, 10)))
    await rhythm.at(12, "10:00")
    assert "Tue 10 Nov, overdue" in rhythm.texts("summary")[0]


async def test_what_was_to_stop_last_week_is_accounted_for(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("stops", stops(1, "Webinars"), stops(2, "Old report"))
    await rhythm.at(12, "10:00")
    async with rhythm.unit() as unit:
        row = await unit.stops.get(stops(1, "Webinars").id)
        await unit.stops.save(replace(row, state=StopState.STOPPED, settled_at=berlin(17)))
    await rhythm.at(18, "10:00")
    await rhythm.at(19, "10:00")
    text = rhythm.texts("summary")[1]
    assert "Did it stop? Webinars: yes" in text
    assert "Did it stop? Old report: not said yet" in text


async def test_open_actions_due_before_the_next_summary_or_without_owner_are_listed(rhythm: Rhythm) -> None:
    await rhythm.add(
        "actions",
        action(1, "call list", owner_id=mid("ben"), due=date(2026, 11, 13)),
        action(2, "budget", owner_id=mid("ben"), due=date(2026, 12, 30)),
        action(3, "venue"),
    )
    await rhythm.closed()
    assert "ACTIONS due: call list, Ben, Fri 13 Nov\ndue: venue, not set, not set\n" in rhythm.texts("summary")[0]


async def test_set_owner_and_date_is_offered_only_where_something_is_not_set(rhythm: Rhythm) -> None:
    await rhythm.closed()
    assert labels_of(rhythm) == ["Board", "Copy as report"]


async def test_a_next_check_that_is_over_says_so(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("blockers", blocker(1, "no data", owner_id=mid("ben"), next_check=date(2026, 11, 10)))
    await rhythm.at(12, "10:00")
    assert "no data; Ben, next check Tue 10 Nov, overdue" in rhythm.texts("summary")[0]
