"""How a message and a form look in Slack, kept as JSON: a change of looks shows up in review.

`pytest --snapshot-update` keeps a new look.
"""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from adapters.slack.rendering import render_card, render_form, render_note
from tests.adapters.slack.test_cards import EVERYTHING
from tests.adapters.slack.test_forms import ANSWER, OPENED


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_the_look_of_a_message(golden: SnapshotAssertion) -> None:
    assert render_card(EVERYTHING) == golden


def test_the_look_of_a_form(golden: SnapshotAssertion) -> None:
    assert render_form(ANSWER, OPENED) == golden


def test_the_look_of_a_note(golden: SnapshotAssertion) -> None:
    assert render_note(EVERYTHING, OPENED) == golden
