"""The summary as people read it: the example of the product, its limits, and what never stands in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.cards import Buttons
from cadence.context import Services
from cadence.ids import id_for
from cadence.model import (
    Action,
    ActionState,
    AnswerKind,
    Blocker,
    BlockerState,
    Decision,
    DecisionState,
    Leave,
    StopShift,
    StopState,
    TargetChange,
)
from cadence.snapshot import load_snapshot
from cadence.weekly.closing import refresh_summary
from cadence.weekly.week import WeekRecord
from cadence.wording.lines import kr_line
from cadence.wording.plain import plain_text
from cadence.wording.summary import ALL_OF_IT, summary_card
from tests.cadence.answering import Answering
from tests.cadence.asking import filled
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, TEAM, WORKSPACE, kr_id, mid
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
[Set owner and date] [Board] [Copy as report]"""


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


@pytest.fixture
def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    return Answering(store, clock, services)


def _base(noun: str, number: int | str, at: datetime | None = None) -> dict[str, Any]:
    return {
        "id": id_for("test", noun, str(number)),
        "workspace_id": WORKSPACE.id,
        "team_id": TEAM.id,
        "raised_by": mid("ben"),
        "raised_at": at or berlin(11, "11:00"),
    }


def decision(number: int, question: str, **more: Any) -> Decision:
    return Decision(**{**_base("decision", number), "question": question, **more})


def blocker(number: int, text: str, **more: Any) -> Blocker:
    return Blocker(**{**_base("blocker", number), "text": text, "since": date(2026, 11, 4), **more})


def action(number: int | str, text: str, **more: Any) -> Action:
    return Action(**{**_base("action", number, berlin(5, "10:00")), "text": text, **more})


def stops(number: int, text: str, **more: Any) -> StopShift:
    return StopShift(**{**_base("stop", number), "text": text, **more})


async def _play_the_example(rhythm: Rhythm) -> None:
    await _drop_second_objective(rhythm)
    for place, older in (("1.1", ("35", 6)), ("1.2", ("6", 8)), ("1.3", ("225", 5))):
        await rhythm.read(place, *older, at=berlin(29, "11:00", month=10))
    await rhythm.opened()
    rhythm.clock.to(berlin(11, "11:00"))
    for place, now in (("1.1", ("38", 7, "")), ("1.2", ("6", 8, "")), ("1.3", ("230", 3, "ad costs doubled"))):
        await rhythm.read(place, *now)
    for who in ("ana", "ben", "cy"):
        await rhythm.answer(who)
    await rhythm.answer("dee", AnswerKind.AWAY)
    await rhythm.add("decisions", *_example_decisions())
    await rhythm.add("blockers", _legal())
    await rhythm.add("actions", *_example_actions())
    await rhythm.add("stops", stops(1, "Webinars", frees="4 h/week", key_result_id=kr_id("1.1")))
    await rhythm.at(12, "10:00")


async def _drop_second_objective(rhythm: Rhythm) -> None:
    """Its KRs are not in the example; only 2.2 is named, which a blocker says in its own words."""
    async with rhythm.unit() as unit:
        for row in await unit.objectives.find(number=2):
            await unit.objectives.save(replace(row, is_removed=True))


def _example_decisions() -> Sequence[Decision]:
    made = {"state": DecisionState.DECIDED, "decided_at": berlin(11, "16:00"), "decided_by": mid("ana")}
    return (
        decision(
            1,
            "Pause paid ads?",
            decider_id=mid("ana"),
            needed_by=date(2026, 11, 12),
            key_result_id=kr_id("1.3"),
            raised_at=berlin(11, "10:30"),
        ),
        decision(2, "Contract fallback?"),
        decision(
            3,
            "Keep the annual-only offer?",
            outcome="Annual-only offer stays",
            owner_id=mid("ben"),
            due=date(2026, 11, 13),
            **made,
        ),
    )


def _legal() -> Blocker:
    return blocker(1, "2.2 waits on Legal", waiting_on="Legal", owner_id=mid("ben"), next_check=date(2026, 11, 13))


def _example_actions() -> Sequence[Action]:
    done = [action(n, f"thing {n}", state=ActionState.DONE, settled_at=berlin(11, "12:00")) for n in (1, 2, 3)]
    moved = action(
        4, "pricing test", owner_id=mid("cy"), due=date(2026, 11, 18), moved_at=berlin(11, "12:00"), times_moved=1
    )
    return [*done, moved]


async def test_it_reads_like_the_example(rhythm: Rhythm) -> None:
    await _play_the_example(rhythm)
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


async def test_whoever_is_missing_last_known_values_are_shown_with_their_day(rhythm: Rhythm) -> None:
    await rhythm.closed()
    [text] = rhythm.texts("summary")
    assert "0 of 4 in" in text
    assert "KEY RESULTS last known values, as of Thu 5 Nov (target)" in text


