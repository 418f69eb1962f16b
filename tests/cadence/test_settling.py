"""Settling actions, stops, blockers and decisions: by whom, once, with a line for the team."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.context import Services
from cadence.forms import DateField, PersonField
from cadence.model import ActionState, BlockerState, DecisionState, Leave, StopState
from cadence.requests import Invalid, Person, Say, ShowForm
from cadence.scheduler import Scheduler
from cadence.settling import AlreadySettled, move_action, settle_action
from tests.cadence.desk import (
    Desk,
    a_blocker,
    a_decision,
    a_stop,
    an_action,
    buttons_of,
    card_words,
    errors_of,
    field_ids,
    form_of,
    is_refused,
    words,
)
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE, mid, plant_growth, pressed
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

YESTERDAY, TODAY, FRIDAY = date(2026, 11, 8), date(2026, 11, 9), date(2026, 11, 13)
ACTION, BLOCKER, DECISION, STOP = an_action().id, a_blocker().id, a_decision().id, a_stop().id

BUTTONS = (
    ("action.done", ACTION),
    ("action.set", ACTION),
    ("action.move", ACTION),
    ("action.drop", ACTION),
    ("blocker.solved", BLOCKER),
    ("blocker.check", BLOCKER),
    ("blocker.set", BLOCKER),
    ("decision.set", DECISION),
    ("decision.not_needed", DECISION),
)
DECIDE = ("decision.decide", DECISION)
STOPPED = ("stop.settle", f"{STOP}:stopped")

FORMS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("set_action", ACTION, {"owner": "cy", "due": "2026-11-13"}),
    ("move_action", ACTION, {"due": "2026-11-13", "reason": "waits for data"}),
    ("drop_action", ACTION, {"reason": "not worth it"}),
    ("check_blocker", BLOCKER, {"next_check": "2026-11-13"}),
    ("set_blocker", BLOCKER, {"owner": "cy", "next_check": "2026-11-13"}),
    ("set_decision", DECISION, {"owner": "cy", "due": "2026-11-13"}),
    ("decide", DECISION, {"outcome": "pause half", "owner": "cy", "due": "2026-11-13"}),
)


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """One of each: raised by Ben, on Cy's KR, for Dee."""
    return await _with_one_of_each(Desk(store, services))


async def _with_one_of_each(desk: Desk) -> Desk:
    await desk.keep("actions", an_action(due=TODAY))
    await desk.keep("blockers", a_blocker())
    await desk.keep("decisions", a_decision(needed_by=FRIDAY))
    await desk.keep("stops", a_stop())
    return desk


@pytest.mark.parametrize("who", ["dee", "ben", "cy", "ana"])
@pytest.mark.parametrize(("action", "value"), BUTTONS)
async def test_owner_raiser_the_key_results_owner_and_the_lead_may_settle(
    desk: Desk, action: str, value: str, who: str
) -> None:
    assert not is_refused(await desk.press(who, action, value))


@pytest.mark.parametrize(("who", "may"), [("dee", True), ("ana", True), ("ben", False), ("cy", False), ("mia", False)])
async def test_only_the_decider_and_the_lead_decide(desk: Desk, who: str, may: bool) -> None:
    assert is_refused(await desk.press(who, *DECIDE)) != may


@pytest.mark.parametrize(("who", "may"), [("ben", True), ("cy", True), ("ana", True), ("dee", False)])
async def test_a_stop_is_settled_by_who_raised_it_its_key_results_owner_or_the_lead(
    desk: Desk, who: str, may: bool
) -> None:
    assert is_refused(await desk.press(who, *STOPPED)) != may


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE, STOPPED])
async def test_an_admin_may_settle_everything(desk: Desk, action: str, value: str) -> None:
    await desk.change_member("mia", is_admin=True)
    assert not is_refused(await desk.press("mia", action, value))


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, STOPPED])
async def test_anybody_else_is_told_who_may(desk: Desk, action: str, value: str) -> None:
    before = desk.changes()
    reply = await desk.press("mia", action, value)
    assert is_refused(reply)
    assert "Ben, Cy, Ana or an admin can settle this" in words(reply)
    assert desk.changes() == before


