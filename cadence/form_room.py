"""How much a form of a platform may hold, and how much its parts take. Pure; knows kinds of fields, and no platform."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from cadence.forms import (
    ChoiceField,
    DateField,
    Field,
    FormPart,
    More,
    NumberField,
    PersonField,
    Section,
    TextField,
    TickField,
)

MOST_PARTS = 98
LETTERS_OF_A_PART = 300
"""What a platform writes around a field, its error included."""
LETTERS_OF_AN_OPTION = 40
LETTERS_OF_A_PERSON = 150
"""Somebody chosen: id, name, and what stands around them."""
A_NUMBER, A_TEXT = 20, 600
"""What is mostly typed at most. Who types more has the form cut anew."""


@dataclass(frozen=True, kw_only=True)
class FormRoom:
    """How much one form may hold besides its title and intro; what is more goes onto further pages.

    parts: see `size_of`. letters: see `letters_of`; None where only the parts count.
    """

    parts: int = MOST_PARTS
    letters: int | None = None

    def holds(self, parts: int, letters: int) -> bool:
        return parts <= self.parts and (self.letters is None or letters <= self.letters)


ROOMY = FormRoom()
"""Where nothing but the parts counts."""


def size_of(parts: Iterable[FormPart]) -> int:
    """How many parts of a form they take: a heading with a line below it counts twice."""
    return sum(2 if isinstance(part, Section) and part.text else 1 for part in parts)


def letters_of(parts: Iterable[FormPart]) -> int:
    """How many letters they come to take: what stands in a text, or what is mostly typed there."""
    return sum(LETTERS_OF_A_PART + _letters(part) for part in parts)


def _letters(part: FormPart) -> int:
    match part:
        case Section():
            return _written(part.title, part.text)
        case More():
            return _written(part.label)
        case Field():
            return _written(part.label, part.hint) + _letters_in(part)


def _letters_in(part: Field) -> int:
    match part:
        case TextField():
            return max(min(part.longest, A_TEXT), _written(part.initial)) + _written(part.placeholder)
        case NumberField():
            return max(A_NUMBER, _written(part.initial)) + _written(part.placeholder)
        case ChoiceField():
            return sum(LETTERS_OF_AN_OPTION + _written(*option) for option in part.options)
        case PersonField():
            return LETTERS_OF_A_PERSON * max(1, len(part.initial))
        case DateField() | TickField():
            return 0
    raise TypeError(part)


def _written(*texts: str) -> int:
    """Their length as a platform sends them: quoted, and a letter outside the common ones as two."""
    quoted = json.dumps("".join(texts), ensure_ascii=False)
    return len(quoted.encode("utf-16-le", "surrogatepass")) // 2 - len('""')
