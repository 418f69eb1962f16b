"""The summary as people read it: the example of the product, its calls and actions, and when it changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cadence.context import Services
from cadence.model import (
    ActionState,
    BlockerState,
    DecisionState,
    StopState,
)
from cadence.weekly.closing import refresh_summary
from cadence.wording.plain import plain_text
from cadence.wording.summary import summary_card
from tests.cadence.answering import Answering
from tests.cadence.asking import filled
from tests.cadence.harness import Rhythm, berlin
from tests.cadence.summarising import (
    action,
    blocker,
    decision,
    labels_of,
    play_the_example,
    stops,
)
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, kr_id, mid
from tests.fakes.memory import MemoryStore

EXAMPLE = """\
Growth · week 7 of 13 · 3 of 3 in
For today 12:00: two calls to make, one blocker

DECISION                  OWNER   DATE
Pause paid ads?           Ana     Thu 12 Nov
Contract fallback?        not set not set
✓ Annual-only offer stays Ben     Fri 13 Nov

OFF TRACK
2.2 waits on Legal since 4 Nov; Ben, next check Fri 13 Nov
1.3 ad costs doubled; see first decision

KEY RESULTS last → now (target) · score · conf
1 New customers see value quickly
1.1 Activation 36 → 38% (45) · 0.50 · 6 7 7
1.2 Days to value 6, same (4) · 0.60 · 8 8 8
1.3 Trials/week 228 → 230 (320) stretch · 0.25 · 5 4 3

ACTIONS 3 done · 1 moved: pricing test, Cy, Wed 18 Nov
STOPPED Webinars; frees 4 h/week for 1.1
All answers, in the thread
[Set owner and date] [Board] [Copy as report]"""


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


@pytest.fixture
def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    return Answering(store, clock, services)


async def test_it_reads_like_the_example(rhythm: Rhythm) -> None:
    await play_the_example(rhythm)
    assert rhythm.texts("summary") == [EXAMPLE]


async def test_it_is_a_new_message_in_the_channel_not_in_the_thread(rhythm: Rhythm) -> None:
    await rhythm.closed()
    [summary] = rhythm.said("summary")
    assert (summary.place.channel, summary.place.thread) == (TEAM.channel, None)


async def test_with_nothing_to_say_it_says_so_and_never_all_good(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.answer("ben")
    await rhythm.at(12, "10:00")
    [text] = rhythm.texts("summary")
    assert "No decision needed this week." in text
    assert "Nothing off track reported." in text
    assert "all good" not in text


async def test_where_nobody_reported_it_claims_to_know_nothing(rhythm: Rhythm) -> None:
    await rhythm.closed()
    [text] = rhythm.texts("summary")
    assert "\nFor today 12:00: nobody reported\n\nNobody reported; last known values.\n\nKEY RESULTS" in text
    assert "No decision needed" not in text
    assert "Nothing off track" not in text


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


async def test_money_stands_on_both_sides(rhythm: Rhythm) -> None:
    async with rhythm.unit() as unit:
        for place, target in (("1.1", "1200000"), ("1.2", "2000000")):
            row = await unit.key_results.get(kr_id(place))
            await unit.key_results.save(replace(row, unit="$", target=Decimal(target), start=Decimal(0)))
        for row in await unit.readings.find(key_result_id=kr_id("1.2")):
            await unit.readings.save(replace(row, is_withdrawn=True))
    await rhythm.opened()
    await rhythm.read("1.1", "60000", 7)
    await rhythm.at(12, "10:00")
    [text] = rhythm.texts("summary")
    assert "1.1 Activation $36 → $60k ($1.2m)" in text
    assert "1.2 Days to value no value yet ($2m)" in text


async def test_what_is_for_the_lead_only_never_stands_in_it(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("blockers", blocker(1, "a quarrel", lead_only=True, key_result_id=kr_id("1.1")))
    await rhythm.at(12, "10:00")
    assert "quarrel" not in str(rhythm.said("summary"))
    assert "quarrel" in rhythm.texts("brief")[0]


async def test_the_leadership_team_counts_its_leaders(rhythm: Rhythm) -> None:
    await rhythm.change_team(is_leadership=True)
    await rhythm.opened()
    for who in ("ana", "ben", "cy"):
        await rhythm.answer(who)
    await rhythm.at(12, "10:00")
    assert rhythm.texts("summary")[0].startswith("Growth · week 7 of 13 · leaders in: 3 of 4\n")


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


async def test_a_late_answer_updates_it_in_place(rhythm: Rhythm) -> None:
    closed = await rhythm.closed()
    rhythm.clock.forward(hours=3)
    await rhythm.answer("ben")
    await rhythm.read("1.1", "40", 8)
    async with rhythm.unit() as unit:
        await refresh_summary(unit, rhythm.services, closed)
    [text] = rhythm.texts("summary")
    assert "1 of 4 in" in text
    assert "36 → 40%" in text
    assert "For today 12:00" in text


async def test_before_the_closing_there_is_nothing_to_update(rhythm: Rhythm) -> None:
    opened = await rhythm.opened()
    async with rhythm.unit() as unit:
        await refresh_summary(unit, rhythm.services, opened)
    assert rhythm.said("summary") == []


async def test_a_past_week_reads_as_it_was(rhythm: Rhythm) -> None:
    first = await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.add("blockers", blocker(1, "no data"))
    await rhythm.at(12, "10:00")
    then = rhythm.texts("summary")[0]
    for day in (18, 19, 25, 26):
        await rhythm.at(day, "10:00")
    await rhythm.read("1.1", "44", 9)
    async with rhythm.unit() as unit:
        row = await unit.blockers.get(blocker(1, "").id)
        await unit.blockers.save(replace(row, state=BlockerState.SOLVED, settled_at=berlin(27)))
        past = await unit.checkins.get(first.id)
    assert plain_text(summary_card(await rhythm.week(past))) == then


async def test_a_next_check_that_is_over_says_so(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("blockers", blocker(1, "no data", owner_id=mid("ben"), next_check=date(2026, 11, 10)))
    await rhythm.at(12, "10:00")
    assert "no data; Ben, next check Tue 10 Nov, overdue" in rhythm.texts("summary")[0]
