"""Which buttons open a form is known before they are pressed; a new button has to be put on one of the two lists.

That the lists are right, two weeks of a giant company prove (tests/adapters/slack/test_everything_fits.py); those that
come up too rarely there are pressed here.
"""

import pytest

from cadence.context import Services
from cadence.form_openers import OPENERS, opens_form
from cadence.requests import ShowForm
from cadence.routes import BUTTONS
from tests.cadence.desk import Desk, an_action
from tests.fakes.growth import TEAM
from tests.fakes.memory import MemoryStore

AT_ONCE = {
    "checkin.unchanged",
    "checkin.away",
    "checkin.undo",
    "board.show",
    "mine.show",
    "history.show",
    "summary.report",
    "record.undo",
    "decision.not_needed",
    "decision.fallback",
    "decision.raise",
    "action.done",
    "action.keep",
    "blocker.solved",
    "blocker.share",
    "stop.settle",
    "skip.open",
    "skip.more",
    "skip.back",
    "setup.move",
    "update.undo",
    "home.refresh",
    "reply.undo",
    "reply.take",
    "reply.leave",
    "reply.same",
    "esc.solved",
    "esc.send_now",
    "rhythm.skip",
}
"""One click does it, or shows it."""
RARE = (("rhythm.move", TEAM.id), ("rhythm.shorten", TEAM.id), ("action.set", an_action().id))


def test_every_button_is_on_one_of_the_two_lists() -> None:
    assert set(BUTTONS) == OPENERS | AT_ONCE
    assert not OPENERS & AT_ONCE


@pytest.mark.parametrize("mark", ["", "mine/", "home/"])
def test_a_marked_button_opens_what_it_opens_elsewhere(mark: str) -> None:
    assert opens_form(f"{mark}decision.decide")
    assert not opens_form(f"{mark}action.done")


@pytest.mark.parametrize(("action", "value"), RARE)
async def test_rare_ones_open_a_form(action: str, value: str, store: MemoryStore, services: Services) -> None:
    desk = Desk(store, services)
    await desk.keep("actions", an_action())
    assert isinstance(await desk.press("ana", action, value), ShowForm)
    assert opens_form(action)
