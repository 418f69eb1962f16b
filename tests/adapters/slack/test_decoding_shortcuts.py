"""Slack's shortcuts, in the shapes that it sends, as requests."""

import pytest

from adapters.slack.arriving.incoming import Spot
from adapters.slack.decoding import decode
from cadence.requests import ButtonPressed, ShortcutUsed
from tests.adapters.slack.test_decoding import decoded, payload


def test_a_message_shortcut_brings_the_message_its_author_and_whom_it_names() -> None:
    incoming = decoded(payload("message_action"))
    request = incoming.request
    assert isinstance(request, ShortcutUsed)
    assert (request.shortcut, request.author, request.who.id) == ("decision", "U3CY", "U2BEN")
    assert request.text == "Shall we pause paid ads? <@U1ANA> & <@U2BEN>"
    assert (request.channel, request.channel_name, request.request_id) == ("C1GROWTH", "growth", "11.22.dd")
    assert incoming.named == ("U3CY", "U1ANA", "U2BEN")
    assert incoming.about == Spot("C1GROWTH", "1790000015.000200", "1790000014.000100")
    assert (incoming.trigger_id, incoming.response_url) == ("11.22.dd", "https://hooks.slack.example/app/1")


def test_what_an_app_wrote_has_no_author() -> None:
    body = payload("message_action")
    body["message"] |= {"bot_id": "B1", "user": "U9BOT"}
    request = decoded(body).request
    assert isinstance(request, ShortcutUsed)
    assert request.author is None


def test_a_message_without_words_is_still_a_message() -> None:
    body = payload("message_action")
    body["message"] = {"type": "message", "user": "U3CY", "ts": "1.2", "files": [{}]}
    request = decoded(body).request
    assert isinstance(request, ShortcutUsed)
    assert request.text == ""


def test_a_global_shortcut_comes_from_no_channel_and_opens_a_modal() -> None:
    incoming = decoded(payload("shortcut"))
    request = incoming.request
    assert isinstance(request, ShortcutUsed)
    assert (request.shortcut, request.channel, request.link, request.author) == ("checkin", None, "", None)
    assert (incoming.trigger_id, incoming.about) == ("11.22.ee", None)


@pytest.mark.parametrize("name", ["message_action", "shortcut"])
def test_a_shortcut_that_is_not_ours_is_nothing(name: str) -> None:
    assert decode(payload(name, callback_id="other")) is None


def test_a_button_on_the_home_page_is_a_press_outside_of_any_channel_and_form() -> None:
    body = payload("button", view={"type": "home", "id": "V1", "blocks": [], "private_metadata": "", "hash": "1"})
    body["container"] = {"type": "view", "view_id": "V1"}
    del body["channel"], body["message"], body["response_url"]
    incoming = decoded(body)
    assert isinstance(incoming.request, ButtonPressed)
    assert (incoming.request.channel, incoming.modal) == (None, None)
