"""Reads what is entered into the forms for teams and OKRs, with everything that is wrong gathered first.

Builds on `fields`; knows numbers, several people and limits of their own; must not know what any form is for.
"""

import unicodedata
from collections.abc import Callable
from typing import NoReturn, TypeVar

from cadence.commands.fields import Fields, cannot_own, too_long
from cadence.context import Context
from cadence.errors import InvalidForm, NotUnderstood
from cadence.forms import LONGEST_LINE, FormValues, many, text
from cadence.model import Member

T = TypeVar("T")

_UNSAFE = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(typed: str) -> str:
    """One line: line breaks, what no database keeps, and what turns the rest of a line around become blanks."""
    return " ".join("".join(" " if _is_unsafe(char) else char for char in typed).split())


def _is_unsafe(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE or char in _TURNING


def wrong(field: str, message: str) -> NoReturn:
    """Keep the form open with this message at this field."""
    raise InvalidForm({field: message})


class Entries(Fields):
    """The values of one submitted form. Each reader returns something usable and notes what is wrong with it;
    `check` raises InvalidForm if anything was."""

    def __init__(self, ctx: Context, values: FormValues) -> None:
        super().__init__(ctx, values, ctx.today())

    def is_faulty(self, *fields: str) -> bool:
        """Whether anything is wrong so far: with these fields, or with any where none are named."""
        return any(field in self._errors for field in fields) if fields else bool(self._errors)

    def line(self, field: str, ask: str = "", longest: int = LONGEST_LINE) -> str:
        """One line of text. ask: what to say where it is empty, if it must not be."""
        line = clean(text(self._values, field))
        self.fault(field, too_long(line, longest) or ("" if line else ask))
        return line

    def read(self, field: str, reader: Callable[[str], T], otherwise: T, ask: str = "") -> T:
        """What `reader` makes of the line; `otherwise` where it is empty or not understood."""
        line = self.line(field, ask)
        if not line or self.is_faulty(field):
            return otherwise
        try:
            return reader(line)
        except NotUnderstood as error:
            self.fault(field, str(error))
            return otherwise

    def ticked(self, field: str) -> bool:
        return bool(text(self._values, field))

    async def people(self, field: str, ask: str = "") -> list[Member]:
        """The members chosen, each once."""
        chosen = list(dict.fromkeys(many(self._values, field)))
        self.fault(field, "" if chosen else ask)
        found = [await self._ctx.member(platform_id) for platform_id in chosen]
        for member in found:
            self.fault(field, cannot_own(member))
        return [member for member in found if member is not None]
