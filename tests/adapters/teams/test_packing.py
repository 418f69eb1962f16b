"""A form travels in its card and comes back the same; whatever else stands there is no form."""

import base64
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.packing import MOST_BYTES, pack, unpack
from cadence.forms import (
    ChoiceField,
    DateField,
    Form,
    FormPart,
    More,
    NumberField,
    PersonField,
    Section,
    TextField,
    TickField,
)

words = st.text(max_size=40)
several = st.lists(words, max_size=3).map(tuple)
options = st.lists(st.tuples(words, words), max_size=4).map(tuple)
parts = st.one_of(
    st.builds(
        TextField, id=words, label=words, hint=words, initial=words, lines=st.booleans(), longest=st.integers(1, 9999)
    ),
    st.builds(NumberField, id=words, label=words, required=st.booleans(), picks=several),
    st.builds(ChoiceField, id=words, label=words, options=options, initial=words, changes=st.booleans()),
    st.builds(DateField, id=words, label=words, initial=words),
    st.builds(PersonField, id=words, label=words, initial=several, many=st.booleans()),
    st.builds(TickField, id=words, label=words, initial=st.booleans()),
    st.builds(Section, words, words),
    st.builds(More, words, words),
)


@given(
    title=words, context=words, intro=words, edition=words, parts=st.lists(parts, max_size=6).map(tuple), submit=words
)
def test_a_form_comes_back_as_it_was(
    title: str, context: str, intro: str, edition: str, parts: tuple[FormPart, ...], submit: str
) -> None:
    form = Form(id="f", title=title, context=context, intro=intro, edition=edition, parts=parts, submit=submit)
    assert unpack(pack(form), context) == replace(form, parts=tuple(map(emptied, parts)))


def emptied(part: FormPart) -> FormPart:
    """What it opened with is not needed any more."""
    match part:
        case TickField():
            return replace(part, initial=False)
        case PersonField():
            return replace(part, initial=())
        case Section() | More():
            return part
    return replace(part, initial="")


def forged(told: object) -> str:
    return base64.b85encode(zlib.compress(json.dumps(told).encode())).decode()


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"id": "f"},
        {"parts": [["text", {"id": 1, "label": "x"}]]},
        {"parts": [["text", {"id": "a", "label": "x", "evil": 1}]]},
        {"parts": [["bomb", {}]]},
        {"parts": [["choice", {"id": "a", "label": "x", "options": [["only one"]]}]]},
        {"parts": [["choice", {"id": "a", "label": "x", "options": ["ab", "cd"]}]]},
        {"parts": [["number", {"id": "a", "label": "x", "picks": [["a"]]}]]},
        {"parts": [["person", {"id": "a", "label": "x", "initial": ["a"]}]]},
        {"parts": [], "title": ["x"]},
        {"parts": [], "context": "another"},
        {"parts": "text"},
    ],
)
def test_what_is_no_form_is_none(told: object) -> None:
    assert unpack(forged(told), "") is None


@given(st.text())
def test_any_text_may_stand_there(text: str) -> None:
    assert unpack(text, "") is None


def test_what_would_fill_the_memory_is_not_unpacked() -> None:
    long = {"parts": [], "title": "x" * (2 * MOST_BYTES)}
    assert unpack(forged(long), "") is None


def test_a_form_takes_little_room_in_its_card() -> None:
    fields = [TextField(id=f"kr-{n}:note", label=f"What moved in key result {n}?", lines=True) for n in range(12)]
    numbers = [NumberField(id=f"kr-{n}:value", label=f"Key result {n}", hint="Last: 36%") for n in range(12)]
    assert len(pack(Form(id="checkin", title="Check-in", parts=(*fields, *numbers)))) < 1_000
