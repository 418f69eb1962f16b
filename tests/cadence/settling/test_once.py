"""What is settled is settled once: with one line for the team, and whoever comes second hears who was first."""

import asyncio

import pytest

from cadence.model import ActionState, BlockerState, DecisionState, StopState
from cadence.requests import Say
from cadence.settling import AlreadySettled, move_action, settle_action
from tests.cadence.desk import (
    Desk,
    a_blocker,
    is_refused,
    words,
)
from tests.cadence.settling.one_of_each import ACTION, BLOCKER, DECISION, FORMS, FRIDAY, STOP
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE, mid


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
