"""What was recorded can be taken back, by whom and until when; its line and the summary follow."""

import pytest

from cadence.context import Services
from cadence.model import ActionState, BlockerState, DecisionState
from cadence.requests import Say
from cadence.scheduler import Scheduler
from tests.cadence.desk import Desk, a_blocker, buttons_of, card_words, is_refused, words
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE


@pytest.mark.parametrize(
    ("noun", "state"),
    [
        ("blocker", BlockerState.WITHDRAWN),
        ("decision", DecisionState.WITHDRAWN),
        ("action", ActionState.WITHDRAWN),
    ],
)
async def test_take_back_withdraws_it_and_its_line(desk: Desk, noun: str, state: str) -> None:
    week = await desk.open_week()
    recorded = await desk.type("ben", f"{noun} something silly")
    press = next(button for button in buttons_of(recorded) if button.label == "Take back")
    reply = await desk.press("ben", press.action, press.value)
    assert desk.rows(f"{noun}s")[0].state == state
    assert isinstance(reply, Say)
    assert reply.replaces
    assert "something silly" in words(reply)
    assert desk.said(f"prompt:{week.id}") == [f"Ben took back a{'n' if noun == 'action' else ''} {noun}."]


async def test_what_is_taken_back_after_the_closing_leaves_the_summary_too(
    desk: Desk, clock: FakeClock, services: Services
) -> None:
    week = await desk.open_week()
    await desk.type("ben", "blocker something silly")
    clock.to(week.closes_at)
    await Scheduler(desk.store, services).tick()
    summary = desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"].message.card
    assert "something silly" in card_words(summary)
    await desk.press("ben", "record.undo", f"blocker:{desk.rows('blockers')[0].id}")
    summary = desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"].message.card
    assert "something silly" not in card_words(summary)


async def test_only_who_recorded_it_or_the_lead_takes_it_back(desk: Desk) -> None:
    await desk.type("ben", "blocker something")
    blocker = desk.rows("blockers")[0]
    reply = await desk.press("cy", "record.undo", f"blocker:{blocker.id}")
    assert "Only Ben" in words(reply)
    await desk.press("ana", "record.undo", f"blocker:{blocker.id}")
    assert desk.rows("blockers")[0].state == BlockerState.WITHDRAWN


async def test_what_was_solved_meanwhile_is_not_taken_back(desk: Desk) -> None:
    await desk.type("ben", "blocker something")
    blocker = desk.rows("blockers")[0]
    await desk.press("ana", "blocker.solved", blocker.id)
    reply = await desk.press("ben", "record.undo", f"blocker:{blocker.id}")
    assert "Ana settled this on Mon 9 Nov: solved." in words(reply)
    assert desk.rows("blockers")[0].state == BlockerState.SOLVED


async def test_a_blocker_for_the_lead_only_is_not_there_for_others_to_take_back(desk: Desk) -> None:
    await desk.change_member("mia", is_admin=True)
    await desk.keep("blockers", a_blocker(lead_only=True))
    reply = await desk.press("mia", "record.undo", f"blocker:{a_blocker().id}")
    assert "This is not there any more." in words(reply)
    assert desk.said() == []


@pytest.mark.parametrize("value", ["", "blocker", "blocker:gone", "members:x", "team:x", ":", "blocker:a:b"])
async def test_a_made_up_value_takes_back_nothing(desk: Desk, value: str) -> None:
    assert is_refused(await desk.press("ben", "record.undo", value))
