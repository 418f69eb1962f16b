"""What people do and see is the same wherever they are: in the browser, in Slack, in a channel and a chat of Teams."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.parity.stage import CLOSING, OPENING, Stage, Where, opened

MORNING = {day: datetime(2026, 11, day, 7, 0, tzinfo=UTC) for day in range(9, 21)}
"""Eight o'clock in Berlin."""


async def answers(stage: Stage) -> list[str]:
    """Where answers stand: in the thread, or on the check-in itself."""
    return [said for said in await stage.thread() if "→" in said or "nothing changed" in said.lower()]


# A team is set up, and whoever asks is answered


async def test_a_team_that_was_set_up_has_its_board(growth: Stage) -> None:
    await growth.types("ben", "")
    told = await growth.told("ben")
    for fact in ("New customers see value quickly", "1.1", "Activation", "36", "45", "Trials/week"):
        assert fact in told
    assert await growth.here() == []


async def test_the_board_is_read_from_elsewhere_by_the_teams_name(growth: Stage) -> None:
    await growth.types("ben", "board growth", Where.PRIVATE)
    assert "Days to value" in await growth.told("ben")


async def test_a_wrong_setup_is_marked_at_its_field_and_nothing_is_lost(stage: Stage) -> None:
    await stage.types("ana", "setup")
    await opened(stage, "ana")
    await stage.send("ana", {"opens_at": "soon", "meeting": "Growth weekly", "replaces": "a mail"})
    sheet = await opened(stage, "ana")
    assert any("soon" in fault for fault in sheet.faults), sheet
    assert (sheet.values["opens_at"], sheet.values["meeting"]) == ("soon", "Growth weekly")


async def test_help_lists_what_can_be_typed(growth: Stage) -> None:
    await growth.types("cy", "help")
    told = await growth.told("cy")
    for word in ("checkin", "update 2.1 45% conf 6", "mine", "blocker", "setup"):
        assert word in told


async def test_a_word_that_is_none_gets_the_nearest_and_nothing_is_written(growth: Stage) -> None:
    await growth.types("ben", "blokers")
    assert "blockers" in await growth.told("ben")
    assert await growth.here() == []


async def test_a_reading_from_one_line_shows_old_and_new_and_can_be_undone(growth: Stage) -> None:
    await growth.types("ben", "update 1.1 40% conf 6 two deals slipped")
    told = await growth.told("ben")
    assert "36" in told and "40%" in told
    await growth.press("ben", "Undo", Where.PRIVATE)
    await growth.types("ben", "history 1.1")
    assert "Undone" in await growth.told("ben")


async def test_a_stranger_may_read_and_changes_nothing(growth: Stage) -> None:
    await growth.types("gus", "update growth/1.1 41%", Where.PRIVATE)
    assert "36 → 41" not in await growth.told("gus")
    await growth.types("ben", "")
    board = await growth.told("ben")
    assert "41" not in board and "36" in board


# A week


async def test_the_prompt_comes_once_at_its_time(growth: Stage) -> None:
    await growth.at(OPENING - timedelta(minutes=1))
    assert await growth.here() == []
    await growth.at(OPENING)
    await growth.at(OPENING)
    [prompt] = await growth.here()
    assert "What moved?" in prompt
    assert "0 of 3 in" in prompt


async def test_the_form_is_filled_with_what_is_known_and_errors_keep_what_was_typed(growth: Stage) -> None:
    await growth.at(OPENING)
    await growth.press("ben", "Answer")
    sheet = await opened(growth, "ben")
    value, note = sheet.field("1.1"), sheet.field("1.1", ":note")
    assert sheet.values[value] == "36"
    await growth.send("ben", {value: "much", note: "two deals slipped"})
    sheet = await opened(growth, "ben")
    assert any("much" in fault for fault in sheet.faults), sheet
    assert (sheet.values[value], sheet.values[note]) == ("much", "two deals slipped")
    await growth.send("ben", {value: "38%"})
    [said] = await answers(growth)
    assert "36 → 38%" in said and "two deals slipped" in said
    assert "1 of 3 in" in (await growth.here())[0]


async def test_nothing_changed_is_one_press_and_undo_takes_it_back(growth: Stage) -> None:
    await growth.at(OPENING)
    await growth.press("cy", "Nothing changed")
    assert "Kept: 1 KR" in await growth.told("cy")
    assert "1 of 3 in" in (await growth.here())[0]
    await growth.press("cy", "Undo my answer", Where.PRIVATE)
    assert "0 of 3 in" in (await growth.here())[0]


