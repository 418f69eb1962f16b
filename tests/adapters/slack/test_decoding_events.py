"""Slack's events, in the shapes that it sends: what they say, and which say nothing to us."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.arriving.incoming import Garbled, Home, Incoming, Spot
from adapters.slack.decoding import Heard, decode_event, essence, home_of_event
from cadence.requests import CommandTyped, HomeOpened, ReplyTyped
from tests.adapters.slack.test_decoding import payload
from tests.adapters.slack.test_malformed import ODD, paths, spoiled

WORKSPACE, US = "slack:T0DRUMBEAT", "U0DRUMBEAT"
NAMES = (
    "app_home_opened",
    "app_mention",
    "message_im",
    "message_reply",
    "user_change",
    "subteam_updated",
    "subteam_members_changed",
    "channel_archive",
    "channel_rename",
    "channel_id_changed",
    "member_joined_channel",
    "tokens_revoked",
)


def event(name: str, **changes: Any) -> dict[str, Any]:
    body = payload(name)
    return {**body, "event": {**body["event"], **changes}}


def heard(body: dict[str, Any]) -> Heard | None:
    return decode_event(body, WORKSPACE, US)


def said(body: dict[str, Any]) -> Incoming:
    found = heard(body)
    assert isinstance(found, Incoming)
    return found


def command(body: dict[str, Any]) -> CommandTyped:
    request = said(body).request
    assert isinstance(request, CommandTyped)
    return request


def reply(body: dict[str, Any]) -> ReplyTyped:
    request = said(body).request
    assert isinstance(request, ReplyTyped)
    return request


def test_a_mention_is_a_command_without_our_name_and_is_answered_in_its_channel() -> None:
    incoming = said(event("app_mention"))
    request = command(event("app_mention"))
    assert request.text == "update 2.1 45% ask <@U3CY> <soon> & more"
    assert (request.channel, request.who.id, request.request_id) == ("C1GROWTH", "U2BEN", "C1GROWTH:1790000010.000200")
    assert (incoming.named, incoming.sender_team) == (("U3CY",), "T0DRUMBEAT")
    assert incoming.beside == Spot("C1GROWTH", "1790000010.000200")
    assert not incoming.is_place_told


@pytest.mark.parametrize("text", ["<@U0DRUMBEAT>: board", "<@U0DRUMBEAT|drumbeat>, board", " <@U0DRUMBEAT>  board "])
def test_what_joins_our_name_and_the_words_is_not_part_of_them(text: str) -> None:
    assert command(event("app_mention", text=text)).text == "board"


def test_the_lines_of_an_answer_stay_lines() -> None:
    text = "<@U0DRUMBEAT>\n2.1 45%\n2.2 done"
    assert reply(event("app_mention", thread_ts="1.1", text=text)).text == "2.1 45%\n2.2 done"


def test_a_mention_in_a_thread_is_a_reply_to_the_message_that_began_it() -> None:
    body = event("app_mention", thread_ts="1790000001.000100")
    assert (reply(body).thread, reply(body).is_addressed) == ("C1GROWTH:1790000001.000100", True)
    assert said(body).beside == Spot("C1GROWTH", "1790000010.000200", "1790000001.000100")


def test_a_reply_that_does_not_name_us_was_only_overheard() -> None:
    request = reply(event("message_reply"))
    assert (request.text, request.is_addressed) == ("2.1 45% conf 6 two deals slipped", False)
    assert request.thread == "C1GROWTH:1790000001.000100"


def test_a_reply_that_names_us_is_the_same_request_under_both_of_its_events() -> None:
    words = {"text": "<@U0DRUMBEAT> 2.1 45%", "ts": "1790000010.000400", "thread_ts": "1790000001.000100"}
    assert reply(event("message_reply", **words)) == reply(event("app_mention", **words))


def test_what_is_written_in_a_channel_outside_of_threads_is_nothing_to_us() -> None:
    assert heard(event("message_reply", thread_ts=None)) is None
    assert heard(event("message_reply", thread_ts="1790000010.000400")) is None


def test_a_direct_message_is_a_command_from_no_channel() -> None:
    incoming = said(event("message_im"))
    assert (command(event("message_im")).text, command(event("message_im")).channel) == ("mine", None)
    assert incoming.beside == Spot("D0BEN", "1790000010.000300")


def test_in_a_thread_of_our_direct_messages_words_are_an_answer_and_okr_begins_a_command() -> None:
    thread = {"thread_ts": "1790000001.000100"}
    answer = reply(event("message_im", text="2.1 45%", **thread))
    assert (answer.thread, answer.is_addressed, answer.channel) == ("D0BEN:1790000001.000100", True, None)
    assert command(event("message_im", text="OKR mine", **thread)).text == "OKR mine"
    assert reply(event("message_im", text="okrs moved", **thread)).text == "okrs moved"


@pytest.mark.parametrize("name", ["app_mention", "message_im", "message_reply"])
@pytest.mark.parametrize(
    "changes",
    [
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"subtype": "channel_join"},
        {"bot_id": "B0DRUMBEAT", "user": US},
        {"user": US},
        {"user": "USLACKBOT"},
        {"user": None},
        {"edited": {"user": "U2BEN", "ts": "1.1"}},
        {"text": ""},
    ],
)
def test_bots_changes_and_notes_say_nothing_to_us(name: str, changes: dict[str, Any]) -> None:
    assert heard(event(name, **changes)) is None


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share"])
def test_a_reply_shown_to_the_channel_too_or_with_a_file_is_a_persons_words(subtype: str) -> None:
    assert reply(event("message_reply", subtype=subtype)).text


def test_the_senders_own_workspace_is_told_in_a_shared_channel_and_ours_is_where_we_are_installed() -> None:
    body = event("app_mention", user_team="T9PARTNER", team="T9PARTNER") | {"team_id": "T9PARTNER"}
    assert said(body).sender_team == "T9PARTNER"
    assert said(body).home == Home("T0DRUMBEAT", "", "A0DRUMBEAT")


def test_an_installation_of_a_whole_organisation_names_it() -> None:
    body = event("app_mention") | {"team_id": "T1", "enterprise_id": "E1"}
    body["authorizations"] = [{"enterprise_id": "E1", "team_id": None, "user_id": US, "is_bot": True}]
    assert home_of_event(body) == Home("T1", "E1", "A0DRUMBEAT")


def test_an_event_without_authorizations_tells_where_it_comes_from_by_its_team() -> None:
    assert home_of_event(event("tokens_revoked") | {"authorizations": []}).team == "T0DRUMBEAT"


def test_an_authorization_of_a_person_tells_neither_where_nor_who_we_are() -> None:
    body = event("app_mention", text="<@U2BEN> 2.1 45%")
    body["authorizations"] = [{"team_id": "T9PARTNER", "user_id": "U2BEN", "is_bot": False}]
    assert home_of_event(body).team == "T0DRUMBEAT"
    mention = decode_event(body, WORKSPACE)
    assert isinstance(mention, Incoming)
    assert "U2BEN" in mention.named, "the person is no mention of ours"


def test_only_the_home_tab_is_our_page() -> None:
    request = said(event("app_home_opened")).request
    assert isinstance(request, HomeOpened)
    assert (request.who.id, request.request_id, request.channel) == ("U2BEN", "Ev0APPHOMEOPENED", None)
    assert heard(event("app_home_opened", tab="messages")) is None


def test_other_events_are_nothing_to_us() -> None:
    assert heard(event("app_mention", type="reaction_added")) is None


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_says_the_same_and_no_more(name: str) -> None:
    kept = json.loads(json.dumps(essence(event(name))))
    if name != "user_change":
        assert heard(kept) == heard(event(name))
    assert not {"token", "email", "phone", "555", "blocks"} & set(json.dumps(kept).replace('"', " ").split())


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_missing_or_odd_it_is_decoded_or_garbled(name: str) -> None:
    for path in paths(payload(name)):
        for is_gone, value in ((True, None), *((False, odd) for odd in ODD)):
            decoded_or_garbled(spoiled(name, path, value, is_gone=is_gone))


def decoded_or_garbled(body: dict[str, Any]) -> None:
    try:
        if heard(body) is not None:
            home_of_event(body)
            essence(body)
    except Garbled:
        pass


KEYS = st.sampled_from(["type", "event", "user", "channel", "id", "text", "ts", "thread_ts", "subteam", "tokens"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.dictionaries(KEYS, ANY))
def test_any_event_is_decoded_or_garbled(name: str, changes: dict[str, Any]) -> None:
    decoded_or_garbled(event(name, **{key: value for key, value in changes.items() if key != "type"}))


def change_of(now: str, **more: Any) -> dict[str, Any]:
    """Ben's reply as Slack tells that he changed it."""
    before = event("message_reply", text="2.1 54%")["event"]
    said = {**before, "text": now, "edited": {"user": "U2BEN", "ts": "1790000099.000000"}}
    for name in ("channel", "channel_type", "event_ts"):
        said.pop(name, None)
    changed = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": "1790000099.000100"}
    where = {name: before[name] for name in ("channel", "channel_type")}
    body = event("message_reply")
    return {**body, "event": {**changed, **where, "message": said, "previous_message": before, **more}}


