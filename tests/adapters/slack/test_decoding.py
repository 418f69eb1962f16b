"""Slack's payloads, in the shapes that it sends, as requests."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.arriving.incoming import Incoming
from adapters.slack.decoding import decode
from cadence.requests import ButtonPressed, CommandTyped, FormChanged, FormSubmitted

PAYLOADS = Path(__file__).parents[2] / "payloads" / "slack"


def payload(name: str, **changes: Any) -> dict[str, Any]:
    return dict(json.loads((PAYLOADS / f"{name}.json").read_text()) | changes)


def decoded(body: dict[str, Any]) -> Incoming:
    incoming = decode(body, "slack:T0DRUMBEAT")
    assert incoming is not None
    return incoming


def test_a_command_is_a_line_with_people_by_id_and_unescaped_text() -> None:
    incoming = decoded(payload("command"))
    request = incoming.request
    assert isinstance(request, CommandTyped)
    assert request.text == "blocker 2.1 waiting for <@U3CY> & legal <soon> in #legal"
    assert (request.workspace_id, request.who.id, request.request_id) == ("slack:T0DRUMBEAT", "U2BEN", "11.22.aa")
    assert (request.channel, request.channel_name, request.channel_is_private) == ("C1GROWTH", "growth", False)
    assert incoming.named == ("U3CY",)


def test_what_was_escaped_twice_is_unescaped_once() -> None:
    request = decoded(payload("command", text="&amp;lt;")).request
    assert isinstance(request, CommandTyped)
    assert request.text == "&lt;"


@pytest.mark.parametrize(
    ("channel", "name", "expected"),
    [
        ("D0BEN", "directmessage", (None, "", False)),
        ("C1GROWTH", "growth", ("C1GROWTH", "growth", False)),
        ("C1GROWTH", "privategroup", ("C1GROWTH", "", True)),
        ("C1GROWTH", "", ("C1GROWTH", "", True)),
        ("G1OLD", "old", ("G1OLD", "old", True)),
        ("C1GROUP", "mpdm-ana--ben--cy-1", ("C1GROUP", "", True)),
        ("G1OLD", "privategroup", ("G1OLD", "", True)),
    ],
)
def test_personal_chats_have_no_channel_and_private_channels_no_name(
    channel: str, name: str, expected: tuple[str | None, str, bool]
) -> None:
    request = decoded(payload("command", channel_id=channel, channel_name=name)).request
    assert (request.channel, request.channel_name, request.channel_is_private) == expected


def test_a_button_says_its_action_and_value_and_where_it_was() -> None:
    incoming = decoded(payload("button"))
    request = incoming.request
    assert isinstance(request, ButtonPressed)
    assert (request.action, request.value, request.request_id) == ("decision.set", "0190-decision", "11.22.bb")
    assert (request.channel, request.channel_is_private) == ("G1SECRET", True)
    assert incoming.is_private_card
    assert incoming.response_url == "https://hooks.slack.example/actions/1"


def test_a_button_that_is_not_ours_is_nothing() -> None:
    body = payload("button")
    body["actions"][0]["action_id"] = "link"
    assert decode(body, "slack:T0DRUMBEAT") is None


def test_add_another_brings_everything_typed_so_far() -> None:
    incoming = decoded(payload("more"))
    request = incoming.request
    assert isinstance(request, FormChanged)
    assert (request.form, request.event, request.context) == ("checkin", "blocker.more", "checkin-1")
    assert request.values == {"blocker.0.text": "contracts unsent", "blocker.0.owner": "U3CY"}
    assert incoming.named == ("U3CY",)
    assert incoming.modal is not None
    assert (incoming.modal.view_id, incoming.modal.hash) == ("V0ANSWER", "1790000003.abc")


def test_a_choice_that_changes_the_form_is_named_by_its_field() -> None:
    body = payload("more")
    body["actions"] = [{"action_id": "value", "block_id": "field:kind", "type": "static_select"}]
    request = decoded(body).request
    assert isinstance(request, FormChanged)
    assert request.event == "kind"


def test_a_card_button_within_a_modal_is_a_press_in_the_channel_it_came_from() -> None:
    body = payload("more")
    body["actions"] = [{"action_id": "press:checkin.undo:0", "block_id": "x", "type": "button", "value": "1"}]
    request = decoded(body).request
    assert isinstance(request, ButtonPressed)
    assert (request.action, request.value, request.channel) == ("checkin.undo", "1", "C1GROWTH")


def test_a_submission_brings_its_values_and_whom_they_name() -> None:
    incoming = decoded(payload("submission"))
    request = incoming.request
    assert isinstance(request, FormSubmitted)
    assert request.values == {
        "name": "Growth <b>",
        "members": ("U1ANA", "U2BEN"),
        "lead": "U1ANA",
        "weekday": "2",
        "country": "",
        "manager": "",
        "from": "2026-11-16",
        "ticked": "yes",
    }
    assert incoming.named == ("U1ANA", "U2BEN")
    assert (request.form, request.context, request.channel) == ("setup", "team-1", "G1SECRET")


def test_a_submission_is_known_by_its_view_and_by_the_step_it_is() -> None:
    body = payload("submission")
    assert decoded(body).request.request_id == "V0SETUP"
    body["view"]["private_metadata"] = body["view"]["private_metadata"].replace('"step":0', '"step":1')
    assert decoded(body).request.request_id == "V0SETUP:1"


def test_other_payloads_are_nothing_of_ours() -> None:
    assert decode({"type": "view_closed"}, "slack:T0DRUMBEAT") is None