@pytest.mark.parametrize(("form", "context", "values"), FORMS)
async def test_a_form_sent_by_somebody_who_may_not_changes_nothing(
    desk: Desk, form: str, context: str, values: dict[str, str]
) -> None:
    before = desk.changes()
    assert is_refused(await desk.submit("mia", form, context, **values))
    assert desk.changes() == before


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE])
async def test_the_cover_of_an_owner_on_leave_may_settle(desk: Desk, action: str, value: str) -> None:
    away = Leave(
        id="away", workspace_id=WORKSPACE.id, member_id=mid("dee"), first=TODAY, last=FRIDAY, cover_id=mid("mia")
    )
    await desk.keep("leaves", away)
    assert not is_refused(await desk.press("mia", action, value))


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE, STOPPED])
async def test_a_guest_settles_nothing(desk: Desk, action: str, value: str) -> None:
    press = replace(pressed("dee", action, value), who=Person(id="dee", name="Dee", is_guest=True), people={})
    assert "guest from another workspace" in words(await desk.door.handle(press))


@pytest.mark.parametrize("who", ["cy", "dee", "mia"])
async def test_a_blocker_for_the_lead_only_is_not_even_there_for_others(desk: Desk, who: str) -> None:
    await desk.keep("blockers", a_blocker(lead_only=True))
    await desk.change_member("mia", is_admin=True)
    assert words(await desk.press(who, "blocker.solved", BLOCKER)).startswith("This is not there any more.")


async def test_solving_a_blocker_for_the_lead_only_says_nothing_to_the_team(desk: Desk) -> None:
    week = await desk.open_week()
    await desk.keep("blockers", a_blocker(lead_only=True))
    await desk.press("ana", "blocker.solved", BLOCKER)
    assert desk.row("blockers", BLOCKER).state == BlockerState.SOLVED
    assert desk.said(f"prompt:{week.id}") == []


@pytest.mark.parametrize(
    ("action", "value", "kind", "state", "line"),
    [
        ("action.done", ACTION, "actions", ActionState.DONE, "Ben: action done: pricing test"),
        ("blocker.solved", BLOCKER, "blockers", BlockerState.SOLVED, "Ben: blocker solved: waiting for legal"),
        (
            "decision.not_needed",
            DECISION,
            "decisions",
            DecisionState.NOT_NEEDED,
            "Ben: decision not needed: pause paid ads?",
        ),
        ("stop.settle", f"{STOP}:stopped", "stops", StopState.STOPPED, "Ben: webinars: it did stop"),
        ("stop.settle", f"{STOP}:not_yet", "stops", StopState.NOT_YET, "Ben: webinars: not stopped yet"),
        ("stop.settle", f"{STOP}:changed_mind", "stops", StopState.CHANGED_MIND, "Ben: webinars: it goes on after all"),
    ],
)
async def test_one_click_settles_at_once_and_the_thread_reads_one_line(
    desk: Desk, action: str, value: str, kind: str, state: str, line: str
) -> None:
    week = await desk.open_week()
    reply = await desk.press("ben", action, value)
    assert desk.row(kind, value.partition(":")[0]).state == state
    assert desk.said(f"prompt:{week.id}") == [line]
    assert isinstance(reply, Say)
    assert reply.replaces
    assert line in words(reply)


@pytest.mark.parametrize(
    ("action", "value", "first"),
    [
        ("action.done", ACTION, "Ben settled this on Mon 9 Nov: done."),
        ("blocker.solved", BLOCKER, "Ben settled this on Mon 9 Nov: solved."),
        ("decision.not_needed", DECISION, "Ben settled this on Mon 9 Nov: not needed."),
        ("stop.settle", f"{STOP}:stopped", "Ben settled this on Mon 9 Nov: it did stop."),
    ],
)
async def test_the_second_click_hears_who_was_first_and_changes_nothing(
    desk: Desk, clock: FakeClock, action: str, value: str, first: str
) -> None:
    await desk.press("ben", action, value)
    before, said = desk.changes(), desk.said()
    clock.forward(days=2)
    reply = await desk.press("ana", action, value)
    assert words(reply).startswith(first)
    assert (desk.changes(), desk.said()) == (before, said)


@pytest.mark.parametrize(
    ("action", "value", "settles"),
    [
        ("action.set", ACTION, "action.done"),
        ("action.move", ACTION, "action.done"),
        ("action.drop", ACTION, "action.done"),
        ("blocker.check", BLOCKER, "blocker.solved"),
        ("blocker.set", BLOCKER, "blocker.solved"),
        ("decision.set", DECISION, "decision.not_needed"),
        ("decision.decide", DECISION, "decision.not_needed"),
    ],
)
async def test_no_form_opens_for_what_is_settled_already(desk: Desk, action: str, value: str, settles: str) -> None:
    await desk.press("ben", settles, value)
    assert "Ben settled this" in words(await desk.press("ana", action, value))