def test_a_changed_reply_says_which_one_it_corrects() -> None:
    first, now = reply(event("message_reply")), reply(change_of("2.1 45%"))
    assert (now.text, now.thread, now.corrects, now.who.id) == ("2.1 45%", first.thread, first.request_id, "U2BEN")
    assert now.request_id == f"{first.request_id}:1790000099.000000"
    assert (first.at, now.at, now.is_gone) == (None, datetime.fromtimestamp(1790000099, UTC), False)


def test_a_deleted_reply_says_so() -> None:
    first = reply(event("message_reply"))
    body = change_of("", subtype="message_deleted", message=None, event_ts="1790000100.000100")
    now = reply(body)
    assert now.at == datetime.fromtimestamp(1790000100, UTC) + timedelta(microseconds=100)
    assert (now.corrects, now.is_gone, now.request_id) == (first.request_id, True, f"{first.request_id}:gone")


def test_what_slack_adds_to_a_message_is_no_change_of_its_author() -> None:
    assert heard(change_of("2.1 54%")) is None
    unfurled = change_of("2.1 45%")
    unfurled["event"]["message"].pop("edited")
    assert heard(unfurled) is None


@pytest.mark.parametrize("more", [{"thread_ts": None}, {"user": US}, {"bot_id": "B1"}])
def test_changes_of_anything_but_a_persons_reply_say_nothing(more: dict[str, Any]) -> None:
    body = change_of("2.1 45%")
    body["event"]["message"].update(more)
    assert heard(body) is None


def test_of_a_change_no_more_is_kept_than_its_words() -> None:
    body = change_of("2.1 45%")
    body["event"]["message"]["blocks"] = body["event"]["previous_message"]["blocks"] = [{"type": "rich_text"}]
    kept = json.loads(json.dumps(essence(body)))
    assert "blocks" not in json.dumps(kept)
    assert reply(kept).text == "2.1 45%"
