"""What no honest Slack sends, and what an older version of ours left behind: answered kindly, and never a 500."""

import copy
import json
import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.app import SlackDeps, build_slack
from adapters.slack.arriving.incoming import Garbled, Incoming
from adapters.slack.arriving.reading import Unreadable, read_payload
from adapters.slack.decoding import decode
from cadence.requests import Say
from tests.adapters.slack.scripted import CARD, ScriptedDoor, opened, prompt
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, People

PAYLOADS = Path(__file__).parents[2] / "payloads" / "slack"
ODD: tuple[Any, ...] = (None, 5, "x", [5], {})


def payload(name: str) -> dict[str, Any]:
    return dict(json.loads((PAYLOADS / f"{name}.json").read_text()))


def form_of(body: Any) -> str:
    return urlencode({"payload": json.dumps(body)})


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Request-Timestamp": "abc"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "١٢٣"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Signature": "v0=" + "0" * 64},
    ],
)
async def test_garbage_instead_of_a_signature_is_refused(
    people: People, door: ScriptedDoor, headers: dict[str, str]
) -> None:
    assert (await people.send(urlencode({"command": "/okr"}), headers=headers)).status == 401
    assert door.asked == []


@pytest.mark.parametrize(
    "body",
    ["payload=%7Bbad", "{bad", b"\xff\xfe\x00", "payload=" + "[" * 100_000, "[1]", form_of([1]), form_of(None), '"x"'],
)
async def test_a_body_that_cannot_be_read_is_a_bad_request(people: People, body: str | bytes) -> None:
    wanted = 200 if body in ("[1]", '"x"') else 400  # those are forms with an odd field, of nobody's business
    assert (await people.send(body)).status == wanted


@pytest.mark.parametrize("content_type", ["application/json; charset=nonsense", "text/plain", "image/png"])
async def test_the_kind_of_content_does_not_matter(people: People, content_type: str) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "abc"})
    answer = await people.send(challenge, headers={"Content-Type": content_type})
    assert (answer.status, answer.body) == (200, {"challenge": "abc"})


@pytest.mark.parametrize(
    "kind", ["view_closed", "block_suggestion", "shortcut", "message_action", "event_callback", "zz"]
)
async def test_what_asks_for_nothing_of_ours_is_taken_note_of(people: People, door: ScriptedDoor, kind: str) -> None:
    body = {"type": kind, "user": {"id": "U2BEN"}, "team": {"id": "T0DRUMBEAT"}, "view": {"id": "V1"}, "event": {}}
    for sent in (form_of(body), json.dumps(body)):
        answer = await people.send(sent)
        assert (answer.status, answer.text) == (200, "")
    assert door.asked == []


async def test_slacks_look_at_our_certificate_is_answered(people: People) -> None:
    answer = await people.send("ssl_check=1&token=x", headers={"X-Slack-Signature": ""})
    assert answer.status == 200


async def test_a_command_with_the_word_payload_arrives_whole(people: People, door: ScriptedDoor) -> None:
    door.replies.append(Say(CARD))
    assert (await people.command("U2BEN", "C1GROWTH", "action mend the payload= friday")).body
    assert len(door.asked) == 1


@pytest.mark.parametrize(
    "missing", ["channel_id", "channel_name", "user_name", "trigger_id", "response_url", "team_id"]
)
async def test_a_command_without_something_is_still_answered(people: People, door: ScriptedDoor, missing: str) -> None:
    door.replies.append(Say(CARD))
    body = payload("command")
    del body[missing]
    answer = await people.send(urlencode(body))
    assert (answer.status, bool(answer.body["text"])) == (200, True)


@pytest.mark.parametrize("host", ["a" * 64, "hooks..slack", "[::1", "a\n" * 3_000])
async def test_where_an_answer_cannot_go_it_goes_another_way(
    people: People, slack: FakeSlack, door: ScriptedDoor, host: str
) -> None:
    door.replies.append(Say(CARD))
    answer = await people.send(form_of({**payload("button"), "response_url": f"https://{host}/actions/1"}))
    assert answer.status == 200
    assert [method for method, _ in slack.calls if method in ("views.open", "chat.postEphemeral", "chat.postMessage")]


async def test_a_command_of_nobody_is_refused_kindly(people: People, door: ScriptedDoor) -> None:
    body = payload("command")
    del body["user_id"]
    assert "could not read" in (await people.send(urlencode(body))).body["text"]
    assert door.asked == []


def paths(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for key, value in items for found in [(*at, key), *paths(value, (*at, key))]]


def spoiled(name: str, path: tuple[Any, ...], value: Any, *, is_gone: bool) -> dict[str, Any]:
    body = copy.deepcopy(payload(name))
    node: Any = body
    for key in path[:-1]:
        node = node[key]
    if is_gone and isinstance(node, dict):
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return body


