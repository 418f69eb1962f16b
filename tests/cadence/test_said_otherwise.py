"""Lines that are no command: a value without its word, a sentence, a person typed without a mention."""

from datetime import date
from decimal import Decimal

import pytest

from cadence.cards import Button
from cadence.grammar.commands import NoCommand, RecordAction, RecordDecision, read_command
from cadence.model import Leave
from tests.cadence.asking import Asking, button, faults, opened, said
from tests.fakes.growth import kr_id, mid
from tests.fakes.services import FakeDateReader

MONDAY, FRIDAY = date(2026, 11, 9), date(2026, 11, 13)


def no_command(line: str) -> NoCommand:
    with pytest.raises(NoCommand) as caught:
        read_command(line, MONDAY, FakeDateReader())
    return caught.value


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "hello, can I see my board?",
        "Hi there",
        "show me my board",
        "can I see my board?",
        "2 things are late now",
        "where do I check in",
    ],
)
def test_a_sentence_is_told_from_a_command(line: str) -> None:
    assert no_command(line).is_sentence


@pytest.mark.parametrize("line", ["upate 2.1 45% conf 6", "xyzzy", "blokcer 2.1 waiting for legal", "2.1", "2.1 soon"])
def test_a_misspelt_command_is_none(line: str) -> None:
    assert not no_command(line).is_sentence


@pytest.mark.parametrize("line", ["1.3 233 conf 4", "growth/1.3 +5, two deals", "1.3 45% <@ben> said so"])
def test_a_value_without_its_word_is_what_update_would_read(line: str) -> None:
    meant = no_command(line).meant
    assert meant == f"update {line}"
    read_command(meant, MONDAY, FakeDateReader())


def test_what_is_missing_of_a_value_is_said() -> None:
    assert "The value of 1.3 is missing" in str(no_command("1.3 conf 4"))


async def test_a_value_without_its_word_is_one_press_away(ask: Asking) -> None:
    reply = await ask.types("cy", "1.3 233 conf 4 two deals")
    assert "Did you mean `okr update 1.3 233 conf 4 two deals`?" in said(reply)
    offered = button(reply, "Update 1.3")
    assert "228 → 233 (320)" in said(await ask.presses("cy", offered))
    newest = max(await ask.rows("readings", key_result_id=kr_id("1.3")), key=lambda row: row.at)
    assert (newest.value, newest.confidence, newest.note) == (Decimal(233), 4, "two deals")


async def test_it_is_done_once_however_often_it_is_pressed(ask: Asking) -> None:
    offered = button(await ask.types("cy", "1.3 +5"), "Update 1.3")
    await ask.presses("cy", offered)
    assert "already" in said(await ask.presses("cy", offered))
    assert len(await ask.rows("readings", key_result_id=kr_id("1.3"))) == 2


async def test_it_may_do_no_more_than_who_presses_it(ask: Asking) -> None:
    reply = await ask.presses("ben", button(await ask.types("ben", "1.3 233"), "Update 1.3"))
    assert "Only Cy" in said(reply)
    assert len(await ask.rows("readings", key_result_id=kr_id("1.3"))) == 1


async def test_a_sentence_in_a_personal_chat_gets_three_things_to_press(ask: Asking) -> None:
    reply = await ask.types("ben", "hello, can I see my board?", channel=None)
    assert "I don't know" not in said(reply)
    assert "hello, can I see my board?" in said(reply)
    assert "[My board] [What waits for me] [Check in]" in said(reply)
    assert said(await ask.presses("ben", button(reply, "My board"), channel=None)).startswith("Growth · week 7")
    assert "Nothing waits for you" in said(await ask.presses("ben", button(reply, "What waits for me"), channel=None))
    assert opened(await ask.presses("ben", button(reply, "Check in"), channel=None)).id == "checkin"


async def test_a_sentence_that_sounds_off_track_can_be_recorded(ask: Asking) -> None:
    reply = await ask.types("ben", "we are still waiting for legal")
    assert opened(await ask.presses("ben", button(reply, "Record as a blocker"))).id == "record_blocker"


@pytest.mark.parametrize("value", ["", "{}", "[1]", '{"l": 3}', "[" * 5_000])
async def test_a_button_that_nobody_made_does_nothing(ask: Asking, value: str) -> None:
    assert "okr help" in said(await ask.presses("ben", Button("Update", "line.type", value)))


@pytest.mark.parametrize(
    ("line", "text", "due"),
    [
        ("send offer <@ben> someday", "send offer someday", None),
        ("send offer <@ben> asap friday", "send offer asap", FRIDAY),
        ("send offer <@ben>, next sprint.", "send offer next sprint.", None),
        ("send offer <@ben> by hook or crook", "send offer by hook or crook", None),
        ("ask <@ben> soon", "ask <@ben> soon", None),
        ("show <@ben> the offer", "show <@ben> the offer", None),
    ],
)
def test_words_that_are_no_day_stay_without_the_name_before_them(line: str, text: str, due: date | None) -> None:
    read = read_command(f"action {line}", MONDAY, FakeDateReader())
    assert read == RecordAction(text=text, person="ben", due=due)


def test_so_they_do_in_a_question() -> None:
    read = read_command("decision pause paid ads? <@ben> soon", MONDAY, FakeDateReader())
    assert read == RecordDecision(question="pause paid ads? soon", person="ben")


@pytest.mark.parametrize("line", ["away 1 Dec to 3 Dec cover @ben", "away 1 Dec @ben"])
async def test_a_cover_typed_without_a_mention_is_told_how_and_keeps_its_text(ask: Asking, line: str) -> None:
    reply = await ask.types("cy", line)
    assert "@ben came as plain text" in said(reply)
    assert "pick the person from the list" in said(reply)
    assert f"okr {line}" in said(reply)
    assert await ask.rows("leaves") == []


async def test_leave_asks_to_tick_only_where_there_is_something_to_tick(ask: Asking) -> None:
    form = opened(await ask.presses("ben", Button("Leave", "home.leave")))
    assert faults(await ask.sends("ben", form)) == {"first": "From which day?"}
    leave = Leave(id="l", workspace_id="local", member_id=mid("ben"), first=FRIDAY, last=FRIDAY)
    await ask.put("leaves", leave)
    assert faults(await ask.sends("ben", form)) == {"first": "From which day? Or tick what to take back."}