async def test_a_key_result_nobody_answered_for_says_since_when_its_value_is_known(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.at(12, "10:00")
    [text] = rhythm.texts("summary")
    assert "1.1 Activation 36 → 38% (45) · 0.50 · 7 7" in text
    assert "1.3 Trials/week 228, as of Thu 5 Nov (320) stretch · 0.23 · 4" in text


async def test_the_key_result_of_somebody_away_says_away(rhythm: Rhythm) -> None:
    leave = Leave(
        id="l", workspace_id=WORKSPACE.id, member_id=mid("cy"), first=date(2026, 11, 9), last=date(2026, 11, 20)
    )
    await rhythm.add("leaves", leave)
    await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.at(12, "10:00")
    assert "1.3 Trials/week 228, away, as of Thu 5 Nov (320)" in rhythm.texts("summary")[0]


async def test_a_key_result_without_any_value_says_so(rhythm: Rhythm) -> None:
    async with rhythm.unit() as unit:
        for row in await unit.readings.find(key_result_id=kr_id("1.1")):
            await unit.readings.save(replace(row, is_withdrawn=True))
    await rhythm.closed()
    assert "1.1 Activation no value yet (45)\n" in rhythm.texts("summary")[0]


async def test_an_edited_answer_counts_once_in_the_trend(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.1", "37", 2)
    rhythm.clock.forward(hours=1)
    await rhythm.read("1.1", "38", 8)
    await rhythm.at(12, "10:00")
    assert "1.1 Activation 36 → 38% (45) · 0.50 · 7 8" in rhythm.texts("summary")[0]


async def test_board_and_summary_say_the_same_however_often_somebody_edits(rhythm: Rhythm) -> None:
    await rhythm.opened()
    for value, confidence in (("38", 3), ("39", 4), ("40", 5), ("41", 6)):
        rhythm.clock.forward(minutes=5)
        await rhythm.read("1.1", value, confidence)
    await rhythm.at(12, "10:00")
    line = "1.1 Activation 36 → 41% (45) · 0.71 · 7 6"
    assert f"\n{line}\n" in rhythm.texts("summary")[0]
    async with rhythm.unit() as unit:
        assert kr_line(await load_snapshot(unit, TEAM), KEY_RESULTS[0]) == line


async def test_it_is_measured_from_what_a_late_answer_made_of_the_summary_before(rhythm: Rhythm) -> None:
    first = await rhythm.closed()
    rhythm.clock.forward(hours=3)
    await rhythm.read("1.1", "38", 7)
    async with rhythm.unit() as unit:
        await refresh_summary(unit, rhythm.services, first)
    await rhythm.at(18, "10:00")
    await rhythm.read("1.1", "41", 7)
    await rhythm.at(19, "10:00")
    assert "1.1 Activation 38 → 41% (45)" in rhythm.texts("summary")[1]


async def test_it_is_measured_from_the_summary_before_also_within_one_week(rhythm: Rhythm) -> None:
    await rhythm.read("1.1", "37", 7, at=berlin(9, "08:00"))
    await rhythm.closed()
    await rhythm.read("1.1", "39", 7, at=berlin(13, "10:00"))
    await rhythm.at(18, "10:00")
    await rhythm.at(19, "10:00")
    assert "1.1 Activation 37 → 39%" in rhythm.texts("summary")[1]


async def test_it_is_measured_from_the_summary_before(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.at(12, "10:00")
    await rhythm.read("1.1", "39", 7, at=berlin(13, "10:00"))
    await rhythm.at(18, "10:00")
    await rhythm.read("1.1", "41", 7)
    await rhythm.at(19, "10:00")
    assert "1.1 Activation 38 → 41% (45)" in rhythm.texts("summary")[1]


async def test_a_changed_target_stands_in_it_once_with_its_reason(rhythm: Rhythm) -> None:
    change = TargetChange(
        id="t",
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr_id("1.1"),
        member_id=mid("ana"),
        at=berlin(10, "10:00"),
        old=Decimal(40),
        new=Decimal(45),
        reason="pricing changed",
    )
    await rhythm.add("target_changes", change)
    await rhythm.closed()
    await rhythm.at(18, "10:00")
    await rhythm.at(19, "10:00")
    first, second = rhythm.texts("summary")
    assert "1.1 target 40% → 45%: pricing changed" in first
    assert "target 40%" not in second


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
    assert _labels(rhythm) == ["Board", "Copy as report"]


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


async def test_a_huge_week_still_fits_one_screen_and_says_what_is_left_out(rhythm: Rhythm) -> None:
    card = summary_card(_huge(await _example_week(rhythm), 30, "very long text " * 30))
    lines = plain_text(card).split("\n")
    assert len(lines) <= 25
    assert len("\n".join(lines)) <= 2000
    left_out = [line for line in lines if line.startswith("+")]
    assert len(left_out) == 1
    assert left_out[0].endswith(f"; {ALL_OF_IT}")


async def test_a_full_week_shrinks_what_did_not_change_and_keeps_all_that_is_to_be_settled(rhythm: Rhythm) -> None:
    week = await _example_week(rhythm)
    same, moved = KEY_RESULTS[1], KEY_RESULTS[0]
    rows = [replace(same if n % 2 else moved, id=f"kr{n}", number=n + 1) for n in range(9)]
    full = replace(
        week,
        snapshot=replace(week.snapshot, key_results=tuple(rows)),
        readings={row.id: week.readings[kr_id("1.2" if n % 2 else "1.1")] for n, row in enumerate(rows)},
        blockers=tuple(blocker(n, f"blocker {n}", owner_id=mid("ben")) for n in range(5)),
    )
    text = plain_text(summary_card(full))
    assert "\nunchanged: 1.2, 1.4, 1.6, 1.8\n" in text
    assert all(f"\n1.{n} Activation 36 → 38%" in text for n in (1, 3, 5, 7, 9))
    assert all(f"\nblocker {n}; Ben" in text for n in range(5))
    assert "\nACTIONS 3 done" in text
    assert "\nSTOPPED Webinars" in text
    assert "+" not in text


@pytest.mark.parametrize("count", range(1, 30))
async def test_never_is_a_single_line_left_out_that_itself_would_fit(rhythm: Rhythm, count: int) -> None:
    week = await _example_week(rhythm)
    crowded = replace(week, actions=tuple(action(n, f"thing {n}", owner_id=mid("ben")) for n in range(count)))
    assert "+1 line " not in plain_text(summary_card(crowded))


async def test_the_lines_said_to_be_left_out_are_those_that_are(rhythm: Rhythm) -> None:
    week = await _example_week(rhythm)
    crowded = replace(week, actions=tuple(action(n, f"thing {n}", owner_id=mid("ben")) for n in range(20)))
    text = plain_text(summary_card(crowded))
    [left_out] = [line for line in text.split("\n") if line.startswith("+")]
    assert left_out == f"+{20 - text.count('thing ')} lines (actions); {ALL_OF_IT}"


async def test_decisions_and_what_is_off_track_are_complete_before_anything_else(rhythm: Rhythm) -> None:
    week = await _example_week(rhythm)
    crowded = replace(
        week,
        decisions=tuple(decision(n, f"question {n}?", decider_id=mid("ana")) for n in range(5)),
        blockers=tuple(blocker(n, f"blocker {n}", owner_id=mid("ben")) for n in range(5)),
        actions=tuple(action(n, f"thing {n}", owner_id=mid("ben")) for n in range(30)),
    )
    text = plain_text(summary_card(crowded))
    assert all(f"question {n}?" in text and f"blocker {n}" in text for n in range(5))


async def test_decisions_are_the_last_to_give_way(rhythm: Rhythm) -> None:
    week = await _example_week(rhythm)
    crowded = replace(week, blockers=tuple(blocker(n, f"thing {n}") for n in range(20)))
    text = plain_text(summary_card(crowded))
    assert all(question in text for question in ("Pause paid ads?", "Contract fallback?", "Annual-only offer stays"))


async def test_three_objectives_of_three_fit_with_every_key_result(rhythm: Rhythm) -> None:
    week = await _example_week(rhythm)
    like = (*KEY_RESULTS[:3], *KEY_RESULTS[:2] * 3)
    nine = tuple(replace(kr, id=f"kr{n}", number=n + 1) for n, kr in enumerate(like))
    known = {f"kr{n}": week.readings[kr.id] for n, kr in enumerate(like)}
    full = replace(week, snapshot=replace(week.snapshot, key_results=nine), readings=known)
    text = plain_text(summary_card(full))
    assert all(f"\n1.{n} " in text for n in range(1, 10))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(0, 40), text=st.text(min_size=1, max_size=400))
def test_nothing_anybody_types_breaks_its_limits(example_week: WeekRecord, count: int, text: str) -> None:
    plain = plain_text(summary_card(_huge(example_week, count, text)))
    assert len(plain.split("\n")) <= 25
    assert len(plain) <= 2000


@pytest.fixture
async def example_week(rhythm: Rhythm) -> WeekRecord:
    return await _example_week(rhythm)


async def _example_week(rhythm: Rhythm) -> WeekRecord:
    await _play_the_example(rhythm)
    return await rhythm.week()


def _huge(week: WeekRecord, count: int, text: str) -> WeekRecord:
    """The week with that many of everything, all with this text."""
    team = replace(week.team, name=text, meeting=text, meeting_at=None)
    people = {key: replace(member, name=text) for key, member in week.snapshot.people.items()}
    key_results = tuple(replace(KEY_RESULTS[0], id=f"kr{n}", number=n + 1, title=text) for n in range(count))
    objectives = tuple(replace(row, title=text) for row in week.snapshot.objectives)
    snapshot = replace(week.snapshot, team=team, people=people, key_results=key_results, objectives=objectives)
    return replace(
        week,
        snapshot=snapshot,
        decisions=tuple(decision(n, text, decider_id=mid("ana")) for n in range(count)),
        blockers=tuple(blocker(n, text, waiting_on=text, owner_id=mid("ana")) for n in range(count)),
        actions=tuple(action(n, text, owner_id=mid("ben")) for n in range(count)),
        stops=tuple(stops(n, text, frees=text) for n in range(count)),
    )


def _labels(rhythm: Rhythm) -> list[str]:
    [buttons] = [block for block in rhythm.said("summary")[0].card.blocks if isinstance(block, Buttons)]
    return [button.label for button in buttons.buttons]