async def test_away_is_one_press_and_nobody_is_waited_for(growth: Stage) -> None:
    await growth.at(OPENING)
    await growth.press("cy", "I'm away")
    assert "0 of 2 in" in (await growth.here())[0]
    assert "you are away" in await growth.told("cy")


async def test_a_reply_in_the_thread_is_an_answer_where_there_are_threads(growth: Stage) -> None:
    if not growth.has_replies:
        pytest.skip("an answer is no line in a thread there: docs/parity.md")
    await growth.at(OPENING)
    await growth.replies("ben", "1.1 45% conf 6 two deals slipped")
    assert "1 of 3 in" in (await growth.here())[0]
    assert len([said for said in await answers(growth) if "36 → 45%" in said]) == 1
    assert "36 → 45%" in await growth.told("ben")


async def test_the_summary_says_the_same_facts(growth: Stage) -> None:
    await growth.at(OPENING)
    await growth.press("ben", "Answer")
    sheet = await opened(growth, "ben")
    values = {
        sheet.field("1.1"): "38%",
        sheet.field("1.1", ":conf"): "3",
        sheet.field("What is off track"): "waiting for the lawyers",
        sheet.field("What needs a decision"): "Pause paid ads?",
    }
    await growth.send("ben", values)
    await growth.press("cy", "Nothing changed")
    await growth.at(CLOSING)
    prompt, *_, summary = await growth.here()
    assert "Closed" in prompt
    assert "2 of 3 in" in summary
    facts = ("Pause paid ads?", "waiting for the lawyers", "1.1", "Activation", "36 → 38", "not set", "Days to value")
    for fact in facts:
        assert fact in summary, fact
    assert summary.upper().index("DECISION") < summary.upper().index("OFF TRACK") < summary.upper().index("KEY RESULTS")
    brief = await growth.told("ana")
    assert "Pause paid ads?" in brief
    await growth.press("ana", "Copy as report")
    assert "Pause paid ads?" in await growth.told("ana")


# What does not go away


async def test_a_question_reaches_its_decider_privately_and_is_decided_there(growth: Stage) -> None:
    await growth.types("ben", "decision")
    sheet = await opened(growth, "ben")
    asked = {sheet.field("What needs a decision"): "Pause paid ads?", sheet.field("Who decides"): growth.id_of("cy")}
    await growth.send("ben", asked)
    assert "Your call" in await growth.told("cy")
    await growth.types("cy", "mine")
    assert "Pause paid ads?" in await growth.told("cy")
    await growth.press("cy", "Decide", Where.PRIVATE)
    await opened(growth, "cy")
    await growth.send("cy", {"outcome": "Pause half of them"})
    await growth.types("ana", "decisions all")
    assert "Pause half of them" in await growth.told("ana")


async def test_a_blocker_nobody_takes_reaches_the_manager_who_takes_it(growth: Stage) -> None:
    await growth.types("ben", "blocker waiting for the lawyers")
    await growth.at(MORNING[10])
    assert "Growth is waiting: waiting for the lawyers" in await growth.told("ana")
    await growth.at(MORNING[11])
    assert "Goes to" in await growth.told("ana")
    await growth.at(MORNING[12])
    assert "Growth is waiting: waiting for the lawyers" in await growth.told("mia")
    await growth.press("mia", "I'll take it", Where.PRIVATE)
    await opened(growth, "mia")
    await growth.send("mia", {"returns": MORNING[16].date().isoformat()})
    await growth.types("ana", "blockers all")
    assert "lawyers" in await growth.told("ana")
    await growth.at(MORNING[16])
    assert "Time to look again: waiting for the lawyers" in await growth.told("mia")


async def test_what_waits_is_listed_and_settled_in_place(growth: Stage) -> None:
    await growth.types("ana", f"action send the contracts {growth.naming('ben')} friday")
    await growth.at(MORNING[13])
    await growth.types("ben", "mine")
    assert "send the contracts" in await growth.told("ben")
    await growth.press("ben", "Done", Where.PRIVATE)
    await growth.types("ana", "actions all")
    assert "done by ben" in (await growth.told("ana")).split("send the contracts")[-1].lower()
