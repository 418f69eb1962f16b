"""The neutral form: named fields that each adapter shows in its platform's way and hands back as strings.

Knows no platform. A submitted form is `FormValues`: field id -> what was typed or chosen. Dates come as ISO dates,
people as their platform's ids, ticks as "yes" or "". An empty or absent value was left empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FormValues = Mapping[str, str | tuple[str, ...]]

LONGEST_LINE = 300
LONGEST_TEXT = 3_000
ZERO_TO_TEN = tuple(str(number) for number in range(11))
"""What confidence is picked from."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """What every field has. id: unique in the form. hint: one quiet line below it."""

    id: str
    label: str
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """One line, or several where `lines` is true. The engine checks `longest`, so that nothing typed is cut."""

    initial: str = ""
    placeholder: str = ""
    lines: bool = False
    longest: int = LONGEST_LINE


@dataclass(frozen=True, kw_only=True)
class NumberField(Field):
    """A number as people write it (`45%`, `1,200`, `1.2m`), read by the engine, hence shown as a text input.

    picks: usual values that a platform may offer beside the input, to be chosen with one tap.
    """

    initial: str = ""
    placeholder: str = ""
    picks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of a few; options are (value, label) pairs, at most 100. changes: choosing sends `FormChanged` at once."""

    options: tuple[tuple[str, str], ...]
    initial: str = ""
    changes: bool = False


@dataclass(frozen=True, kw_only=True)
class DateField(Field):
    """A day; `initial` in ISO form."""

    initial: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonField(Field):
    """One member, or several where `many` is true; `initial` holds platform ids."""

    initial: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True, kw_only=True)
class TickField(Field):
    """Yes or no."""

    initial: bool = False


@dataclass(frozen=True)
class Section:
    """A heading between fields, with an optional quiet line.

    folded: names what may come below it, up to the next heading, and is mostly left empty: while nothing stands there,
    a platform may show a button of this name alone, which unfolds it.
    """

    title: str
    text: str = ""
    folded: str = ""


@dataclass(frozen=True)
class More:
    """A button inside the form ("Add another"): sends `FormChanged` with this event and everything typed so far."""

    label: str
    event: str


FormPart = TextField | NumberField | ChoiceField | DateField | PersonField | TickField | Section | More
FieldPart = (TextField, NumberField, ChoiceField, DateField, PersonField, TickField)


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form. id: which handler reads it, e.g. `checkin`. context: opaque, at most 2,000 characters, comes back.

    edition: another one makes a platform forget what it still holds as typed into fields of the same ids.
    """

    id: str
    title: str
    parts: tuple[FormPart, ...]
    submit: str = "Send"
    intro: str = ""
    context: str = ""
    edition: str = ""


def text(values: FormValues, field: str) -> str:
    """What was typed into a field, without blanks around it; empty where nothing was."""
    value = values.get(field, "")
    return (value if isinstance(value, str) else next(iter(value), "")).strip()


def many(values: FormValues, field: str) -> tuple[str, ...]:
    """What was chosen in a field that takes several."""
    value = values.get(field, ())
    return tuple(part for part in ((value,) if isinstance(value, str) else value) if part)
