"""What comes from our cards and forms: as a message, from a dialog, or at the card."""

from typing import Any

import pytest

from adapters.teams.arriving.incoming import Garbled, Way
from adapters.teams.carried import UNDER, Carried, Origin
from adapters.teams.decoding import decode, is_kept
from cadence.requests import ButtonPressed, FormChanged, FormSubmitted
from tests.adapters.teams.decoding.samples import ANA, APP, BEN, CHANNEL, EVE, activity

TYPED = {
    "progress:1": "45%",
    "note": "two\nlines",
    "owner": BEN,
    "helpers": (BEN, EVE),
    "blocked": "yes",
    "asks": "",
}


def test_a_button_that_opens_a_form() -> None:
    incoming = decode(activity("task_fetch"), APP)
    assert incoming is not None
    request = incoming.request
    assert isinstance(request, ButtonPressed)
    assert (request.action, request.value, request.channel, request.who.id) == ("checkin.answer", "c1", CHANNEL, ANA)
    assert request.request_id == f"{CHANNEL};messageid=1763775000999|f:6a0b"
    assert (incoming.way, incoming.ref, incoming.is_refresh) == (Way.FETCH, f"{CHANNEL}|1763775000999", False)


@pytest.mark.parametrize(("name", "way"), [("task_submit", Way.SUBMIT), ("submit_message", Way.TYPED)])
def test_a_form_that_was_sent(name: str, way: Way) -> None:
    incoming = decode(activity(name), APP)
    assert incoming is not None
    request = incoming.request
    assert isinstance(request, FormSubmitted)
    assert (request.form, request.context, request.request_id) == ("checkin", "c1", "k1")
    assert (request.values, incoming.named, incoming.way) == (TYPED, (BEN, EVE), way)


def test_the_next_form_from_the_same_place_is_another_one() -> None:
    told = activity("task_submit")
    told["value"]["data"][UNDER]["step"] = 2
    incoming = decode(told, APP)
    assert incoming is not None
    assert incoming.request.request_id == "k1:2"


def test_inputs_of_an_edition_are_read_without_it() -> None:
    told = activity("task_submit")
    told["value"]["data"] = {UNDER: {"do": "form", "form": "x", "edition": "2"}, "f:note~2": "new", "f:odd~3": "a"}
    incoming = decode(told, APP)
    assert incoming is not None
    assert isinstance(incoming.request, FormSubmitted)
    assert incoming.request.values == {"note": "new", "odd~3": "a"}


def test_a_button_at_a_card() -> None:
    incoming = decode(activity("execute_press"), APP)
    assert incoming is not None
    assert isinstance(incoming.request, ButtonPressed)
    assert (incoming.request.action, incoming.way, incoming.ref) == (
        "checkin.unchanged",
        Way.EXECUTE,
        f"{CHANNEL}|1763775000999",
    )


def test_a_form_that_asks_for_more_and_was_begun_elsewhere() -> None:
    incoming = decode(activity("execute_form"), APP)
    assert incoming is not None
    request = incoming.request
    assert isinstance(request, FormChanged)
    assert (request.event, request.values) == ("blocker", TYPED)
    assert request.channel is None, "whether they belong there is still to be asked"
    assert incoming.carried is not None
    assert incoming.carried.origin == Origin(channel=CHANNEL, name="Growth")


@pytest.mark.parametrize(
    ("changed", "is_refresh"),
    [({"trigger": "manual"}, False), ({"trigger": None}, False), ({}, False), ({"trigger": "Automatic"}, True)],
)
def test_what_a_client_asks_by_itself_is_no_press(changed: dict[str, Any], is_refresh: bool) -> None:
    told = activity("execute_press")
    action = {"verb": "press", "data": told["value"]["action"]["data"]}
    incoming = decode({**told, "value": {"action": action, **changed}}, APP)
    assert incoming is not None
    assert incoming.is_refresh is is_refresh


def test_a_card_is_named_alike_from_the_channel_and_from_its_own_thread() -> None:
    told = activity("execute_press", replyToId="1763775000999")
    bare = activity("execute_press")
    bare["conversation"]["id"] = CHANNEL
    read = [decode(one, APP) for one in (told, bare)]
    assert [one.ref for one in read if one] == [f"{CHANNEL}|1763775000999"] * 2
    below = decode(activity("execute_press", replyToId="1763775000111"), APP)
    assert below is not None
    assert below.ref == f"{CHANNEL};messageid=1763775000999|1763775000111"


@pytest.mark.parametrize("value", [True, "true", "TRUE", "yes"])
def test_ticks_come_in_many_ways(value: Any) -> None:
    told = activity("task_submit")
    told["value"]["data"] = {UNDER: {"do": "form", "form": "x"}, "ft:a": value, "f:n": 4.5, "fm:p": "", "fp:o": None}
    incoming = decode(told, APP)
    assert incoming is not None
    assert isinstance(incoming.request, FormSubmitted)
    assert incoming.request.values == {"a": "yes", "n": "4.5", "p": (), "o": ""}


@pytest.mark.parametrize(
    ("name", "way", "is_form"),
    [("task_fetch", Way.FETCH, False), ("task_submit", Way.SUBMIT, True), ("execute_form", Way.EXECUTE, True)],
)
@pytest.mark.parametrize(
    "carried", [None, {}, {"do": "jump"}, {"do": "form", "form": "x", "new": 1}, {"do": "press"}, 5]
)
def test_a_card_of_another_version_is_garbled(name: str, way: Way, is_form: bool, carried: Any) -> None:
    told = activity(name)
    data = told["value"]["action"]["data"] if "action" in told["value"] else told["value"]["data"]
    data[UNDER] = carried
    with pytest.raises(Garbled) as garbled:
        decode(told, APP)
    assert (garbled.value.way, garbled.value.is_form) == (way, is_form)
    assert garbled.value.address is not None


def test_invokes_of_others_are_not_ours() -> None:
    assert decode(activity("task_fetch", name="composeExtension/query"), APP) is None
    assert decode(activity("task_fetch", name=None), APP) is None


def test_somebody_without_an_id_in_the_tenant_presses_nothing() -> None:
    with pytest.raises(Garbled):
        decode(activity("execute_press", **{"from": {"id": "29:1anonymous"}}), APP)


def test_lines_wait_in_the_inbox_and_answers_do_not() -> None:
    assert is_kept(activity("message_channel"))
    assert is_kept(activity("member_removed_from_team"))
    assert is_kept(activity("message_personal", value={"other": 1}))
    assert not any(is_kept(activity(name)) for name in ("submit_message", "task_submit", "execute_press", "reaction"))


def test_what_a_card_carries_has_a_key_of_its_own() -> None:
    carried = Carried(do="press", action="a", value="v")
    assert carried.data() == {UNDER: {"do": "press", "action": "a", "value": "v"}}
