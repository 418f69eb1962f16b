"""A reply that names us, in the prompt's thread: every kind of line, all of it or nothing, shown back privately."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cadence.model import AnswerKind, BlockerState, CheckInState, DecisionState
from cadence.requests import Nothing, Person, Say
from tests.cadence.answering import kr
from tests.cadence.asking import filled, said
from tests.cadence.desk import buttons_of, is_refused
from tests.cadence.replies.thread import Thread
from tests.fakes.growth import KEY_RESULTS, TEAM, WORKSPACE, kr_id, mid


async def test_a_value_is_kept_counted_and_shown_in_the_thread_and_to_its_giver(week: Thread) -> None:
    reply = await week.says("ben", "1.1 45% conf 6 two deals slipped")
    assert said(reply).splitlines() == [
        "Taken for Growth, week 7:",
        "1.1 Activation 36 → 45%, conf 6: two deals slipped",
        "Not mentioned: 1.2.",
        "[Undo] [Open the form] [Nothing changed there]",
    ]
    [reading] = await week.readings("1.1")
    assert (reading.value, reading.confidence, reading.note) == (Decimal(45), 6, "two deals slipped")
    answer = await week.answer_of("ben")
    assert (answer.kind, answer.is_late, answer.given_by) == (AnswerKind.REPLY, False, None)
    assert week.thread("ben").splitlines() == ["Ben", "1.1 Activation 36 → 45%, conf 6: two deals slipped"]
    assert "1 of 4 in" in week.prompt


async def test_the_common_answer_back_has_at_most_300_characters(week: Thread) -> None:
    reply = await week.says(
        "ben", "1.1 45% conf 6 two deals slipped\n1.2 5\nblocker: waiting for the contract\nall fine else"
    )
    assert len(said(reply)) <= 300


async def test_a_confidence_that_is_not_given_stays_and_plus_adds(week: Thread) -> None:
    await week.says("ben", "1.1 +5")
    [reading] = await week.readings("1.1")
    assert (reading.value, reading.confidence) == (Decimal(41), 7)


async def test_a_whole_answer_in_one_reply(week: Thread) -> None:
    lines = [
        "1.1 38%",
        "1.2 same",
        "blocker 1.1 waiting for <@mia>",
        "decision 1.3 pause paid ads? <@cy> friday",
        "stop webinars, frees 4 h/week",
        "action 1.1 pricing test <@cy> friday",
        "the rest goes well",
    ]
    reply = await week.says("ben", "\n".join(lines))
    assert said(reply).splitlines()[1:-1] == [
        "1.1 Activation 36 → 38%, conf 7",
        "1.2 Days to value 6, same, conf 8",
        "Off track: 1.1 waiting for Mia; waits on Mia",
        "Needs a decision: pause paid ads? Cy, by Fri 13 Nov",
        "Stops or shifts: webinars; frees 4 h/week",
        "Action: pricing test (Cy, by Fri 13 Nov)",
        'Also kept: "the rest goes well"',
    ]
    answer = await week.answer_of("ben")
    [blocker] = await week.ask.rows("blockers", answer_id=answer.id)
    assert (blocker.key_result_id, blocker.waiting_on_id, blocker.checkin_id) == (
        kr_id("1.1"),
        mid("mia"),
        answer.checkin_id,
    )
    [decision] = await week.ask.rows("decisions", answer_id=answer.id)
    assert (decision.decider_id, decision.needed_by, decision.key_result_id) == (
        mid("cy"),
        date(2026, 11, 13),
        kr_id("1.3"),
    )
    [stop] = await week.ask.rows("stops", answer_id=answer.id)
    assert (stop.text, stop.frees) == ("webinars", "4 h/week")
    [action] = await week.ask.rows("actions", checkin_id=answer.checkin_id)
    assert (action.owner_id, action.due) == (mid("cy"), date(2026, 11, 13))
    assert answer.words == "the rest goes well"
    assert "Needs a decision: pause paid ads?" in week.thread("ben")
    assert "the rest goes well" not in week.thread("ben")


async def test_free_words_alone_count_and_are_not_repeated_in_public(week: Thread) -> None:
    reply = await week.says("dee", "  we talked to three customers\nand they like it")
    assert said(reply).splitlines()[:2] == [
        "Taken as your answer for Growth, week 7, in your own words:",
        '"we talked to three customers and they like it"',
    ]
    answer = await week.answer_of("dee")
    assert (answer.kind, answer.words) == (AnswerKind.REPLY, "we talked to three customers\nand they like it")
    assert week.thread("dee") == ""
    assert "1 of 4 in" in week.prompt


async def test_a_second_reply_adds_to_the_first(week: Thread) -> None:
    await week.says("ben", "1.1 38%\nslow week")
    reply = await week.says("ben", "1.2 5\nblocker: legal\nand it rains")
    assert "Not mentioned" not in said(reply)
    answer = await week.answer_of("ben")
    assert answer.words == "slow week\n\nand it rains"
    assert week.thread("ben").splitlines()[1:] == [
        "1.1 Activation 36 → 38%, conf 7",
        "1.2 Days to value 6 → 5, conf 8",
        "Off track: legal",
    ]
    assert "1 of 4 in" in week.prompt


async def test_the_form_opens_with_what_a_reply_said_and_keeps_its_words(week: Thread) -> None:
    await week.says("ben", "1.1 38% slow\nblocker: legal\nit rains")
    values = filled(await week.form("ben"))
    assert (values[kr("1.1", "value")], values[kr("1.1", "note")], values["blocker:1:text"]) == ("38", "slow", "legal")
    await week.reply("ben", {"blocker:1:text": "Legal, still"})
    answer = await week.answer_of("ben")
    assert (answer.kind, answer.words) == (AnswerKind.FORM, "it rains")
    assert [row.text for row in await week.ask.rows("blockers")] == ["Legal, still"]


async def test_a_reply_after_the_form_adds_to_it(week: Thread) -> None:
    await week.reply("ben", {kr("1.1", "value"): "38", "blocker:1:text": "Legal"})
    await week.says("ben", "1.1 40%\nblocker: no data")
    assert [str(row.value) for row in await week.standing("1.1")] == ["38", "40"]
    assert sorted(row.text for row in await week.ask.rows("blockers")) == ["Legal", "no data"]
    assert "1.1 Activation 36 → 40%" in week.thread("ben")


@pytest.mark.parametrize("line", ["nothing changed", "same", "okr no change"])
async def test_nothing_changed_is_like_the_button(week: Thread, line: str) -> None:
    reply = await week.says("ben", line)
    assert said(reply).startswith("Kept: 2 KRs.")
    assert (await week.answer_of("ben")).kind == AnswerKind.UNCHANGED
    assert week.thread("ben") == "Ben: nothing changed (2 KRs)"


async def test_nothing_changed_beside_a_value_means_the_rest(week: Thread) -> None:
    reply = await week.says("ben", "1.1 38%\nnothing else, really\nnothing changed")
    assert "Not mentioned" not in said(reply)
    [kept] = await week.readings("1.2")
    assert (kept.value, kept.is_confirmed) == (Decimal(6), True)


async def test_nothing_changed_without_an_earlier_value_is_no_answer(week: Thread) -> None:
    await week.ask.put("key_results", replace(KEY_RESULTS[0], id="new", number=9, title="New one"))
    reply = await week.says("ben", "nothing changed")
    assert is_refused(reply)
    assert "1.9 has no value yet" in said(reply)
    assert await week.answer_of("ben") is None


async def test_the_button_keeps_what_was_not_mentioned(week: Thread) -> None:
    first = await week.says("ben", "1.1 38%")
    reply = await week.clicks("ben", first, "Nothing changed there")
    assert "1.2 Days to value 6, same" in said(reply)
    assert "1.2 Days to value 6, same" in week.thread("ben")
    assert "1.1 Activation 36 → 38%" in week.thread("ben")
    assert "You have answered already" in said(await week.clicks("ben", first, "Nothing changed there"))


async def test_away_is_like_the_button_and_an_answer_beats_it(week: Thread) -> None:
    assert said(await week.says("ben", "I'm away")).startswith("Noted: you are away for this check-in.")
    assert "0 of 3 in" in week.prompt
    await week.says("ben", "1.1 38%\naway")
    answer = await week.answer_of("ben")
    assert (answer.kind, answer.words) == (AnswerKind.REPLY, "away")
    assert "1 of 4 in" in week.prompt


@pytest.mark.parametrize("action", ["checkin.unchanged", "checkin.away", "checkin.undo"])
async def test_no_click_replaces_what_a_reply_said(week: Thread, action: str) -> None:
    await week.says("ben", "1.1 38%")
    assert "what you wrote stays" in said(await week.press("ben", action))
    assert (await week.answer_of("ben")).kind == AnswerKind.REPLY


BAD = {
    "1.9 45": "no key result 1.9",
    "1.1 apples": "no number",
    "1.3 230": "Only Cy, who owns it, Ana or an admin can change 1.3.",
    "1.1 45 days": "is measured in %, not days",
    "1.1 45\n1.1 46": "1.1 stands here twice",
    "decision: x? friday\ndecision: y? <@nobody>": "I don't know this person",
    f"1.1 45 {'x' * 301}": "301 characters; 300 fit here",
    "x " * 1_600: "characters; 3,000 fit here",
    "action: x 1 aug 2020": "is past",
}


@pytest.mark.parametrize("bad", BAD)
async def test_with_one_bad_line_nothing_is_taken_and_everything_given_back(week: Thread, bad: str) -> None:
    text = f"1.2 5\nblocker: legal\n{bad}"
    reply = await week.says("ben", text)
    assert is_refused(reply)
    assert said(reply).startswith("Nothing was recorded yet.")
    assert BAD[bad] in said(reply)
    assert bad.splitlines()[0][:1_000].strip() in said(reply)
    assert await week.answer_of("ben") is None
    assert await week.readings("1.2") == []
    assert await week.ask.rows("blockers") == await week.ask.rows("decisions") == []


async def test_words_that_grow_too_long_over_several_replies_are_refused_whole(week: Thread) -> None:
    await week.says("dee", "a" * 2_000)
    assert is_refused(await week.says("dee", "b" * 1_500))
    assert (await week.answer_of("dee")).words == "a" * 2_000


async def test_the_same_event_twice_is_one_answer(week: Thread) -> None:
    event = await week.typed("ben", "1.1 +5\nblocker: legal")
    await week.ask.door.handle(event)
    assert await week.ask.door.handle(event) == Nothing()
    assert len(await week.readings("1.1")) == len(await week.ask.rows("blockers")) == 1


async def test_the_lead_may_give_any_value_and_answers_for_themselves_alone(week: Thread) -> None:
    await week.says("ana", "1.1 39%")
    assert [row.member_id for row in await week.readings("1.1")] == [mid("ana")]
    assert await week.answer_of("ben") is None
    assert "1 of 4 in" in week.prompt


async def test_who_is_not_listed_is_told_so_and_gets_the_text_back(week: Thread) -> None:
    reply = await week.says("mia", "1.1 39%")
    assert "Only Growth's members answer here; Ana can add you" in said(reply)
    assert "1.1 39%" in said(reply)


async def test_guests_are_refused_kindly(week: Thread) -> None:
    event = replace(await week.typed("gus", "1.1 39%"), who=Person(id="gus", name="Gus", is_guest=True))
    reply = await week.ask.door.handle(event)
    assert "You are a guest from another workspace here" in said(reply)


async def test_user_text_stays_text(week: Thread) -> None:
    await week.says("ben", "blocker: <!channel> *bold* <@mia>")
    assert "<!channel> *bold*" in week.thread("ben")
    assert "<@mia>" not in week.thread("ben")


async def test_a_blocker_in_a_private_channel_stays_there_until_somebody_consents(week: Thread) -> None:
    other = replace(TEAM, id="sales", slug="sales", name="Sales", channel="C-sales", lead_id=mid("mia"))
    await week.ask.put("teams", other, replace(TEAM, channel_is_private=True))
    reply = await week.says("ben", "blocker: waiting for Sales")
    assert [row.waiting_on_team_id for row in await week.ask.rows("blockers")] == [None]
    assert any(button.action == "blocker.share" for button in buttons_of(reply))


async def test_who_may_not_read_a_private_team_learns_nothing_of_it(week: Thread) -> None:
    """Its prompt stands in a channel that the team has left."""
    await week.ask.put("teams", replace(TEAM, channel_is_private=True))
    reply = await week.says("eve", "1.1 38% conf 6", channel="C-left")
    assert is_refused(reply)
    assert TEAM.name not in said(reply)


async def test_the_summary_has_the_values_of_replies(week: Thread) -> None:
    await week.says("ben", "1.1 38% conf 6\ndecision: pause ads?")
    await week.at(12, "10:00")
    assert "36 → 38%" in week.texts("summary")[0]
    assert "pause ads?" in week.texts("summary")[0]


async def test_settled_states_are_what_they_are_for_a_form(week: Thread) -> None:
    await week.says("ben", "blocker: legal\ndecision: x?")
    assert [row.state for row in await week.ask.rows("blockers")] == [BlockerState.OPEN]
    assert [row.state for row in await week.ask.rows("decisions")] == [DecisionState.OPEN]


async def test_a_skipped_week_takes_no_reply_and_gives_it_back(week: Thread) -> None:
    await week.ask.put("checkins", replace(await week.newest(), state=CheckInState.SKIPPED))
    key = next(key for key in week.store.data[WORKSPACE.id].messages if key.startswith("prompt:"))
    reply = await week.says("ben", "1.1 38%", key)
    assert isinstance(reply, Say)
    assert "was skipped" in said(reply)
    assert "1.1 38%" in said(reply)
