"""What the browser sends becomes requests for the front door."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.local.decoding import (
    Garbled,
    Spot,
    command_of,
    name_people,
    press_value,
    read_form,
    read_line,
    read_press,
    stranger_in,
)
from adapters.local.directory import Directory
from cadence.model import Member
from cadence.ports import Channel
from cadence.requests import FormChanged, FormSubmitted
from tests.fakes.growth import mid

CHANNEL = Channel(id="C-growth", name="growth", is_private=True)


def _member(person: str, name: str) -> Member:
    return Member(id=mid(person), workspace_id="local", external_id=person, name=name, zone="Europe/Berlin")


ANA, BEN = _member("ana", "Ana"), _member("ben", "Ben")
DIRECTORY = Directory(
    name="Sample",
    now=datetime(2026, 11, 9, tzinfo=UTC),
    members=(ANA, _member("ana2", "Ana Lima"), BEN),
    teams=(),
    memberships=(),
    channels=(CHANNEL,),
)
IN_CHANNEL = Spot(me=ANA, directory=DIRECTORY, channel=CHANNEL)
IN_PERSON = Spot(me=ANA, directory=DIRECTORY)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("okr", ""),
        ("okr help", "help"),
        ("/okr help", "help"),
        ("  OKR  mine", "mine"),
        ("@Drumbeat help", "help"),
        ("@drumbeat okr help", "help"),
        ("@Drumbeat, board", "board"),
        ("okr action write it\ndown", "action write it\ndown"),
        ("okrs are fine", None),
        ("my okr is red", None),
        ("hello", None),
    ],
)
def test_a_line_is_for_the_bot_where_it_calls_it(typed: str, command: str | None) -> None:
    assert read_line([("text", typed)], IN_CHANNEL).command == command


def test_in_the_personal_chat_every_line_is_for_the_bot() -> None:
    assert read_line([("text", "help")], IN_PERSON).command == "help"
    assert read_line([("text", "okr help")], IN_PERSON).command == "help"


def test_a_command_says_who_where_and_which_line() -> None:
    line = read_line([("text", "okr help"), ("request_id", "r1")], IN_CHANNEL)
    command = command_of(line, IN_CHANNEL)
    assert (command.who.id, command.who.name, command.who.zone) == ("ana", "Ana", "Europe/Berlin")
    assert (command.channel, command.channel_name, command.channel_is_private) == ("C-growth", "growth", True)
    assert (command.workspace_id, command.request_id) == ("local", "r1")


@pytest.mark.parametrize(
    ("typed", "read", "people"),
    [
        ("ask @ben", "ask <@ben>", {"ben"}),
        ("ask @Ben, then @BEN", "ask <@ben>, then <@ben>", {"ben"}),
        ("@Ana Lima decides", "<@ana2> decides", {"ana2"}),
        ("@Ana decides", "<@ana> decides", {"ana"}),
        ("mail ben@ben.example", "mail ben@ben.example", set()),
        ("@benny", "@benny", set()),
        ("@nobody", "@nobody", set()),
    ],
)
def test_people_are_named_by_id_or_by_name(typed: str, read: str, people: set[str]) -> None:
    text, found = name_people(typed, DIRECTORY)
    assert text == read
    assert set(found) == people


@pytest.mark.parametrize(
    ("command", "stranger"),
    [
        ("action call legal @nobody tomorrow", "@nobody"),
        ("action ask <@ben>, then @Jo-Ann.", "@Jo-Ann"),
        ("action mail ben@ben.example", ""),
        ("update 2.1 45% 3 @ 5 each", ""),
        ("action ask <@ben>", ""),
    ],
)
def test_a_word_that_is_meant_to_name_somebody_and_names_nobody_is_found(command: str, stranger: str) -> None:
    assert stranger_in(command) == stranger


@given(st.text())
def test_a_line_that_names_nobody_stays_as_typed(typed: str) -> None:
    text, found = name_people(typed, DIRECTORY)
    assert found or text == typed


@given(st.text(), st.text(), st.text())
def test_a_buttons_value_comes_back_whatever_it_holds(action: str, value: str, ref: str) -> None:
    pressed, seen = read_press([("press", press_value(action, value, ref)), ("request_id", "r")], IN_CHANNEL)
    assert (pressed.action, pressed.value, seen) == (action, value, ref)


@pytest.mark.parametrize("sent", ["", "{}", "[1,2,3]", '["a","b"]', "nonsense", "null"])
def test_a_value_that_our_pages_never_sent_is_refused(sent: str) -> None:
    with pytest.raises(Garbled):
        read_press([("press", sent)], IN_CHANNEL)


def test_a_form_comes_with_its_values_its_context_and_the_people_in_it() -> None:
    sent = [
        ("csrf", "x"),
        ("form", "checkin"),
        ("context", "c1"),
        ("request_id", "r1"),
        ("f.kr:1:value", " 45% "),
        ("f.note", "two\r\nlines"),
        ("p.who", "ben"),
        ("p.all", "ana"),
        ("p.all", "ben"),
    ]
    form = read_form(sent, IN_CHANNEL)
    assert isinstance(form, FormSubmitted)
    assert (form.form, form.context, form.request_id) == ("checkin", "c1", "r1")
    assert form.values == {"kr:1:value": " 45% ", "note": "two\nlines", "who": "ben", "all": ("ana", "ben")}
    assert set(form.people) == {"ana", "ben"}


def test_a_button_inside_a_form_asks_for_a_changed_form() -> None:
    change = read_form([("form", "checkin"), ("event", "more:blocker"), ("f.note", "kept")], IN_CHANNEL)
    assert isinstance(change, FormChanged)
    assert (change.event, change.values) == ("more:blocker", {"note": "kept"})
