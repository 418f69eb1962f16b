"""Settled, what was shown beside it comes again as it now is: a list, a summary, what else is due."""

from cadence.context import Services
from cadence.requests import Say
from cadence.scheduler import Scheduler
from tests.cadence.desk import Desk, an_action, buttons_of, card_words, form_of, words
from tests.cadence.settling.one_of_each import ACTION, BLOCKER, TODAY
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE, mid


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
