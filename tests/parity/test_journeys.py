"""What people do and see is the same wherever they are: in the browser, in Slack, in a channel and a chat of Teams."""

from datetime import timedelta

import pytest

from tests.parity.stage import CLOSING, OPENING, Stage, Where, opened


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


async def test_another_blocker_fits_into_the_form_and_each_has_a_message_of_its_own(growth: Stage) -> None:
    await growth.at(OPENING)
    await growth.press("ben", "Answer")
    sheet = await opened(growth, "ben")
    first = sheet.field("What is off track")
    await growth.more("ben", "Add another", {sheet.field("1.1"): "38%", first: "waiting for the lawyers"})
    sheet = await opened(growth, "ben")
    [*_, second] = [key for key, label in sheet.labels.items() if label.startswith("What is off track")]
    assert second != first
    assert (sheet.values[first], sheet.values[sheet.field("1.1")]) == ("waiting for the lawyers", "38%")
    await growth.send("ben", {second: "ad costs doubled"})
    said = await growth.thread()
    for text in ("waiting for the lawyers", "ad costs doubled"):
        assert sum(text in one for one in said[-2:]) == 1, said


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