@pytest.mark.parametrize(("form", "context", "values"), FORMS)
async def test_a_form_that_comes_too_late_is_refused_and_stays_open(
    desk: Desk, form: str, context: str, values: dict[str, str]
) -> None:
    settles = {ACTION: "action.done", BLOCKER: "blocker.solved", DECISION: "decision.not_needed"}[context]
    await desk.press("ben", settles, context)
    before = desk.changes()
    reply = await desk.submit("ana", form, context, **values)
    assert is_refused(reply)
    assert "Ben settled this on Mon 9 Nov" in words(reply)
    assert desk.changes() == before


async def test_a_stop_that_has_not_stopped_yet_is_asked_again(desk: Desk) -> None:
    await desk.press("ben", "stop.settle", f"{STOP}:not_yet")
    await desk.press("ben", "stop.settle", f"{STOP}:stopped")
    assert desk.row("stops", STOP).state == StopState.STOPPED


@pytest.mark.parametrize("state", ["", "open", "withdrawn", "gone"])
async def test_a_made_up_state_settles_no_stop(desk: Desk, state: str) -> None:
    assert is_refused(await desk.press("ben", "stop.settle", f"{STOP}:{state}"))
    assert desk.row("stops", STOP).state == StopState.OPEN


@pytest.mark.parametrize("action", sorted({action for action, _ in (*BUTTONS, DECIDE, STOPPED)}))
async def test_a_made_up_id_is_not_there_any_more(desk: Desk, action: str) -> None:
    assert "This is not there any more." in words(await desk.press("ana", action, "made-up:stopped"))


async def test_moving_asks_for_date_and_reason_and_counts(desk: Desk) -> None:
    week = await desk.open_week()
    assert field_ids(await desk.press("dee", "action.move", ACTION)) == ["due", "reason"]
    await desk.submit("dee", "move_action", ACTION, due="2026-11-13", reason="waits for data")
    moved = desk.row("actions", ACTION)
    assert (moved.due, moved.reason, moved.times_moved, moved.state) == (
        FRIDAY,
        "waits for data",
        1,
        ActionState.OPEN,
    )
    assert desk.said(f"prompt:{week.id}") == ["Dee moved: pricing test, to Fri 13 Nov (waits for data)"]


async def test_dropping_asks_why(desk: Desk) -> None:
    week = await desk.open_week()
    assert field_ids(await desk.press("dee", "action.drop", ACTION)) == ["reason"]
    await desk.submit("dee", "drop_action", ACTION, reason="not worth it")
    dropped = desk.row("actions", ACTION)
    assert (dropped.state, dropped.reason, dropped.settled_by) == (ActionState.DROPPED, "not worth it", mid("dee"))
    assert desk.said(f"prompt:{week.id}") == ["Dee: action dropped: pricing test (not worth it)"]


async def test_setting_owner_and_date_for_the_first_time_is_no_move(desk: Desk) -> None:
    await desk.keep("actions", an_action(owner_id=None, due=None))
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="2026-11-13")
    action = desk.row("actions", ACTION)
    assert (action.owner_id, action.due, action.times_moved) == (mid("cy"), FRIDAY, 0)


async def test_setting_another_date_than_before_is_a_move(desk: Desk) -> None:
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="2026-11-13")
    assert desk.row("actions", ACTION).times_moved == 1


async def test_a_date_of_the_past_may_stay_while_the_owner_changes(desk: Desk) -> None:
    await desk.keep("actions", an_action(due=YESTERDAY))
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="2026-11-08")
    action = desk.row("actions", ACTION)
    assert (action.owner_id, action.due, action.times_moved) == (mid("cy"), YESTERDAY, 0)


async def test_an_empty_field_leaves_what_was_there(desk: Desk) -> None:
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="")
    action = desk.row("actions", ACTION)
    assert (action.owner_id, action.due) == (mid("cy"), TODAY)


async def test_taking_a_blocker_sets_owner_and_next_check(desk: Desk) -> None:
    week = await desk.open_week()
    assert field_ids(await desk.press("dee", "blocker.set", BLOCKER)) == ["owner", "next_check"]
    await desk.submit("dee", "set_blocker", BLOCKER, owner="cy", next_check="2026-11-13")
    blocker = desk.row("blockers", BLOCKER)
    assert (blocker.owner_id, blocker.next_check, blocker.state) == (mid("cy"), FRIDAY, BlockerState.OPEN)
    assert desk.said(f"prompt:{week.id}") == [
        "Dee set: waiting for legal (owner Cy, next check Fri 13 Nov)",
    ]


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


