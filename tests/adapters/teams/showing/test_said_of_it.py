"""What is said beside a button of an answer that stands elsewhere is never more than is known of it."""

import asyncio
import logging
import time
from datetime import timedelta

import pytest

from adapters.teams.arriving.incoming import Way
from adapters.teams.showing import private
from adapters.teams.showing.answers import InvokeAnswer
from cadence.cards import Text, buttons, card
from cadence.requests import Reply, Say, ShowForm
from tests.adapters.teams.showing.office import FORM, KEPT, Office, card_of
from tests.fakes.teams import Fault
from tests.fakes.teams.pacing import Doing

LONG = Say(card("x" * 150, Text("One"), Text("Two"), buttons()))


def said(answer: InvokeAnswer | None) -> str:
    assert answer is not None and answer.body is not None
    return str(answer.body["value"])


@pytest.mark.parametrize(
    ("reply", "is_personal", "under_way", "done", "lost"),
    [
        (
            Say(KEPT),
            False,
            "Kept: 3 KRs. More is on its way to our personal chat.",
            "Kept: 3 KRs. More in our personal chat.",
            "Kept: 3 KRs.",
        ),
        (
            LONG,
            False,
            "My answer is on its way to our personal chat.",
            "I have answered in our personal chat.",
            "x" * 150,
        ),
        (
            ShowForm(FORM),
            False,
            "The form is on its way to our personal chat.",
            "The form is in our personal chat.",
            "Teams did not let me show the form this time. Please try again.",
        ),
        (Say(KEPT), True, "It is on its way, below.", "See below.", "Kept: 3 KRs."),
        (
            ShowForm(FORM),
            True,
            "It is on its way, below.",
            "See below.",
            "Teams did not let me show the form this time. Please try again.",
        ),
    ],
)
async def test_that_it_stands_there_is_said_once_that_is_known(
    office: Office, reply: Reply, is_personal: bool, under_way: str, done: str, lost: str
) -> None:
    place = office.teams.tenant.personal(office.ann) if is_personal else office.growth
    pressed = office.pressed(Way.EXECUTE, office.ann, place)
    assert said(await office.replies.show(reply, pressed)) == done
    office.teams.fail(Doing.POST, Fault(500, "ServiceError"))
    assert said(await office.replies.show(reply, pressed)) == lost
    office.replies._patience = 0.1
    office.teams.fail(Doing.POST, Fault(delay=0.6, is_done=True))
    assert said(await office.replies.show(reply, pressed)) == under_way


async def test_a_card_that_is_gone_is_looked_for_three_times_while_other_answers_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(private, "SHORT_WAIT", timedelta(seconds=0.3))
    place = office.teams.tenant.personal(office.ann)
    message = await office.said(place, "A question")
    office.teams.fail(Doing.UPDATE, Fault(404, "ActivityNotFoundInConversation"), times=9)
    pressed = office.pressed(Way.EXECUTE, office.ann, place, message)
    with caplog.at_level(logging.WARNING):
        await office.replies.show(Say(KEPT, replaces=True), pressed)
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await office.replies.show(Say(card_of("Another")), office.typed(office.ann, place))
        others = time.monotonic() - began
        await office.replies.drain()
    assert office.teams.count(Doing.UPDATE) == 3 and others < 0.6
    assert "could not be changed: ActivityNotFoundInConversation" in caplog.text
