"""Deciding: what the form shows and proposes, the outcome that is kept, and the action that follows from it."""

from datetime import date
from typing import Any

from cadence.forms import DateField, PersonField
from cadence.model import DecisionState
from tests.cadence.desk import (
    Desk,
    a_decision,
    field_ids,
    form_of,
)
from tests.cadence.settling.one_of_each import DECIDE, DECISION, FRIDAY
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid


async def test_deciding_keeps_the_outcome_and_makes_the_action_that_follows(desk: Desk) -> None:
    week = await desk.open_week()
    assert field_ids(await desk.press("dee", *DECIDE)) == ["outcome", "owner", "due"]
    await desk.submit("dee", "decide", DECISION, outcome="pause half", owner="cy", due="2026-11-13")
    decision = desk.row("decisions", DECISION)
    assert (decision.state, decision.outcome, decision.decided_by) == (
        DecisionState.DECIDED,
        "pause half",
        mid("dee"),
    )
    (action,) = [row for row in desk.rows("actions") if row.decision_id == DECISION]
    assert (action.text, action.owner_id, action.due) == ("pause half", mid("cy"), FRIDAY)
    assert desk.said(f"prompt:{week.id}") == ["Dee decided: pause paid ads? pause half (Cy, by Fri 13 Nov)"]


async def test_a_decision_that_needs_no_work_makes_no_action(desk: Desk) -> None:
    await desk.submit("dee", "decide", DECISION, outcome="leave it as it is")
    assert [row for row in desk.rows("actions") if row.decision_id] == []


async def test_a_late_decision_may_say_what_took_so_long(desk: Desk, clock: FakeClock) -> None:
    clock.forward(days=10)
    assert "why_late" in field_ids(await desk.press("dee", *DECIDE))
    await desk.submit("dee", "decide", DECISION, outcome="pause half", why_late="waited for numbers")
    assert desk.row("decisions", DECISION).why_late == "waited for numbers"


async def test_the_decide_form_shows_the_question_the_day_and_the_fallback(desk: Desk) -> None:
    await desk.keep("decisions", a_decision(needed_by=FRIDAY, fallback="pause half"))
    intro = form_of(await desk.press("dee", *DECIDE)).intro
    assert intro == "pause paid ads? Needed by Fri 13 Nov. If no answer: pause half. Affects 1.3."


async def test_setting_an_open_decision_changes_who_decides_and_when(desk: Desk) -> None:
    await desk.submit("ben", "set_decision", DECISION, owner="cy", due="2026-11-12")
    decision = desk.row("decisions", DECISION)
    assert (decision.decider_id, decision.needed_by) == (mid("cy"), date(2026, 11, 12))
    assert (decision.owner_id, decision.due) == (None, None)


async def test_setting_a_decided_one_changes_who_does_it_and_fills_in_its_action(desk: Desk) -> None:
    await desk.submit("dee", "decide", DECISION, outcome="pause half", owner="cy")
    await desk.submit("ben", "set_decision", DECISION, due="2026-11-13")
    decision = desk.row("decisions", DECISION)
    assert (decision.owner_id, decision.due, decision.decider_id) == (mid("cy"), FRIDAY, mid("dee"))
    (action,) = [row for row in desk.rows("actions") if row.decision_id]
    assert (action.owner_id, action.due) == (mid("cy"), FRIDAY)


async def test_setting_the_action_of_a_decision_fills_in_the_decision(desk: Desk) -> None:
    await desk.submit("dee", "decide", DECISION, outcome="pause half", owner="cy")
    (action,) = [row for row in desk.rows("actions") if row.decision_id]
    await desk.submit("cy", "set_action", action.id, due="2026-11-13")
    assert desk.row("decisions", DECISION).due == FRIDAY


async def test_deciding_proposes_the_decider_and_a_date_that_one_click_changes(desk: Desk) -> None:
    form = form_of(await desk.press("ana", *DECIDE))
    owner, due = (part for part in form.parts if getattr(part, "id", "") in ("owner", "due"))
    assert isinstance(owner, PersonField) and isinstance(due, DateField)
    assert (owner.initial, due.initial) == (("dee",), "2026-11-16")
    assert owner.hint == due.hint == "A proposal: change it, or empty it."


async def test_a_decision_taken_without_owner_and_date_is_asked_for_them_with_the_same_proposal(desk: Desk) -> None:
    await desk.submit("dee", "decide", DECISION, outcome="pause half")
    parts: list[Any] = list(form_of(await desk.press("ben", "decision.set", DECISION)).parts)
    assert [part.initial for part in parts] == [("dee",), "2026-11-16"]


async def test_a_decision_is_told_once_where_its_message_says_what_became_of_it(desk: Desk) -> None:
    week = await desk.open_week()
    await desk.type("ben", "decision hire two? <@dee> friday")
    [asked] = [row for row in desk.rows("decisions") if row.question == "hire two?"]
    await desk.submit("dee", "decide", asked.id, outcome="yes", owner="cy", due="2026-11-13")
    assert desk.said(f"prompt:{week.id}") == ["Dee decided: hire two? yes (Cy, by Fri 13 Nov)"]


async def test_handed_on_it_is_told_by_whom_although_its_message_shows_who_decides(desk: Desk) -> None:
    week = await desk.open_week()
    await desk.type("ben", "decision hire two? <@dee> friday")
    [asked] = [row for row in desk.rows("decisions") if row.question == "hire two?"]
    form = form_of(await desk.press("dee", "decision.hand_over", asked.id))
    await desk.submit("dee", form.id, form.context, to="cy", why="not my budget")
    assert desk.said(f"prompt:{week.id}")[1:] == ["Dee handed it to Cy: hire two? (not my budget)"]