@pytest.mark.parametrize("name", ["button", "more", "submission"])
async def test_whatever_is_missing_or_odd_in_a_payload_it_is_never_a_failure_of_ours(
    people: People, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in paths(payload(name)):
        for is_gone, value in ((True, None), *((False, odd) for odd in ODD)):
            answer = await people.send(form_of(spoiled(name, path, value, is_gone=is_gone)))
            assert answer.status == 200, (path, is_gone, value)
    assert "Task exception" not in caplog.text


def told_as_text(incoming: Incoming) -> list[Any]:
    """Everything that the engine and Slack's own methods take for text."""
    request, who = incoming.request, incoming.request.who
    typed = [value for value in getattr(request, "values", {}).values() if not isinstance(value, tuple)]
    chosen = [one for value in getattr(request, "values", {}).values() if isinstance(value, tuple) for one in value]
    return [
        who.id, who.name, request.request_id, request.channel or "", request.channel_name, getattr(request, "text", ""),
        incoming.trigger_id, incoming.response_url, *incoming.named, *typed, *chosen,
        *([incoming.modal.view_id, incoming.modal.hash] if incoming.modal else []),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["button", "command", "message_action", "more", "shortcut", "submission"])
def test_what_is_no_text_never_goes_on_as_text(name: str) -> None:
    """Else it would fail far away: in the engine, in the database, or in the address of a call."""
    for path in paths(payload(name)):
        for odd in (False, 5, 1e308, [5], {"id": 5}, True):
            try:
                incoming = decode(spoiled(name, path, odd, is_gone=False))
            except Garbled:
                continue
            told = told_as_text(incoming) if incoming else []
            assert [each for each in told if not isinstance(each, str)] == [], (path, odd)


async def test_half_a_surrogate_pair_reaches_the_engine_as_a_mark(people: People, door: ScriptedDoor) -> None:
    door.replies.append(Say(CARD))
    body = payload("button")
    body["user"]["username"] = "b\ud800n"
    assert (await people.send(form_of(body))).status == 200
    assert door.asked[0].who.id == "U2BEN"
    assert "\ud800" not in repr(door.asked[0])


KEYS = st.sampled_from(["type", "command", "user", "view", "actions", "id", "state", "values", "channel", "team"])
SCALARS = st.none() | st.booleans() | st.integers() | st.text()


@settings(max_examples=200, deadline=None)
@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)))
def test_any_json_is_decoded_or_garbled(body: Any) -> None:
    try:
        found = read_payload(form_of(body).encode())
        decode({**found, "type": "block_actions"})
    except (Unreadable, Garbled):
        pass


@pytest.mark.parametrize("metadata", ["{bad", "null", "[]", '{"form":1}', '{"form":"update","zz":1}\nx', '"x"'])
async def test_a_form_of_another_version_stays_open_with_everything_typed(
    slack: FakeSlack, people: People, door: ScriptedDoor, metadata: str
) -> None:
    view = await opened(slack, people, door)
    view.content["private_metadata"] = metadata
    answer = await people.submit("U2BEN", view, {"note": "two deals slipped"})
    assert "Drumbeat was updated while this was open." in answer.errors["value"]
    assert slack.modal("U2BEN") is view
    assert view.typed["field:note"]["value"] == "two deals slipped"
    assert len(door.asked) == 1


async def test_a_button_in_a_form_of_another_version_says_so_on_top_of_it(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    view.content["private_metadata"] = "{bad"
    await people.click("U2BEN", view, "Add another")
    form, note = slack.views["U2BEN"]
    assert form is view
    assert "Copy what you typed" in note.said


async def test_a_button_without_a_way_to_answer_beside_it_is_answered_in_its_channel(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    door.replies.append(Say(CARD))
    body = payload("button") | {"channel": {"id": "C1GROWTH", "name": "growth"}}
    del body["response_url"]
    await people.send(form_of(body))
    assert "Kept" in slack.seen_only_by("U2BEN")[-1].said


def test_building_it_says_nothing_about_a_token_that_stands_in_the_environment(
    slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    os.environ["SLACK_BOT_TOKEN"] = "xoxb-env"
    try:
        with caplog.at_level(logging.DEBUG):
            build_slack(SlackDeps(front_door=door, store=kept, bot_token="xoxb-1", signing_secret="s"))
    finally:
        del os.environ["SLACK_BOT_TOKEN"]
    assert caplog.text == ""


async def test_an_unknown_press_on_a_message_is_nothing(people: People, slack: FakeSlack, door: ScriptedDoor) -> None:
    message = await prompt(slack)
    message.blocks[-1]["elements"][0]["action_id"] = "zzz"
    assert (await people.click("U2BEN", message, "Answer")).status == 200
    assert door.asked == []
