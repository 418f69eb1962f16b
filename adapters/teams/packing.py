"""A form as a short text that travels in its own card, so that it can be shown again with what is wrong with it.

Knows how forms are made; must not know what they ask. A client can write anything there: what is no form is None.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

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

MOST_BYTES = 200_000
"""Of a form, unpacked; the largest of ours has some ten thousand."""

_PARTS: dict[str, FormPart] = {
    "text": TextField(id="", label=""),
    "number": NumberField(id="", label=""),
    "choice": ChoiceField(id="", label="", options=()),
    "date": DateField(id="", label=""),
    "person": PersonField(id="", label=""),
    "tick": TickField(id="", label=""),
    "section": Section(""),
    "more": More("", ""),
}
"""By the name under which it travels, one with nothing in it."""
_NAMES = {type(part): name for name, part in _PARTS.items()}
_FORM = Form(id="", title="", parts=())
_APART = {"parts", "context", "initial"}
"""The context travels beside it anyway; and what a field opened with does not matter once it was sent: what was typed
stands in it then, also where that is nothing."""


def pack(form: Form) -> str:
    """The form, without its context and what its fields open with."""
    told = {**_differing(form, _FORM), "parts": [[_NAMES[type(part)], _told(part)] for part in form.parts]}
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b85encode(zlib.compress(plain, level=9)).decode()


def unpack(text: str, context: str) -> Form | None:
    """The form that was packed, with this context and empty fields; None where it is none."""
    try:
        read = zlib.decompressobj()
        told = json.loads(read.decompress(base64.b85decode(text), MOST_BYTES))
        parts = tuple(_part(name, part) for name, part in told.pop("parts"))
        return Form(**_checked(told, _FORM), parts=parts, context=context)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error, binascii.Error):
        return None


def _told(part: FormPart) -> dict[str, Any]:
    return _differing(part, _PARTS[_NAMES[type(part)]])


def _differing(made: FormPart | Form, empty: FormPart | Form) -> dict[str, Any]:
    names = [item.name for item in fields(made) if item.name not in _APART]
    return {name: getattr(made, name) for name in names if getattr(made, name) != getattr(empty, name)}


def _part(name: str, told: Mapping[str, Any]) -> FormPart:
    """What is left out is as in an empty one."""
    empty = _PARTS[name]
    kept = {item.name: getattr(empty, item.name) for item in fields(empty)}
    return type(empty)(**{**kept, **_checked(told, empty)})


def _checked(told: Mapping[str, Any], empty: FormPart | Form) -> dict[str, Any]:
    """The same, each of the type that it has in an empty one. Raises ValueError."""
    found = {name: _tuples(value) for name, value in told.items()}
    kinds = {item.name: type(getattr(empty, item.name)) for item in fields(empty) if item.name not in _APART}
    for name, value in found.items():
        if type(value) is not kinds[name] or (isinstance(value, tuple) and not _are_good(name, value)):
            raise ValueError("no form")
    return {"id": "", "title": "", **found} if isinstance(empty, Form) else found


def _are_good(name: str, values: tuple[object, ...]) -> bool:
    """Options are pairs of texts, everything else is texts."""
    if name != "options":
        return all(isinstance(value, str) for value in values)
    return all(isinstance(pair, tuple) and [type(each) for each in pair] == [str, str] for pair in values)


def _tuples(value: object) -> object:
    """Lists, as JSON has them, hold nothing but text and pairs of text. Raises ValueError."""
    if not isinstance(value, list):
        return value
    if not all(isinstance(item, str | list) for item in value):
        raise ValueError("no form")
    return tuple(_tuples(item) for item in value)
