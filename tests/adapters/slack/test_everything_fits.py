"""Everything that Drumbeat shows in Slack, at its largest, is within Slack's limits and in the shape of its types.

A giant company lives for two weeks; everybody types, presses and fills whatever there is, with the longest and oddest
texts. What was shown is checked three times: by our table of limits, by slack_sdk's models, and by the official types
restated in `schema`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from adapters.slack.decoding.views import modal as modal_in
from adapters.slack.rendering import (
    HOME,
    MESSAGE,
    PLAIN,
    Dress,
    message_text,
    render_card,
    render_form,
    render_home,
    render_note,
)
from adapters.slack.rendering.cards import LEFT_OUT
from adapters.slack.showing.metadata import ModalState
from adapters.slack.showing.replies import submission_ack
from cadence.cards import Card
from cadence.form_openers import opens_form
from cadence.routes import BUTTONS, SUBMISSIONS
from cadence.splitting import split
from tests.adapters.slack.schema import shape_of_message, shape_of_view
from tests.fakes.slack.limits import faults_of_home, faults_of_message, faults_of_view
from tests.giant import company as giant
from tests.giant.crawl import Book, Shown
from tests.giant.lived import lived

ORIGIN = ModalState(channel="C1GIANT", channel_name="g" * 80, step=99)
RARE = {"setup.move", "rhythm.move", "rhythm.shorten", "rhythm.skip", "reply.take", "reply.leave", "action.keep"}
RARE |= {"skip.open", "skip.more", "skip.back", "stop.settle", "action.set"}
"""Buttons that two such weeks do not bring up for everybody to press; their cards are other buttons' cards."""
SOMETIMES = {"checkin.mine", "summary.missing"}
"""Forms for whoever is in one team, and while something is missing; these people are in several, and fill it all."""
LONGEST_NOTIFICATION = 300
OUR_LINK = re.compile(r"^<https://[^|<>]+\|[^|<>]+>$")


@dataclass(frozen=True)
class Fault:
    where: str
    what: str


@pytest.fixture(scope="module")
def book() -> Book:
    return lived()


def test_nearly_everything_there_is_was_pressed_and_sent(book: Book) -> None:
    pressed = {action.rpartition("/")[2] for action in book.pressed}
    assert set(BUTTONS) - pressed <= RARE
    assert len(set(SUBMISSIONS) - set(book.sent)) <= 4
    assert len(book.cards) > 1_000
    assert len({form.id for form in book.forms}) > 25
    assert len(book.invalid) > 200


def test_it_is_known_beforehand_which_buttons_open_a_form(book: Book) -> None:
    """Some platforms have to know: see `cadence.form_openers`."""
    is_form = {action: book.answered[action, "ShowForm"] > book.answered[action, "Say"] for action, _ in book.answered}
    wrong = {action for action, opens in is_form.items() if opens != opens_form(action)}
    assert wrong <= SOMETIMES
    assert len({action for action, opens in is_form.items() if opens}) > 25


def test_every_message_is_taken_by_slack(book: Book) -> None:
    faults = [fault for shown in book.cards for fault in faults_of(shown)]
    assert faults == []


def test_every_home_is_taken_by_slack(book: Book) -> None:
    homes = [shown for shown in book.cards if shown.place == "home"]
    assert len(homes) > 10
    for shown in homes:
        view = render_home(shown.card)
        assert [*faults_of_home(view), *shape_of_view(view)] == []
        assert LEFT_OUT not in json.dumps(view, ensure_ascii=False)


def test_every_private_answer_is_taken_as_a_note_in_a_modal(book: Book) -> None:
    for shown in book.cards:
        view = render_note(shown.card, ORIGIN)
        assert [*faults_of_view(view), *shape_of_view(view)] == [], shown.about


def test_every_form_is_taken_by_slack(book: Book) -> None:
    for form in book.forms:
        view = render_form(form, ORIGIN)
        assert [*faults_of_view(view), *shape_of_view(view)] == [], form.id
        assert LEFT_OUT not in json.dumps(view, ensure_ascii=False), form.id


def test_every_error_at_a_field_is_taken_by_slack(book: Book) -> None:
    for form, invalid, _ in book.invalid:
        modal = modal_in({**render_form(form, ORIGIN), "id": "V1", "hash": "h"})
        ack = submission_ack(invalid, modal)
        assert isinstance(ack, dict)
        errors = ack.get("errors", {})
        assert ack["response_action"] in {"errors", "push"}
        assert set(errors) <= {f"field:{name}" for name in modal.fields}
        assert all(0 < len(message) <= 1_000 for message in errors.values())


def test_every_message_has_a_notification_that_says_something(book: Book) -> None:
    for shown in book.cards:
        for card in pieces_of(shown):
            text = message_text(card)
            assert text.strip()
            assert len(card.notice and text) <= LONGEST_NOTIFICATION * 2, "escaping may lengthen it"
            assert text not in {giant.TEAM.name, giant.OTHER.name, giant.SECRET.name}


def test_nothing_that_anybody_typed_can_mention_link_or_format(book: Book) -> None:
    """What is parsed by Slack (mrkdwn, top-level text) holds no bracket but those of our own links."""
    for shown in book.cards:
        assert not {"<", ">"} & {*message_text(shown.card)}
        for text in parsed_in(render_card(shown.card, MESSAGE)):
            assert not {"<", ">"} & {*OUR_LINK.sub("", text)}, shown.about


def faults_of(shown: Shown) -> Iterator[Fault]:
    for dress in (PLAIN, MESSAGE) if shown.place != "home" else ():
        for card in pieces_of(shown):
            yield from faults_in(card, dress, f"{shown.place}: {shown.about[:80]}")


def faults_in(card: Card, dress: Dress, where: str) -> Iterator[Fault]:
    blocks = render_card(card, dress)
    for fault in (*faults_of_message(blocks), *shape_of_message(blocks), *faults_of_models(blocks)):
        yield Fault(where, fault)
    if LEFT_OUT in json.dumps(blocks, ensure_ascii=False):
        yield Fault(where, "something was left out")


def faults_of_models(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """What slack_sdk says; it does not know charts yet."""
    known = [block for block in blocks if block["type"] != "data_visualization"]
    parsed = Block.parse_all(known)
    if len(parsed) != len(known):
        yield "slack_sdk does not know a block"
    for block in parsed:
        block.validate_json()


def pieces_of(shown: Shown) -> list[Card]:
    """Private answers that are too long come in several; messages were taken apart before they were sent."""
    return split(shown.card) if shown.place == "reply" else [shown.card]


def parsed_in(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from parsed_in(item)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        yield from parsed_in(list(node.values()))


def test_homes_take_more_than_messages() -> None:
    assert (HOME.most_blocks, MESSAGE.most_blocks) == (100, 50)
