"""`okr mine` and a full digest fit Slack's limits, and the marked buttons of the card come back as they were sent."""

from datetime import timedelta

import pytest

from adapters.slack.rendering import render_card
from cadence.cards import Card
from cadence.context import Services
from cadence.model import Action, ActionState, Blocker, Decision
from cadence.requests import Say
from tests.cadence.desk import Desk, a_blocker, a_decision, an_action
from tests.cadence.follow.telling import TODAY, Mailroom, about
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid
from tests.fakes.memory import MemoryStore
from tests.fakes.slack.limits import faults_of_message

LONG = "something that somebody wrote at great length " * 6
EACH = range(9)


@pytest.fixture
def mail(store: MemoryStore, clock: FakeClock) -> Mailroom:
    return Mailroom(store, clock)


async def plenty(mail: Mailroom) -> None:
    """Nine of everything, told of; half of the actions are done."""
    done = {"state": ActionState.DONE, "settled_by": mid("dee"), "settled_at": MONDAY}
    actions = [an_action(f"{n}", due=TODAY, text=LONG) for n in EACH]
    blockers = [a_blocker(f"{n}", next_check=TODAY, text=LONG, tried=LONG) for n in EACH]
    decisions = [a_decision(f"{n}", needed_by=TODAY + timedelta(days=1), question=LONG, fallback=LONG) for n in EACH]
    things: list[Action | Blocker | Decision] = [*actions, *blockers, *decisions]
    await mail.keep(*things)
    await mail.note(*map(about, things))
    await mail.at(9)
    await mail.settle(*(an_action(f"{n}", due=TODAY, text=LONG, **done) for n in EACH[:5]))


async def test_a_full_digest_fits(mail: Mailroom) -> None:
    await plenty(mail)
    (digest,) = mail.told("dee")
    assert faults_of_message(render_card(digest.card)) == []
    assert len(render_card(digest.card)) < 50


async def test_a_full_card_fits_and_marks_its_buttons(mail: Mailroom, services: Services) -> None:
    await plenty(mail)
    shown = await _mine(Desk(mail.store, services))
    blocks = render_card(shown)
    assert faults_of_message(blocks) == []
    actions = {each["action_id"] for block in blocks if block["type"] == "actions" for each in block["elements"]}
    assert any(action.startswith("press:mine/decision.decide") for action in actions)


async def _mine(desk: Desk) -> Card:
    reply = await desk.type("dee", "mine", None)
    assert isinstance(reply, Say)
    return reply.card
