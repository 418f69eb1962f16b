"""Reads the fields of a submitted form into values and collects every fault, so that all of them are shown at once.

Knows lines, texts, numbers, days and people as they are typed; must not know what a form is for.
"""

import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from cadence.context import Context
from cadence.errors import InvalidForm, NotUnderstood
from cadence.forms import LONGEST_LINE, FormValues, many, text
from cadence.grammar.dates import read_day, show_day
from cadence.model import Member, Team

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_UNSAFE = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(typed: str) -> str:
    """One line: line breaks, what no database keeps, and what turns the rest of a line around become blanks."""
    if not typed.isprintable():  # nothing that can be printed is unsafe
        typed = "".join(" " if _is_unsafe(char) else char for char in typed)
    return " ".join(typed.split())


def _is_unsafe(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE or char in _TURNING


def wrong(field: str, message: str, about: Team | None = None) -> NoReturn:
    """Keep the form open with this message at this field. about: the team it tells of, as in `Refused`."""
    raise InvalidForm({field: message}, about)


def too_long(typed: str, longest: int = LONGEST_LINE) -> str:
    """What to say of a text beyond the limit; empty where it fits."""
    return f"That is {len(typed):,} characters; {longest:,} fit here." if len(typed) > longest else ""


def is_past(day: date, today: date) -> str:
    """What to say of a day before today; empty for any other."""
    return f"{show_day(day, today)} is past. Choose today or later." if day < today else ""


def cannot_own(member: Member) -> str:
    """Why nothing can be given to this member; empty where it can."""
    if member.is_guest:
        return f"{member.name} is a guest from another workspace. Choose a member."
    return has_left(member)


def has_left(member: Member) -> str:
    """Why this member cannot be named at all; empty where they can."""
    return "" if member.is_active else f"{member.name} is not active any more. Choose somebody else."


NOT_TOLD = "I could not look this person up just now. Please send it again in a minute."


def cannot_name(member: Member | None, why_not: Callable[[Member], str] = cannot_own) -> str:
    """What to say of somebody who is not known here, or whom `why_not` refuses; empty for anybody else."""
    return why_not(member) if member else "I don't know this person here. Name a member of this workspace."


def cannot_name_now(
    ctx: Context, platform_id: str, member: Member | None, why_not: Callable[[Member], str] = cannot_own
) -> str:
    """As `cannot_name`, of somebody whom the request names: the platform may not have told who they are."""
    return NOT_TOLD if member is None and ctx.is_not_told(platform_id) else cannot_name(member, why_not)


class Fields:
    """The fields of one submitted form. Each reader returns something usable and notes what is wrong with it;
    `check` raises InvalidForm if anything was."""

    def __init__(self, ctx: Context, values: FormValues, today: date | None = None) -> None:
        self._ctx = ctx
        self._values = values
        self._today = today or ctx.today()
        self._errors: dict[str, str] = {}

    def has(self, *fields: str) -> bool:
        """Whether anything was typed or chosen in one of these."""
        return any(text(self._values, field) for field in fields)

    def shown(self, field: str) -> bool:
        """Whether the form had this field, filled in or not."""
        return field in self._values

    def line(self, field: str, ask: str = "", longest: int = LONGEST_LINE) -> str:
        """One line. ask: what to say where it is empty, if it must not be."""
        line = clean(text(self._values, field))
        self.fault(field, too_long(line, longest) or ("" if line else ask))
        return line

    def words(self, field: str, longest: int = LONGEST_LINE) -> str:
        """A text as it was typed, whole or not at all."""
        typed = text(self._values, field)
        self.fault(field, too_long(typed, longest))
        return typed

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

    def day(self, field: str, ask: str = "", keep: date | None = None) -> date | None:
        """A day, today or later; None where it is empty or wrong. keep: promised before, may stand although past."""
        typed = text(self._values, field)
        if not typed:
            self.fault(field, ask)
            return None
        try:
            day = read_day(typed, self._today, self._ctx.services.dates)
        except NotUnderstood as error:
            self.fault(field, str(error))
            return None
        self.fault(field, "" if day == keep else is_past(day, self._today))
        return day

    def ticked(self, field: str) -> bool:
        return text(self._values, field) == "yes"

    def choice(self, field: str, kind: type[E], ask: str = "") -> E | None:
        """One of these; None where nothing was chosen, or nothing that there is."""
        chosen = text(self._values, field)
        if chosen:
            with suppress(ValueError):
                return kind(chosen)
        self.fault(field, ask or ("Choose one of the list." if chosen else ""))
        return None

    async def person(self, field: str, ask: str = "", why_not: Callable[[Member], str] = cannot_own) -> Member | None:
        """A member; None where it is empty or wrong. why_not: says why this member cannot be named here."""
        chosen = text(self._values, field)
        if not chosen:
            self.fault(field, ask)
            return None
        member = await self._ctx.member(chosen)
        self.fault(field, cannot_name_now(self._ctx, chosen, member, why_not))
        return member

    async def people(self, field: str, ask: str = "") -> list[Member]:
        """The members chosen, each once."""
        chosen = list(dict.fromkeys(many(self._values, field)))
        self.fault(field, "" if chosen else ask)
        found = {platform_id: await self._ctx.member(platform_id) for platform_id in chosen}
        for platform_id, member in found.items():
            self.fault(field, cannot_name_now(self._ctx, platform_id, member))
        return [member for member in found.values() if member is not None]

    def fault(self, field: str, message: str) -> None:
        """Note a fault, if the message says one; the first of a field stands."""
        if message:
            self._errors.setdefault(field, message)

    def is_faulty(self, *fields: str) -> bool:
        """Whether anything is wrong so far: with these fields, or with any where none are named."""
        return any(field in self._errors for field in fields) if fields else bool(self._errors)

    def need_one(self, fields: Sequence[str], ask: str) -> None:
        """Raises InvalidForm where all of these are empty, or anything was wrong."""
        self.fault(fields[0], "" if self.has(*fields) else ask)
        self.check()

    def check(self) -> None:
        """Raises InvalidForm where anything was wrong."""
        if self._errors:
            raise InvalidForm(self._errors)
