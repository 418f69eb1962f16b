"""Which thread means what: a prompt's and a summary's take answers, every other one takes commands."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cadence.errors import TryLater
from cadence.model import AnswerKind, Leave
from cadence.requests import ShowForm
from tests.cadence.asking import said
from tests.cadence.desk import a_decision
from tests.cadence.replies.thread import Thread
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, mid


async def test_after_closing_it_is_late_and_the_summary_has_it(week: Thread) -> None:
    await week.at(12, "10:00")
    reply = await week.says("ben", "1.1 45%")
    assert "The summary now has it too." in said(reply)
    assert (await week.answer_of("ben")).is_late
    assert "36 → 45%" in week.texts("summary")[0]


async def test_the_summarys_thread_takes_answers_too(week: Thread) -> None:
    await week.at(12, "10:00")
    await week.says("ben", "1.1 45%", f"summary:{(await week.newest()).id}")
    assert (await week.answer_of("ben")).kind == AnswerKind.REPLY


async def test_in_an_old_thread_it_counts_for_the_newer_check_in_and_says_so(week: Thread) -> None:
    old = await week.newest()
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    reply = await week.says("ben", "1.1 45%", f"prompt:{old.id}")
    assert "This thread is an earlier week's; it counts for week 8." in said(reply)
    assert [row.checkin_id for row in await week.readings("1.1")] == [(await week.newest()).id]


async def test_a_reply_of_last_week_is_not_undone_any_more(week: Thread) -> None:
    reply = await week.says("ben", "1.1 45%")
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    assert "earlier week's check-in" in said(await week.clicks("ben", reply, "Undo"))
    assert [row.value for row in await week.standing("1.1")] == [Decimal(45)]


async def test_a_cover_answers_for_both(week: Thread) -> None:
    leave = Leave(
        id="leave",
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=date(2026, 11, 9),
        last=date(2026, 11, 15),
        cover_id=mid("cy"),
    )
    await week.ask.put("leaves", leave)
    reply = await week.says("cy", "1.1 40%")
    assert "Not mentioned: 1.2, 1.3." in said(reply)
    assert (await week.answer_of("ben")).given_by == mid("cy")
    assert (await week.answer_of("cy")).given_by is None


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("help", "Every week"),
        ("okr help", "Every week"),
        ("mine", "One thing waits"),
        ("history 1.1", "1.1 Activation"),
    ],
)
async def test_a_command_stays_a_command_in_a_prompts_thread(week: Thread, line: str, begins: str) -> None:
    assert said(await week.says("ben", line)).startswith(begins)
    assert await week.answer_of("ben") is None


async def test_a_sentence_that_begins_with_a_commands_word_is_an_answer(week: Thread) -> None:
    await week.says("ben", "help is needed with the contract")
    assert (await week.answer_of("ben")).words == "help is needed with the contract"


@pytest.mark.parametrize("is_addressed", [True, False])
async def test_a_reply_to_a_prompt_that_we_do_not_know_as_shown_yet_is_kept_for_later(
    week: Thread, clock: FakeClock, is_addressed: bool
) -> None:
    reply = await week.typed("ben", "1.1 40% conf 6", is_addressed=is_addressed)
    prompt = week.said("prompt")[-1].key
    queued = week.store.data[WORKSPACE.id].messages[prompt]
    queued.ref, queued.leased_until = None, clock() + timedelta(seconds=45)  # its sender was killed after posting
    with pytest.raises(TryLater):
        await week.ask.door.handle(reply)
    queued.ref, queued.leased_until = reply.thread, None
    await week.ask.door.handle(reply)
    assert [row.confidence for row in await week.standing("1.1")] == [6]


async def test_in_the_thread_of_anything_else_a_reply_is_a_command(week: Thread) -> None:
    decision = a_decision("one")
    await week.ask.put("decisions", decision)
    await week.ask.types("ben", "decision pause paid ads?")
    key = week.said("decision")[0].key
    assert "36 → 45%" in said(await week.says("ben", "update 1.1 45%", key))
    assert await week.answer_of("ben") is None
    assert "no whole sentences" in said(await week.says("ben", "we could pause half", key))
    elsewhere = replace(await week.typed("ben", "checkin"), thread=f"{TEAM.channel}:elsewhere")
    assert isinstance(await week.ask.door.handle(elsewhere), ShowForm)
