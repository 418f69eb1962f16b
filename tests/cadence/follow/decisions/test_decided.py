"""Decided, or not needed: every message that showed the question says so, and the action that follows is there."""

from typing import Any

import pytest

from cadence.requests import Reply
from tests.cadence.answering import Answering
from tests.cadence.asking import filled, opened
from tests.cadence.desk import Desk, is_refused, words
from tests.cadence.follow.decisions.calls import CALL, FRIDAY, in_thread, labels, private, shown_to
from tests.cadence.follow.decisions.questions import QUESTION, ask, decision
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid, submitted


async def test_deciding_updates_every_message_that_showed_it_and_tells_the_team(desk: Desk) -> None:
    week = await desk.open_week()
    await ask(desk)
    await desk.submit("dee", "decide", CALL, outcome="pause half", owner="cy", due="2026-11-13")
    line = "Dee decided: pause paid ads? pause half (Cy, by Fri 13 Nov)"
    assert in_thread(desk).notice == line
    assert private(desk, "dee").startswith(line)
    assert labels(in_thread(desk)) == labels(shown_to(desk, "dee")[0]) == []
    assert desk.said(f"prompt:{week.id}")[-1].startswith("Dee decided: pause paid ads? pause half")


async def test_deciding_creates_the_action(desk: Desk) -> None:
    await ask(desk)
    await desk.submit("dee", "decide", CALL, outcome="pause half", owner="cy", due="2026-11-13")
    (action,) = desk.rows("actions")
    assert (action.text, action.owner_id, action.due, action.decision_id) == ("pause half", mid("cy"), FRIDAY, CALL)


async def test_deciding_updates_the_summary_that_showed_it(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    await week.at(12, "10:00")
    (call,) = await week.ask.rows("decisions")
    await week.ask.door.handle(_decided(call.id))
    assert "✓ pause paid ads? pause half" in week.texts("summary")[-1]


async def test_not_needed_updates_every_message_that_showed_it(desk: Desk) -> None:
    await ask(desk)
    await desk.press("ben", "decision.not_needed", CALL)
    assert in_thread(desk).notice == "Not needed any more, said Ben: pause paid ads?"
    assert private(desk, "dee").startswith("Not needed any more, said Ben: pause paid ads?")
    assert labels(in_thread(desk)) == labels(shown_to(desk, "dee")[0]) == []


async def test_a_decision_that_took_days_says_so_where_it_is_posted_and_listed(desk: Desk, clock: FakeClock) -> None:
    await ask(desk)
    clock.to(berlin(15, "09:00"))
    fields = {"outcome": "pause half", "owner": "cy", "due": "2026-11-20", "why_late": "no numbers"}
    reply = await desk.submit("dee", "decide", CALL, **fields)
    assert "Dee decided after 6 days: pause paid ads?" in words(reply)
    assert "Why it took so long: no numbers" in words(reply)
    listed = words(await desk.type("ben", "decisions all"))
    assert "after 6 days: pause half · why it took so long: no numbers" in listed


async def test_why_it_was_late_is_asked_only_once_it_is_late(desk: Desk, clock: FakeClock) -> None:
    await ask(desk)
    assert "why_late" not in _fields(await desk.press("dee", "decision.decide", CALL))
    clock.to(berlin(13, "09:00"))
    assert "why_late" in _fields(await desk.press("dee", "decision.decide", CALL))


@pytest.mark.parametrize("action", ["decision.decide", "decision.hand_over", "decision.not_needed"])
async def test_the_message_of_a_colleague_forwarded_to_somebody_else_settles_nothing(desk: Desk, action: str) -> None:
    await ask(desk)
    before = decision(desk)
    reply = await desk.press("mia", action, CALL, channel=None)
    assert is_refused(reply)
    assert "or an admin can" in words(reply)
    assert decision(desk) == before


@pytest.mark.parametrize("action", ["decision.decide", "decision.hand_over", "decision.not_needed"])
async def test_a_button_of_an_old_message_says_who_was_first(desk: Desk, action: str) -> None:
    await ask(desk)
    await desk.submit("dee", "decide", CALL, outcome="pause half", owner="cy", due="2026-11-13")
    reply = await desk.press("ana", action, CALL)
    assert is_refused(reply)
    assert words(reply).startswith("Dee settled this on Mon 9 Nov: decided.")


async def test_an_overdue_call_stands_in_the_summary_as_overdue(week: Answering) -> None:
    await week.reply("ben", {**QUESTION, "decision:1:by": "2026-11-11"})
    await week.at(12, "10:00")
    assert "Wed 11 Nov, overdue" in week.texts("summary")[-1]


def _decided(call_id: str) -> Any:
    return submitted("dee", "decide", call_id, outcome="pause half", owner="cy", due="2026-11-20")


def _fields(reply: Reply) -> dict[str, Any]:
    return filled(opened(reply))