LONG = "x" * 301
BAD: tuple[tuple[str, str, dict[str, str], str, str], ...] = (
    ("move_action", ACTION, {"reason": "r"}, "due", "Choose a day"),
    ("move_action", ACTION, {"due": "2026-11-08", "reason": "r"}, "due", "Sun 8 Nov is past"),
    ("move_action", ACTION, {"due": "2026-11-09", "reason": "r"}, "due", "the date it has now"),
    ("move_action", ACTION, {"due": "blue", "reason": "r"}, "due", "blue"),
    ("move_action", ACTION, {"due": "2026-11-13"}, "reason", "Say why"),
    ("move_action", ACTION, {"due": "2026-11-13", "reason": LONG}, "reason", "301 characters; 300 fit"),
    ("drop_action", ACTION, {"reason": "  "}, "reason", "Say why"),
    ("drop_action", ACTION, {"reason": "y" * 20_000}, "reason", "20,000 characters; 300 fit"),
    ("set_action", ACTION, {}, "owner", "Say who does it, or by when"),
    ("set_action", ACTION, {"owner": "nobody"}, "owner", "I don't know this person"),
    ("set_action", ACTION, {"due": "2026-11-08"}, "due", "Sun 8 Nov is past"),
    ("check_blocker", BLOCKER, {}, "next_check", "Choose the day"),
    ("check_blocker", BLOCKER, {"next_check": "2026-11-08"}, "next_check", "is past"),
    ("set_blocker", BLOCKER, {"owner": "cy"}, "next_check", "Choose the day"),
    ("set_blocker", BLOCKER, {"owner": "nobody", "next_check": "2026-11-13"}, "owner", "I don't know"),
    ("decide", DECISION, {}, "outcome", "Say what is decided"),
    ("decide", DECISION, {"outcome": LONG}, "outcome", "301 characters"),
    ("decide", DECISION, {"outcome": "o", "owner": "nobody"}, "owner", "I don't know"),
    ("decide", DECISION, {"outcome": "o", "due": "2026-11-08"}, "due", "is past"),
    ("decide", DECISION, {"outcome": "o", "why_late": LONG}, "why_late", "301 characters"),
    ("set_decision", DECISION, {}, "owner", "Say who, or by when"),
    ("set_decision", DECISION, {"due": "2026-11-08"}, "due", "is past"),
)


@pytest.mark.parametrize(("form", "context", "values", "field", "says"), BAD)
async def test_a_wrong_field_gets_its_own_error_and_nothing_is_written(
    desk: Desk, form: str, context: str, values: dict[str, str], field: str, says: str
) -> None:
    before = desk.changes()
    errors = errors_of(await desk.submit("ana", form, context, **values))
    assert list(errors) == [field]
    assert says in errors[field]
    assert desk.changes() == before


async def test_all_wrong_fields_are_marked_at_once(desk: Desk) -> None:
    errors = errors_of(await desk.submit("dee", "decide", DECISION, owner="nobody", due="2026-11-08", why_late=LONG))
    assert sorted(errors) == ["due", "outcome", "owner", "why_late"]


async def test_nothing_is_given_to_a_guest_or_to_somebody_who_left(desk: Desk) -> None:
    await desk.change_member("cy", is_active=False)
    errors = errors_of(await desk.submit("dee", "set_action", ACTION, owner="cy"))
    assert "Cy is not active any more" in errors["owner"]


async def test_every_form_is_prefilled_with_what_is_known(desk: Desk) -> None:
    await desk.keep("blockers", a_blocker(next_check=FRIDAY))
    for action, value, initial in (
        ("action.set", ACTION, (("dee",), "2026-11-09")),
        ("blocker.set", BLOCKER, (("dee",), "2026-11-13")),
        ("decision.set", DECISION, (("dee",), "2026-11-13")),
    ):
        parts: list[Any] = list(form_of(await desk.press("ana", action, value)).parts)
        assert tuple(part.initial for part in parts) == initial


