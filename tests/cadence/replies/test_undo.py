"""Undo of a reply: exactly what that reply did is taken back, and what stood before it stands again."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cadence.model import ActionState, AnswerKind, BlockerState, DecisionState, Leave, StopState
from cadence.requests import Say
from tests.cadence.answering import kr
from tests.cadence.asking import button, said
from tests.cadence.desk import buttons_of, is_refused
from tests.cadence.replies.thread import Thread
from tests.fakes.growth import WORKSPACE, mid

EVERYTHING = """1.1 38%
1.2 same
blocker: legal
decision: pause ads?
stop: webinars
action: pricing test
it rains"""


async def test_an_only_reply_leaves_nothing_behind(week: Thread) -> None:
    reply = await week.says("ben", EVERYTHING)
    undone = await week.clicks("ben", reply, "Undo")
    assert isinstance(undone, Say)
    assert undone.replaces
    assert said(undone).startswith("Taken back. You have not answered yet.")
    answer = await week.answer_of("ben")
    assert (answer.is_withdrawn, answer.words) == (True, "")
    assert await week.standing("1.1") == await week.standing("1.2") == []
    assert [row.state for row in await week.ask.rows("blockers")] == [BlockerState.WITHDRAWN]
    assert [row.state for row in await week.ask.rows("decisions")] == [DecisionState.WITHDRAWN]
    assert [row.state for row in await week.ask.rows("stops")] == [StopState.WITHDRAWN]
    assert [row.state for row in await week.ask.rows("actions")] == [ActionState.WITHDRAWN]
    assert week.thread("ben") == "Ben: answer taken back"
    assert "0 of 4 in" in week.prompt


async def test_pressed_twice_it_says_so_and_touches_nothing_newer(week: Thread) -> None:
    first = await week.says("ben", "1.1 38%")
    await week.clicks("ben", first, "Undo")
    await week.says("ben", "1.1 40%")
    assert said(await week.clicks("ben", first, "Undo")).startswith("This reply was taken back already.")
    assert [str(row.value) for row in await week.standing("1.1")] == ["40"]
    assert "1 of 4 in" in week.prompt


async def test_what_nothing_changed_confirmed_stands_again(week: Thread) -> None:
    await week.press("ben", "checkin.unchanged")
    reply = await week.says("ben", "1.1 38%\nit rains")
    await week.clicks("ben", reply, "Undo")
    answer = await week.answer_of("ben")
    assert (answer.kind, answer.is_withdrawn, answer.words) == (AnswerKind.UNCHANGED, False, "")
    assert [(row.value, row.is_confirmed) for row in await week.standing("1.1")] == [(Decimal(36), True)]
    assert week.thread("ben") == "Ben: nothing changed (2 KRs)"


async def test_away_stands_again(week: Thread) -> None:
    await week.press("ben", "checkin.away")
    await week.clicks("ben", await week.says("ben", "back for an hour, all well"), "Undo")
    assert (await week.answer_of("ben")).kind == AnswerKind.AWAY
    assert "0 of 3 in" in week.prompt


async def test_what_the_form_said_stands_again(week: Thread) -> None:
    await week.reply("ben", {kr("1.1", "value"): "38", "blocker:1:text": "Legal"})
    thread = week.thread("ben")
    before = await week.answer_of("ben")
    reply = await week.says("ben", "1.1 44%\nblocker: no data\nit rains")
    assert week.thread("ben") != thread
    await week.clicks("ben", reply, "Undo")
    assert week.thread("ben") == thread
    assert await week.answer_of("ben") == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_of_two_replies_each_takes_back_its_own(week: Thread, order: tuple[int, int]) -> None:
    texts = ("1.1 38%\nblocker: legal\nit rains", "1.1 40%\n1.2 5\ndecision: x?\nit pours")
    replies = [await week.says("ben", text) for text in texts]
    await week.clicks("ben", replies[order[0]], "Undo")
    left = order[1]
    assert (await week.answer_of("ben")).words == ("it rains", "it pours")[left]
    assert [str(row.value) for row in await week.standing("1.1")] == [("38", "40")[left]]
    assert ("legal" in week.thread("ben"), "x?" in week.thread("ben")) == (left == 0, left == 1)
    assert "1 of 4 in" in week.prompt
    await week.clicks("ben", replies[left], "Undo")
    assert (await week.answer_of("ben")).is_withdrawn
    assert week.thread("ben") == "Ben: answer taken back"
    assert "0 of 4 in" in week.prompt


async def test_of_two_replies_with_the_same_words_one_stays(week: Thread) -> None:
    replies = [await week.says("dee", "all well here") for _ in range(2)]
    await week.clicks("dee", replies[0], "Undo")
    assert (await week.answer_of("dee")).words == "all well here"


async def test_after_the_form_was_sent_it_leaves_everything(week: Thread) -> None:
    reply = await week.says("ben", "1.1 38%\nblocker: legal")
    await week.reply("ben")
    thread = week.thread("ben")
    assert "it stays as you sent it" in said(await week.clicks("ben", reply, "Undo"))
    assert week.thread("ben") == thread


async def test_what_somebody_settled_meanwhile_stays_and_is_named(week: Thread) -> None:
    reply = await week.says("ben", "1.1 38%\ndecision: pause ads?")
    [decision] = await week.ask.rows("decisions")
    await week.ask.put("decisions", replace(decision, state=DecisionState.DECIDED, outcome="yes"))
    undone = said(await week.clicks("ben", reply, "Undo"))
    assert "but for what was settled meanwhile: pause ads?." in undone
    assert [row.state for row in await week.ask.rows("decisions")] == [DecisionState.DECIDED]
    assert await week.standing("1.1") == []
    assert not (await week.answer_of("ben")).is_withdrawn


async def test_what_nothing_changed_there_kept_has_its_own_undo(week: Thread) -> None:
    first = await week.says("ben", "1.1 38%")
    second = await week.clicks("ben", first, "Nothing changed there")
    await week.clicks("ben", second, "Undo")
    assert await week.standing("1.2") == []
    assert [str(row.value) for row in await week.standing("1.1")] == ["38"]


async def test_a_cover_takes_back_what_they_said_for_another(week: Thread) -> None:
    leave = Leave(
        id="leave",
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=date(2026, 11, 9),
        last=date(2026, 11, 15),
        cover_id=mid("cy"),
    )
    await week.ask.put("leaves", leave)
    reply = await week.says("cy", "1.1 40%\n1.3 230")
    assert week.thread("ben").splitlines() == ["Cy for Ben", "1.1 Activation 36 → 40%, conf 7"]
    assert week.thread("cy").splitlines() == ["Cy", "1.3 Trials/week 228 → 230, conf 4"]
    await week.clicks("cy", reply, "Undo")
    assert (week.thread("ben"), week.thread("cy")) == ("Cy for Ben: answer taken back", "Cy: answer taken back")


async def test_nobody_else_can_take_it_back(week: Thread) -> None:
    reply = await week.says("ben", "1.1 38%\nblocker: legal")
    await week.clicks("cy", reply, "Undo")
    assert [str(row.value) for row in await week.standing("1.1")] == ["38"]
    assert [row.state for row in await week.ask.rows("blockers")] == [BlockerState.OPEN]
    await week.clicks("ben", reply, "Undo")
    assert await week.standing("1.1") == []


async def test_a_button_that_was_tampered_with_takes_back_nothing_of_others(week: Thread) -> None:
    """A cover who is in no seat of their own adds to the answer that the covered person gave."""
    await week.says("ben", "blocker: legal")
    leave = Leave(
        id="leave",
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=date(2026, 11, 9),
        last=date(2026, 11, 15),
        cover_id=mid("mia"),
    )
    await week.ask.put("leaves", leave)
    mine = button(await week.says("mia", "1.1 40%"), "Undo")
    data = json.loads(mine.value)
    data["n"] = [[1], [1], [1], 1]
    await week.ask.presses("mia", replace(mine, value=json.dumps(data)))
    assert [row.state for row in await week.ask.rows("blockers")] == [BlockerState.OPEN]


@pytest.mark.parametrize("value", ["", "{}", "[]", "null", '{"c":1,"r":2,"a":3,"n":4,"w":5}'])
async def test_a_broken_button_is_refused(week: Thread, value: str) -> None:
    reply = await week.says("ben", "1.1 38%")
    assert is_refused(await week.ask.presses("ben", replace(button(reply, "Undo"), value=value)))


async def test_its_button_fits_even_for_a_long_reply(week: Thread) -> None:
    lines = [*(f"blocker: b{number}" for number in range(9)), *(f"stop: s{number}" for number in range(9))]
    reply = await week.says("ben", "\n".join(["1.1 38", "1.2 5", *lines]))
    assert all(len(each.value) <= 2_000 for each in buttons_of(reply))
    await week.clicks("ben", reply, "Undo")
    assert {row.state for row in await week.ask.rows("blockers")} == {BlockerState.WITHDRAWN}
