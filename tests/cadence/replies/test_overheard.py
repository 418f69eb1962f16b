"""Replies that name nobody: taken where they are answers beyond doubt, asked about where they may be, else left."""

from dataclasses import replace

import pytest

from cadence.model import AnswerKind
from cadence.requests import Nothing, Person, Say
from tests.cadence.asking import button, said
from tests.cadence.desk import is_refused
from tests.cadence.replies.thread import Thread
from tests.fakes.growth import TEAM, WORKSPACE

SENTENCE = "we still wait for the contract"


@pytest.mark.parametrize("text", ["1.1 45% conf 6", "blocker: legal", "decision: x?", "stop: webinars", "1.1 same"])
async def test_an_answer_beyond_doubt_is_taken(week: Thread, text: str) -> None:
    assert said(await week.murmurs("ben", text)).startswith("Taken for Growth, week 7:")
    assert (await week.answer_of("ben")).kind == AnswerKind.REPLY


async def test_nothing_changed_is_beyond_doubt(week: Thread) -> None:
    assert said(await week.murmurs("ben", "Nothing changed.")).startswith("Kept: 2 KRs.")


@pytest.mark.parametrize(
    "text", ["thanks", "thank you!", "when is the meeting, Ana?", "stop it", "same", "away", "help", "okr"]
)
async def test_what_is_no_answer_is_left_alone(week: Thread, text: str) -> None:
    assert await week.murmurs("ben", text) == Nothing()
    assert await week.answer_of("ben") is None


async def test_a_sentence_of_somebody_expected_is_asked_about_and_not_taken(week: Thread) -> None:
    reply = await week.murmurs("ben", SENTENCE)
    assert said(reply).splitlines() == [
        "Is this your answer for Growth, week 7?",
        "",
        SENTENCE,
        "[Take it as my answer] [No]",
    ]
    assert await week.answer_of("ben") is None
    taken = await week.clicks("ben", reply, "Take it as my answer")
    assert isinstance(taken, Say)
    assert taken.replaces
    assert (await week.answer_of("ben")).words == SENTENCE
    assert "1 of 4 in" in week.prompt
    assert week.thread("ben") == ""


async def test_talk_about_a_value_of_somebody_else_is_left_alone(week: Thread) -> None:
    assert await week.murmurs("ben", "1.3 44 conf 2 I think") == Nothing()


async def test_taken_twice_it_is_one_answer(week: Thread) -> None:
    reply = await week.murmurs("ben", SENTENCE)
    for _ in range(2):
        last = await week.clicks("ben", reply, "Take it as my answer")
    assert "taken this already" in said(last)
    assert (await week.answer_of("ben")).words == SENTENCE


async def test_a_long_one_is_taken_whole_too(week: Thread) -> None:
    text = " ".join(["word"] * 590)
    reply = await week.murmurs("ben", text)
    assert len(button(reply, "Take it as my answer").value) <= 2_000
    await week.clicks("ben", reply, "Take it as my answer")
    assert (await week.answer_of("ben")).words == text


async def test_people_named_in_it_are_kept_by_name(week: Thread) -> None:
    reply = await week.murmurs("ben", "we wait for <@mia> and legal")
    await week.clicks("ben", reply, "Take it as my answer")
    assert (await week.answer_of("ben")).words == "we wait for Mia and legal"


async def test_no_leaves_it_and_it_is_asked_once_a_week(week: Thread) -> None:
    reply = await week.murmurs("ben", SENTENCE)
    assert said(await week.clicks("ben", reply, "No")).startswith("Left as it is")
    assert await week.answer_of("ben") is None
    assert await week.murmurs("ben", "and one more sentence") == Nothing()


async def test_who_has_answered_is_not_asked(week: Thread) -> None:
    await week.press("ben", "checkin.unchanged")
    assert await week.murmurs("ben", SENTENCE) == Nothing()


async def test_after_closing_nobody_is_asked(week: Thread) -> None:
    key = f"prompt:{(await week.newest()).id}"
    await week.at(12, "10:00")
    assert await week.murmurs("ben", SENTENCE, key) == Nothing()
    assert "The summary now has it too." in said(await week.murmurs("ben", "1.1 45%", key))


@pytest.mark.parametrize("text", ["1.1 45%", SENTENCE, "nothing changed", "blocker: legal"])
async def test_of_who_is_not_in_the_team_nothing_is_heard(week: Thread, text: str) -> None:
    assert await week.murmurs("mia", text) == Nothing()
    guest = replace(await week.typed("gus", text, is_addressed=False), who=Person(id="gus", name="Gus", is_guest=True))
    assert await week.ask.door.handle(guest) == Nothing()
    assert await week.ask.rows("answers") == []


async def test_talk_about_a_value_of_others_is_left_alone(week: Thread) -> None:
    assert await week.murmurs("ben", "1.3 230") == Nothing()


async def test_a_mistake_in_what_is_surely_an_answer_is_told_privately(week: Thread) -> None:
    reply = await week.murmurs("ben", "1.1 45%\n1.9 3")
    assert is_refused(reply)
    assert "no key result 1.9" in said(reply)
    assert await week.answer_of("ben") is None


async def test_in_an_old_thread_even_a_sure_answer_is_asked_about(week: Thread) -> None:
    key = f"prompt:{(await week.newest()).id}"
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    reply = await week.murmurs("ben", "1.1 45%", key)
    assert said(reply).startswith("Is this your answer for Growth, week 8?")
    await week.clicks("ben", reply, "Take it as my answer")
    assert [row.checkin_id for row in await week.readings("1.1")] == [(await week.newest()).id]


async def test_outside_our_threads_nothing_is_heard(week: Thread) -> None:
    event = replace(await week.typed("ben", "1.1 45%", is_addressed=False), thread=f"{TEAM.channel}:elsewhere")
    assert await week.ask.door.handle(event) == Nothing()
    assert WORKSPACE.id in week.store.data
    assert await week.readings("1.1") == []
