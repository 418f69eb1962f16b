"""Everything that Drumbeat shows in Teams, at its largest, is within Teams' limits and in the shape of the schema.

The giant company lives for two weeks; everybody types, presses and fills whatever there is, with the longest and oddest
texts. Forms are drawn as they travel: with themselves packed in every button, and with whoever can be chosen.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from adapters.teams.carried import Carried, Origin, input_id, read_carried
from adapters.teams.decoding.values import FORM_ROOM
from adapters.teams.packing import pack
from adapters.teams.rendering import (
    CHANNEL,
    DIALOG,
    PERSONAL,
    FormWay,
    Surface,
    message_text,
    render_card,
    render_form,
    render_note,
)
from adapters.teams.rendering.cards import LEFT_OUT
from cadence.cards import Card
from cadence.forms import FieldPart, Form
from cadence.splitting import split
from tests.adapters.teams.schema import elements_of, faults_of_card
from tests.giant import company as giant
from tests.giant.crawl import Book, Shown
from tests.giant.lived import lived

ORIGIN = Origin(channel="19:" + "c" * 60 + "@thread.tacv2", name="g" * 80, is_private=True)
PEOPLE = tuple((f"{number:08}-0000-4000-8000-000000000000", giant.words(80)) for number in range(55))


@dataclass(frozen=True)
class Fault:
    where: str
    what: str


@pytest.fixture(scope="module")
def book() -> Book:
    return lived(FORM_ROOM)


def test_every_message_is_taken_by_teams(book: Book) -> None:
    faults = [fault for shown in book.cards for fault in faults_of(shown)]
    assert faults == []


def test_every_private_answer_is_taken_as_a_note_in_a_dialog(book: Book) -> None:
    for shown in book.cards:
        for card in split(shown.card):
            assert faults_of_card(render_note(card, DIALOG), in_dialog=True) == [], shown.about


@pytest.mark.parametrize("way", list(FormWay))
def test_every_form_is_taken_by_teams_and_whole(book: Book, way: FormWay) -> None:
    for form in book.forms:
        drawn = drawn_of(form, way)
        assert faults_of_form(drawn, way) == [], form.id
        inputs = [each["id"] for each in elements_of(drawn) if each["type"].startswith("Input.")]
        fields = [part for part in form.parts if isinstance(part, FieldPart)]
        assert inputs == [input_id(part, form.edition) for part in fields], form.id


@pytest.mark.parametrize("way", list(FormWay))
def test_every_error_is_shown_where_it_belongs(book: Book, way: FormWay) -> None:
    for form, invalid, typed in book.invalid:
        drawn = drawn_of(form, way, errors=invalid.errors, typed=typed)
        assert faults_of_form(drawn, way) == [], form.id
        assert '"Attention"' in json.dumps(drawn) or '"attention"' in json.dumps(drawn), form.id


def test_what_each_button_carries_can_be_read_again(book: Book) -> None:
    for shown in book.cards:
        for action in actions_in(render_card(shown.card, CHANNEL)):
            assert read_carried(action["data"]).action, shown.about
    for form in book.forms:
        for action in actions_in(drawn_of(form, FormWay.DIALOG)):
            carried = read_carried(action["data"])
            assert (carried.form, carried.context, carried.origin) == (form.id, form.context, ORIGIN)


def test_every_message_has_a_summary_that_says_something(book: Book) -> None:
    for shown in book.cards:
        text = message_text(shown.card)
        assert text.strip() and "\n" not in text
        assert len(text) <= 300


def faults_of(shown: Shown) -> Iterator[Fault]:
    """Messages were taken apart before they were sent; what is said privately comes in several."""
    cards = [shown.card] if shown.place == "channel" else split(shown.card)
    for dress in (CHANNEL, PERSONAL):
        for card in cards:
            yield from faults_in(card, dress.surface, f"{shown.place}: {shown.about[:80]}")


def faults_in(card: Card, surface: Surface, where: str) -> Iterator[Fault]:
    drawn = render_card(card, replace(CHANNEL, surface=surface))
    yield from (Fault(where, fault) for fault in faults_of_card(drawn))
    if LEFT_OUT in json.dumps(drawn, ensure_ascii=False):
        yield Fault(where, "something was left out")


def faults_of_form(drawn: dict[str, Any], way: FormWay) -> list[str]:
    return faults_of_card(drawn, in_dialog=way is FormWay.DIALOG)


def drawn_of(form: Form, way: FormWay, **more: Any) -> dict[str, Any]:
    carried = Carried(do="form", key="k" * 16, step=99, origin=ORIGIN, shown=pack(form))
    return render_form(form, carried, PEOPLE, way, **more)


def actions_in(drawn: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (each for each in elements_of(drawn) if each["type"] in {"Action.Submit", "Action.Execute"})
