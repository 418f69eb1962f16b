"""How a message and a form look in Teams, kept as JSON: a change of looks shows up in review.

`pytest --snapshot-update` keeps a new look.
"""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from adapters.teams.rendering import CHANNEL, DIALOG, PERSONAL, FormWay, render_card, render_form, render_note
from cadence.cards import Button, Look, Text, Tone, buttons, card
from tests.adapters.teams.rendering.samples import EVERY_FIELD, EVERYTHING, OPENED, PEOPLE

PROMPT = card(
    "Growth, week 6 of 13: your check-in is open until Thu 10:00.",
    Text("Growth, week 6 of 13. What moved? What's off track? What needs a decision? What stops or shifts?"),
    Text("About a minute; summary Thu 10:00. 2 of 6 in.", Tone.QUIET),
    buttons(
        Button("Answer", "checkin.answer", "c1", Look.PRIMARY),
        Button("Nothing changed", "checkin.unchanged", "c1"),
        Button("I'm away", "checkin.away", "c1"),
    ),
)


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_the_look_of_a_prompt(golden: SnapshotAssertion) -> None:
    assert render_card(PROMPT, CHANNEL) == golden


def test_the_look_of_a_message(golden: SnapshotAssertion) -> None:
    assert render_card(EVERYTHING, CHANNEL) == golden


def test_the_look_of_a_card_in_the_personal_chat(golden: SnapshotAssertion) -> None:
    assert render_card(EVERYTHING, PERSONAL) == golden


def test_the_look_of_a_form_in_a_dialog(golden: SnapshotAssertion) -> None:
    assert render_form(EVERY_FIELD, OPENED, PEOPLE, FormWay.DIALOG, {"next": "That is past."}) == golden


def test_the_look_of_a_form_in_the_personal_chat(golden: SnapshotAssertion) -> None:
    assert render_form(EVERY_FIELD, OPENED, PEOPLE, FormWay.CHAT) == golden


def test_the_look_of_a_note_in_a_dialog(golden: SnapshotAssertion) -> None:
    assert render_note(PROMPT, DIALOG) == golden
