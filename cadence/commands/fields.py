"""Reads submitted fields into values and collects every fault, so that all of them are shown at once.

Knows lines, days and people; must not know what a form is for.
"""

from collections.abc import Sequence
from datetime import date

from cadence.context import Context
from cadence.errors import InvalidForm, NotUnderstood
from cadence.forms import LONGEST_LINE, FormValues, text
from cadence.grammar.dates import read_day, show_day
from cadence.model import Member


def too_long(typed: str, longest: int = LONGEST_LINE) -> str:
    """What to say of a text beyond the limit; empty where it fits."""
    return f"That is {len(typed):,} characters; {longest} fit here." if len(typed) > longest else ""


def is_past(day: date, today: date) -> str:
    """What to say of a day before today; empty for any other."""
    return f"{show_day(day, today)} is past. Choose today or later." if day < today else ""


def cannot_own(member: Member | None) -> str:
    """Why nothing can be given to this member; empty where it can."""
    if member is None:
        return "I don't know this person here. Name a member of this workspace."
    if member.is_guest:
        return f"{member.name} is a guest from another workspace. Choose a member."
    return "" if member.is_active else f"{member.name} is not active any more. Choose somebody else."


class Fields:
    """The fields of one submitted form. Call `check` after reading: it raises InvalidForm with all faults."""

    def __init__(self, ctx: Context, values: FormValues, today: date) -> None:
        self._ctx = ctx
        self._values = values
        self._today = today
        self._errors: dict[str, str] = {}

    def line(self, field: str, ask: str = "") -> str:
        """One line. ask: what to say where it is empty, if it must not be."""
        typed = " ".join(text(self._values, field).split())
        self.fault(field, too_long(typed) or ("" if typed else ask))
        return typed

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

    async def person(self, field: str, ask: str = "") -> Member | None:
        """A member who can own something; None where it is empty or wrong."""
        chosen = text(self._values, field)
        if not chosen:
            self.fault(field, ask)
            return None
        member = await self._ctx.member(chosen)
        self.fault(field, cannot_own(member))
        return member

    def fault(self, field: str, message: str) -> None:
        """Note a fault, if the message says one; the first of a field stands."""
        if message:
            self._errors.setdefault(field, message)

    def need_one(self, fields: Sequence[str], ask: str) -> None:
        """Raises InvalidForm where all of these are empty, or anything was wrong."""
        if not any(text(self._values, field) for field in fields):
            self.fault(fields[0], ask)
        self.check()

    def check(self) -> None:
        """Raises InvalidForm where anything was wrong."""
        if self._errors:
            raise InvalidForm(self._errors)
