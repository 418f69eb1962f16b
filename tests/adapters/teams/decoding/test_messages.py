"""Lines that people type in Teams: which of them are for us, as what, and from where."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.teams.arriving.incoming import Incoming, Way
from adapters.teams.decoding import decode
from cadence.requests import CommandTyped, ReplyTyped
from tests.adapters.teams.decoding.samples import (
    ANA,
    ANAS_USER,
    APP,
    BENS_USER,
    CHANNEL,
    CHAT,
    TEAM,
    US,
    WORKSPACE,
    activity,
)


def read(name: str, **changed: Any) -> Incoming:
    incoming = decode(activity(name, **changed), APP)
    assert incoming is not None
    assert incoming.way is Way.TYPED
    return incoming


def test_a_line_in_the_personal_chat_is_a_command() -> None:
    incoming = read("message_personal")
    request = incoming.request
    assert isinstance(request, CommandTyped)
    assert (request.text, request.workspace_id, request.channel, request.has_home) == (
        "okr mine",
        WORKSPACE,
        None,
        False,
    )
    assert (request.who.id, request.who.name, request.who.zone) == (ANA, "Ana Ruiz", "Europe/Oslo")
    assert (request.who.is_admin, request.who.is_guest) == (None, None), "Teams' word makes nobody an admin"
    assert request.request_id == "a:1sample-ana|1763775600123"
    assert (incoming.is_personal, incoming.user, incoming.locale) == (True, ANAS_USER, "en-GB")
    assert incoming.address.place == f"member:{ANA}"


def test_a_mention_in_a_channels_root_is_a_command() -> None:
    incoming = read("message_channel")
    request = incoming.request
    assert isinstance(request, CommandTyped)
    assert (request.text, request.channel) == ("status", CHANNEL)
    assert (request.channel_has_threads, request.channel_is_private, request.channel_has_bot) == (True, False, True)
    assert (incoming.address.place, incoming.address.group) == (f"channel:{CHANNEL}", TEAM)
    assert incoming.thread == "1763775700456", "the answer belongs below it"


def test_a_mention_in_a_group_chat_is_a_command_from_a_place_without_threads() -> None:
    request = read("message_group_chat").request
    assert isinstance(request, CommandTyped)
    assert (request.text, request.channel) == ("status", CHAT)
    assert (request.channel_has_threads, request.channel_is_private) == (False, True)


def test_a_mention_in_a_thread_is_a_reply_that_addresses_us() -> None:
    incoming = read("message_thread")
    request = incoming.request
    assert isinstance(request, ReplyTyped)
    assert request.text == f"2.1 45%, waiting for <@{BENS_USER}>"
    assert (request.thread, request.is_addressed) == (f"{CHANNEL}|1763775700000", True)
    assert incoming.named == (BENS_USER,)


def test_a_reply_in_a_thread_without_a_mention_is_only_overheard() -> None:
    request = read("message_thread_overheard").request
    assert isinstance(request, ReplyTyped)
    assert (request.text, request.is_addressed) == ("2.1 45%", False)


@pytest.mark.parametrize("name", ["message_channel", "message_group_chat"])
def test_talk_that_does_not_mention_us_is_nothing_to_us(name: str) -> None:
    assert decode(activity(name, entities=[], text="lunch?"), APP) is None


@pytest.mark.parametrize("name", ["message_channel", "message_group_chat"])
def test_a_slash_command_needs_no_mention(name: str) -> None:
    request = read(name, entities=[], text="/status", recipient={"id": APP.bot_id, "isTargeted": True}).request
    assert isinstance(request, CommandTyped)
    assert request.text == "/status"


def test_our_name_alone_is_a_line_too() -> None:
    request = read("message_channel", text="<at>Drumbeat</at>").request
    assert isinstance(request, CommandTyped)
    assert request.text == ""


@pytest.mark.parametrize("text", ["", "  \xa0\n", None, 5])
def test_a_picture_without_a_word_is_nothing_to_us(text: Any) -> None:
    assert decode(activity("message_personal", text=text), APP) is None


@pytest.mark.parametrize(
    "author",
    [
        {"id": APP.bot_id, "aadObjectId": ANA},
        {"id": "28:other", "aadObjectId": ANA},
        {"id": "29:1anonymous", "name": "Somebody (Guest)"},
        {"id": "29:1x", "aadObjectId": ANA, "role": "bot"},
        {},
    ],
)
def test_bots_and_people_without_an_id_are_not_heard(author: dict[str, str]) -> None:
    assert decode(activity("message_personal", **{"from": author}), APP) is None


@pytest.mark.parametrize("event", ["editMessage", "undeleteMessage"])
def test_an_edit_runs_no_command_again(event: str) -> None:
    assert decode(activity("message_edited"), APP) is None
    told = activity("message_channel")
    told["channelData"]["eventType"] = event
    assert decode(told, APP) is None


@pytest.mark.parametrize("kind", ["messageReaction", "messageDelete", "typing", "endOfConversation", "event", "trace"])
def test_what_is_no_message_asks_for_nothing(kind: str) -> None:
    assert decode(activity("message_personal", type=kind), APP) is None


def test_a_zone_that_nobody_knows_is_none() -> None:
    told = activity("message_personal", localTimezone="Mars/Olympus", entities=[])
    incoming = decode(told, APP)
    assert incoming is not None
    assert incoming.request.who.zone == ""


@pytest.mark.parametrize("kind", ["private", "shared", "Private"])
def test_a_closed_channel_says_so(kind: str) -> None:
    told = activity("message_channel")
    told["channelData"]["channel"]["type"] = kind
    incoming = decode(told, APP)
    assert incoming is not None
    assert (incoming.request.channel_is_closed, incoming.request.channel_is_private) == (True, True)


def test_in_the_playground_a_new_post_looks_like_a_reply_and_is_still_for_us() -> None:
    told = activity("message_channel", id="93ca6681-fec0-4d13-8f36-b2b612b1336d", entities=[US])
    incoming = decode(told, APP)
    assert incoming is not None
    assert isinstance(incoming.request, ReplyTyped)
    assert incoming.request.is_addressed


def changed(event: str, kind: str, **more: object) -> ReplyTyped | None:
    told = activity("message_thread", type=kind, timestamp="2026-11-11T10:00:00Z", **more)
    told["channelData"]["eventType"] = event
    found = decode(told, APP)
    if found is None:
        return None
    assert isinstance(found.request, ReplyTyped)
    return found.request


def test_a_changed_reply_says_which_one_it_corrects() -> None:
    first = decode(activity("message_thread"), APP)
    now = changed("editMessage", "messageUpdate")
    assert first and now
    assert (now.corrects, now.is_gone) == (first.request.request_id, False)
    assert now.request_id == f"{now.corrects}|2026-11-11T10:00:00Z"
    assert now.at == datetime(2026, 11, 11, 10, tzinfo=UTC)


def test_a_deleted_reply_says_so() -> None:
    now = changed("softDeleteMessage", "messageDelete")
    assert now and now.is_gone


def test_what_is_shown_again_or_changed_by_a_bot_says_nothing() -> None:
    assert changed("undeleteMessage", "messageUpdate") is None
    assert changed("editMessage", "messageUpdate", **{"from": {"id": APP.bot_id}}) is None
