"""Asked again, a request for help changes or is a new one, and is never doubled."""

from dataclasses import replace
from datetime import date

from cadence.model import EscalationState, Role
from cadence.wording.plain import plain_text
from tests.cadence.asking import filled
from tests.cadence.desk import Desk
from tests.cadence.follow.help.asking import BLOCKER, ask, calls, form_for, thread
from tests.cadence.follow.two_teams import labels, messages, private
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid


async def test_asking_twice_on_a_day_changes_what_was_asked_and_doubles_nothing(desk: Desk) -> None:
    await ask(desk, to="manager")
    await ask(desk, "cy", to="manager", ask="a yes from Legal", answer_by="2026-11-13")
    (step,) = calls(desk)
    assert (step.asked_by, step.ask, step.answer_by) == (mid("cy"), "a yes from Legal", date(2026, 11, 13))
    (text,) = private(desk.store, "mia")
    assert "Ask: a yes from Legal by Fri 13 Nov" in text
    assert thread(desk) == ["Cy asked for help with 1.3"]


async def test_one_form_sent_twice_asks_once(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    for _ in range(2):
        await desk.submit("dee", form.id, form.context, **filled(form))
    assert len(calls(desk)) == 1


async def test_somebody_else_can_be_asked_on_the_same_day(desk: Desk) -> None:
    await ask(desk, to="lead")
    await ask(desk, to="manager")
    assert [row.role for row in calls(desk)] == [Role.LEAD, Role.MANAGER]


async def test_on_another_day_it_is_a_new_message(desk: Desk, clock: FakeClock) -> None:
    await ask(desk, to="manager")
    clock.to(berlin(10, "09:00"))
    await ask(desk, to="manager")
    assert len(private(desk.store, "mia")) == 2


async def test_after_the_first_was_passed_on_asking_again_is_a_new_message(desk: Desk) -> None:
    await ask(desk, to="manager")
    (step,) = calls(desk)
    await desk.keep("escalations", replace(step, state=EscalationState.PASSED))
    await ask(desk, to="manager")
    assert len(calls(desk)) == 2


async def test_once_it_is_solved_the_message_says_so_without_buttons(desk: Desk) -> None:
    await ask(desk, to="manager")
    await desk.press("ben", "blocker.solved", BLOCKER)
    (told,) = messages(desk.store, member="mia")
    assert labels(told.card) == []
    assert "solved" in plain_text(told.card)
