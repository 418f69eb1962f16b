"""Puts what was typed so far back into a form that is drawn anew, so that nothing is lost.

Knows the kinds of fields; must not know any form.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cadence.forms import (
    ChoiceField,
    DateField,
    FieldPart,
    FormPart,
    FormValues,
    NumberField,
    PersonField,
    TextField,
    TickField,
    many,
)


def with_typed(parts: Iterable[FormPart], values: FormValues) -> tuple[FormPart, ...]:
    """The parts, each field filled with what was typed into it; one that is not among the values was not shown yet."""
    return tuple(_typed(part, values) if isinstance(part, FieldPart) and part.id in values else part for part in parts)


def _typed(part: FormPart, values: FormValues) -> FormPart:
    match part:
        case TextField() | NumberField():
            return replace(part, initial=_first(values, part.id))
        case ChoiceField():
            chosen = _first(values, part.id)
            return replace(part, initial=chosen if chosen in dict(part.options) else "")
        case DateField():
            return replace(part, initial=_day(_first(values, part.id)))
        case PersonField():
            return replace(part, initial=many(values, part.id))
        case TickField():
            return replace(part, initial=_first(values, part.id) == "yes")
    return part


def _first(values: FormValues, field: str) -> str:
    """As typed, with the blanks around it."""
    return next(iter(many(values, field)), "")


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return ""  # a date picker can show nothing else