async def test_every_form_proposes_what_nobody_said(desk: Desk) -> None:
    """A day to look again is two working days away, also where the one that stood is past."""
    await desk.keep("actions", an_action(owner_id=None, due=None))
    await desk.keep("decisions", a_decision(decider_id=None, needed_by=None))
    await desk.keep("blockers", a_blocker(next_check=None), a_blocker("past", next_check=date(2026, 11, 3)))
    for action, value, initial in (
        ("action.set", ACTION, (("cy",), "2026-11-16")),
        ("decision.set", DECISION, (("ana",), "2026-11-16")),
        ("blocker.check", BLOCKER, ("2026-11-11",)),
        ("blocker.check", a_blocker("past").id, ("2026-11-11",)),
    ):
        parts: list[Any] = list(form_of(await desk.press("ana", action, value)).parts)
        assert tuple(part.initial for part in parts) == initial, action


async def test_a_form_opened_from_a_list_answers_with_that_list(desk: Desk) -> None:
    listed = await desk.type("dee", "actions mine")
    move = next(button for button in buttons_of(listed) if button.action == "action.move")
    opened = await desk.press("dee", move.action, move.value)
    reply = await desk.submit("dee", "move_action", form_of(opened).context, due="2026-11-13", reason="waits")
    assert "Growth: your open actions" in words(reply)


async def test_whoever_said_nothing_changed_keeps_what_else_is_due_and_undo(desk: Desk) -> None:
    week = await desk.open_week()
    await desk.keep("actions", an_action("other", owner_id=mid("dee"), text="call Legal", due=TODAY))
    kept = await desk.press("dee", "checkin.unchanged", week.id)
    assert "Two things are due" in words(kept)
    reply = await desk.press("dee", "action.done", ACTION)
    assert isinstance(reply, Say)
    assert reply.replaces
    assert "Dee: action done: pricing test" in words(reply)
    assert "One thing is due: call Legal." in words(reply)
    assert "checkin.undo" in [button.action for button in buttons_of(reply)]


async def test_a_summary_that_shows_it_is_brought_up_to_date_in_place(
    desk: Desk, clock: FakeClock, services: Services
) -> None:
    week = await desk.open_week()
    clock.to(week.closes_at)
    await Scheduler(desk.store, services).tick()
    summary = desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"]
    assert "waiting for legal" in card_words(summary.message.card)
    await desk.press("dee", "blocker.solved", BLOCKER)
    after = desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"]
    assert after.revision == summary.revision + 1


async def test_two_clicks_at_once_settle_once(desk: Desk) -> None:
    replies = await asyncio.gather(*(desk.press(who, "action.done", ACTION) for who in ("ana", "ben", "dee")))
    assert sum(is_refused(reply) for reply in replies) == 2
    assert len([row for row in desk.changes() if row[1:] == ("actions", ACTION)]) == 2  # planted, settled


async def test_a_record_read_before_somebody_else_settled_it_is_read_anew(desk: Desk) -> None:
    stale = desk.row("actions", ACTION)
    await desk.press("ben", "action.done", ACTION)
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        with pytest.raises(AlreadySettled, match="Ben settled this on Mon 9 Nov: done"):
            await settle_action(unit, stale, mid("ana"), ActionState.DROPPED, unit.now)
        with pytest.raises(AlreadySettled):
            await move_action(unit, stale, mid("ana"), FRIDAY, unit.now, "later")


GARBAGE = st.one_of(
    st.text(max_size=330), st.sampled_from(["ana", "cy", "nobody", "2026-11-13", "2026-02-30", "today", "x" * 301])
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), form=st.sampled_from(FORMS))
async def test_garbage_in_any_field_is_an_error_at_its_field_or_a_kept_record(
    data: st.DataObject, form: tuple[str, str, dict[str, str]]
) -> None:
    memory = MemoryStore(FakeClock(MONDAY + timedelta(hours=1)))
    await plant_growth(memory, readings=False)
    desk = await _with_one_of_each(Desk(memory, fake_services()))
    name, context, fields = form
    values = {field: data.draw(GARBAGE) for field in fields}
    reply = await desk.submit("ana", name, context, **values)
    if isinstance(reply, Invalid):
        assert set(reply.errors) <= set(fields)
        assert desk.said() == []
    else:
        assert isinstance(reply, Say)
        assert not reply.refuses
        assert desk.said()


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE])
async def test_every_form_fits_the_smallest_platform(desk: Desk, action: str, value: str) -> None:
    reply = await desk.press("ana", action, value)
    if isinstance(reply, ShowForm):
        assert len(reply.form.title) <= 24
        assert len(reply.form.submit) <= 24


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
