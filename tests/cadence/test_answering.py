"""Sending the check-in form: what is kept, what is said where, and what a second sending changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cadence.context import Services
from cadence.forms import Field, Form, Section
from cadence.model import (
    AnswerKind,
    BlockerKind,
    BlockerState,
    CheckInState,
    DecisionState,
    StopState,
)
from cadence.requests import Say
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import faults, filled, opened, said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, WORKSPACE, kr_id, mid
from tests.fakes.memory import MemoryStore

FRIDAY = date(2026, 11, 13)


async def test_an_untouched_form_confirms_every_value_and_counts_as_answered(week: Answering) -> None:
    reply = await week.reply("ben")
    assert said(reply).startswith("Saved, thank you. You can change it until Thu 10:00.")
    answer = await week.answer_of("ben")
    assert (answer.kind, answer.is_late, answer.given_by) == (AnswerKind.FORM, False, None)
    assert [(row.value, row.confidence) for row in await week.readings("1.1")] == [(Decimal(36), 7)]
    assert "1 of 4 in" in week.texts("prompt")[0]


async def test_a_value_left_as_it_was_shown_is_no_word_against_a_newer_reading(
    week: Answering, clock: FakeClock
) -> None:
    form = await week.form("ben")
    clock.forward(minutes=5)
    await week.ask.types("ben", "update 1.1 44% conf 9")
    clock.forward(minutes=5)
    await week.ask.sends("ben", form, **{"blocker:1:text": "no word on the contract"})
    assert [row.value for row in await week.readings("1.1")] == [Decimal(44)]
    clock.forward(minutes=5)
    await week.ask.sends("ben", form, **{kr("1.1", "value"): "40"})
    assert [row.value for row in await week.readings("1.1")] == [Decimal(44), Decimal(40)]


async def test_the_answer_stands_in_the_prompts_thread(week: Answering) -> None:
    await week.reply(
        "ben",
        {
            kr("1.1", "value"): "38%",
            kr("1.1", "note"): "two deals slipped",
            "blocker:1:text": "no word on the contract",
            "blocker:1:kr": kr_id("2.1"),
            "blocker:1:waiting": "Legal",
            "blocker:1:check": "2026-11-13",
            "decision:1:question": "Pause paid ads?",
            "decision:1:decider": "cy",
            "decision:1:by": "2026-11-12",
            "decision:1:fallback": "pause half",
            "stop:1:text": "Webinars",
            "stop:1:frees": "4 h/week",
        },
    )
    assert week.thread("ben").splitlines() == [
        "Ben",
        "1.1 Activation 36 → 38%, conf 7: two deals slipped",
        "1.2 Days to value 6, same, conf 8",
        "Off track: 2.1 no word on the contract; waits on Legal; next check Fri 13 Nov",
        "Needs a decision: Pause paid ads? Cy, by Thu 12 Nov; else pause half",
        "Stops or shifts: Webinars; frees 4 h/week",
    ]
    assert week.said("answer")[0].place.thread == f"prompt:{(await week.newest()).id}"


async def test_everything_given_is_kept_as_a_record_of_this_answer(week: Answering) -> None:
    await week.reply(
        "ben",
        {
            "blocker:1:text": "no data",
            "blocker:1:kind": "data",
            "blocker:1:person": "mia",
            "blocker:1:tried": "asked twice",
            "blocker:1:check": "2026-11-13",
            "decision:1:question": "Contract fallback?",
            "stop:1:text": "Webinars",
        },
    )
    answer = await week.answer_of("ben")
    [blocker] = await week.ask.rows("blockers", answer_id=answer.id)
    assert (blocker.kind, blocker.waiting_on_id, blocker.tried) == (BlockerKind.DATA, mid("mia"), "asked twice")
    assert (blocker.since, blocker.next_check, blocker.owner_id) == (date(2026, 11, 11), FRIDAY, mid("ben"))
    [decision] = await week.ask.rows("decisions", answer_id=answer.id)
    assert (decision.decider_id, decision.needed_by) == (None, None)
    [stop] = await week.ask.rows("stops", answer_id=answer.id)
    assert (stop.text, stop.state, stop.checkin_id) == ("Webinars", StopState.OPEN, answer.checkin_id)


async def test_a_blocker_without_a_next_check_has_no_owner_yet(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no data"})
    [blocker] = await week.ask.rows("blockers")
    assert (blocker.owner_id, blocker.kind) == (None, BlockerKind.DEPENDENCY)


async def test_the_lead_is_named_where_nobody_is_to_decide(week: Answering) -> None:
    await week.reply("ben", {"decision:1:question": "Contract fallback?"})
    assert "Needs a decision: Contract fallback? Ana" in week.thread("ben")


async def test_plus_five_adds_to_the_last_value(week: Answering) -> None:
    await week.reply("ben", {kr("1.1", "value"): "+5"})
    assert [row.value for row in await week.readings("1.1")] == [Decimal(41)]


async def test_editing_shows_what_was_given_updates_in_place_and_doubles_nothing(week: Answering) -> None:
    await week.reply(
        "ben",
        {
            kr("1.1", "value"): "38",
            kr("1.1", "note"): "slow",
            "blocker:1:text": "Legal",
            "decision:1:question": "Pause?",
            "stop:1:text": "Webinars",
        },
    )
    week.clock.forward(minutes=5)
    values = filled(await week.form("ben"))
    assert (values[kr("1.1", "value")], values[kr("1.1", "note")]) == ("38", "slow")
    assert [values[field] for field in ("blocker:1:text", "decision:1:question", "stop:1:text")] == [
        "Legal",
        "Pause?",
        "Webinars",
    ]
    await week.reply("ben", {kr("1.1", "value"): "39", "blocker:1:text": "Legal, still"})
    assert [row.value for row in await week.readings("1.1")] == [Decimal(38), Decimal(39)]
    assert len(await week.readings("1.2")) == 1
    assert [row.text for row in await week.ask.rows("blockers")] == ["Legal, still"]
    assert len(await week.ask.rows("decisions")) == len(await week.ask.rows("stops")) == 1
    assert "36 → 39%" in week.thread("ben")
    answer = await week.answer_of("ben")
    assert answer.edited_at is not None
    assert answer.edited_at > answer.at
    assert "1 of 4 in" in week.texts("prompt")[0]


async def test_what_is_cleared_is_taken_back_and_what_is_written_again_stands_again(week: Answering) -> None:
    given = {"blocker:1:text": "Legal", "decision:1:question": "Pause?", "stop:1:text": "Webinars"}
    await week.reply("ben", given)
    form = await week.form("ben")
    cleared = dict.fromkeys([*given, *(kr("1.1", what) for what in ("value", "conf", "note"))], "")
    await week.ask.sends("ben", form, **cleared)
    states = [(await week.ask.rows(kind))[0].state for kind in ("blockers", "decisions", "stops")]
    assert states == [BlockerState.WITHDRAWN, DecisionState.WITHDRAWN, StopState.WITHDRAWN]
    assert [row.is_withdrawn for row in await week.readings("1.1")] == [True]
    assert week.thread("ben").splitlines() == ["Ben", "1.2 Days to value 6, same, conf 8"]
    await week.ask.sends("ben", form, **given)
    [blocker] = await week.ask.rows("blockers")
    assert (blocker.state, blocker.settled_at, blocker.settled_by) == (BlockerState.OPEN, None, None)


async def test_what_was_settled_meanwhile_is_not_asked_again_and_stays_settled(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Legal"})
    form = await week.form("ben")
    [blocker] = await week.ask.rows("blockers")
    await week.ask.put("blockers", replace(blocker, state=BlockerState.SOLVED))
    await week.ask.sends("ben", form, **{"blocker:1:text": ""})
    assert [row.state for row in await week.ask.rows("blockers")] == [BlockerState.SOLVED]
    assert filled(await week.form("ben"))["blocker:2:text"] == ""


async def test_the_same_form_sent_twice_is_kept_once(week: Answering) -> None:
    form = await week.form("ben")
    for _ in range(2):
        await week.ask.sends("ben", form, **{"blocker:1:text": "Legal", kr("1.1", "value"): "38"})
    assert len(await week.ask.rows("blockers")) == 1
    assert len(await week.readings("1.1")) == 1


async def test_a_blocker_for_the_lead_only_reaches_the_lead_and_nobody_else(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Cy does not answer me", "blocker:1:lead": "yes"})
    assert "Cy does not" not in "".join(week.texts("answer") + week.texts("prompt"))
    assert ["Cy does not answer me" in text for text in week.private("ana")] == [True]
    assert [week.private(who) for who in ("ben", "cy", "dee", "mia")] == [[], [], [], []]
    await week.reply("ben", {"blocker:1:text": ""})
    assert week.private("ana") == ["Ben took this back."]


async def test_the_leads_own_note_to_self_is_not_sent_to_the_lead(week: Answering) -> None:
    await week.reply("ana", {"blocker:1:text": "about Cy", "blocker:1:lead": "yes"})
    assert week.private("ana") == []


async def test_whoever_never_said_a_value_is_asked_where_it_stands(week: Answering) -> None:
    def asked(form: Form) -> list[str]:
        return [part.text for part in form.parts if isinstance(part, Section) and part.title == "Key results"]

    assert asked(await week.form("ben")) == ["Is it still so? Change what moved."]
    async with week.unit() as unit:
        for reading in await unit.readings.find(key_result_id=[kr_id("1.1"), kr_id("1.2")]):
            await unit.readings.save(replace(reading, is_withdrawn=True))
    assert asked(await week.form("ben")) == ["Where do they stand?"]


async def test_an_answer_after_closing_is_late_and_updates_summary_silently(week: Answering) -> None:
    form = await week.form("ben")
    await week.at(12, "10:00")
    before = len(week.store.data[WORKSPACE.id].messages)
    reply = await week.ask.sends("ben", form, **{kr("1.1", "value"): "38"})
    assert said(reply).startswith("Saved, thank you. The summary now has it too.")
    assert (await week.answer_of("ben")).is_late
    assert "36 → 38%" in week.texts("summary")[0]
    assert len(week.store.data[WORKSPACE.id].messages) == before + 1  # the answer in its thread, nothing else


async def test_an_answer_given_in_time_stays_in_time_when_it_is_edited_late(week: Answering) -> None:
    await week.reply("ben")
    await week.at(12, "10:30")
    await week.reply("ben", {kr("1.1", "value"): "40"})
    assert not (await week.answer_of("ben")).is_late


async def test_the_moment_of_closing_decides_whether_or_not_it_was_closed_yet(week: Answering) -> None:
    form = await week.form("ben")
    week.clock.to((await week.newest()).closes_at)
    await week.ask.sends("ben", form)
    assert (await week.newest()).state == CheckInState.OPEN
    assert (await week.answer_of("ben")).is_late


async def test_an_early_answer_is_posted_once_the_check_in_opens(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    week = Answering(store, clock, services)
    await week.at(9, "09:00")
    form = opened(await week.ask.types("ben", "checkin"))
    assert "appears when the check-in opens, Wed 10:00" in said(await week.ask.sends("ben", form))
    assert week.texts("answer") == []
    await week.at(11, "10:00")
    assert week.thread("ben").startswith("Ben\n1.1 Activation 36%, same, conf 7")
    assert "1 of 4 in" in week.texts("prompt")[0]


async def test_what_is_sent_for_a_week_that_was_skipped_meanwhile_is_kept(week: Answering) -> None:
    form = await week.form("ben")
    await week.ask.put("checkins", replace(await week.newest(), state=CheckInState.SKIPPED))
    assert "What you wrote is kept" in said(await week.ask.sends("ben", form, **{kr("1.1", "value"): "38"}))
    assert [row.value for row in await week.readings("1.1")] == [Decimal(38)]


async def test_an_answer_is_at_most_twelve_lines_and_blockers_come_before_what_only_moved(week: Answering) -> None:
    await week.ask.put("key_results", *(replace(key_result, owner_id=mid("ben")) for key_result in KEY_RESULTS))
    form = await week.form("ben")
    for kind in ("blocker", "stop") * 4:
        form = await week.change("ben", form, f"more:{kind}")
    long = "word " * 500
    texts = {f"blocker:{number}:text": f"blocker {number} {long}" for number in range(1, 6)}
    texts |= {f"stop:{number}:text": f"stop {number}" for number in range(1, 6)}
    assert isinstance(await week.ask.sends("ben", form, **texts), Say)
    lines = week.thread("ben").splitlines()
    assert len(lines) <= 12
    assert len("\n".join(lines)) <= 3_000
    assert all(f"blocker {number}" in week.thread("ben") for number in range(1, 6))
    assert lines[-1] == "and 5 more"


async def test_an_error_keeps_nothing_of_the_form(week: Answering) -> None:
    fields = {kr("1.1", "value"): "38", "blocker:1:text": "Legal", kr("1.2", "conf"): "11"}
    assert list(faults(await week.reply("ben", fields))) == [kr("1.2", "conf")]
    assert await week.answer_of("ben") is None
    assert await week.ask.rows("blockers") == []


async def test_user_text_stays_text_in_the_thread(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "<!channel> <@U1>\n\n*bold*\nline"})
    assert "Off track: <!channel> <@U1> *bold* line" in week.thread("ben")


async def test_while_an_answer_is_edited_last_is_what_stood_before_it(week: Answering) -> None:
    field = kr("1.1", "value")
    await week.reply("ben", {field: "40%"})
    form = await week.form("ben")
    assert filled(form)[field] == "40"
    hints = {part.id: part.hint for part in form.parts if isinstance(part, Field)}
    assert hints[field] == "Last 36%, target 45%. +5 adds to 36%."
    await week.reply("ben", {field: "+5"})
    assert [str(row.value) for row in await week.readings("1.1")] == ["40", "41"]
    assert "1.1 Activation 36 → 41%" in week.thread("ben")
