"""Reads the fields of a submitted check-in form into values; collects every fault, each at its own field.

Knows texts, numbers, days and people as they are typed; must not know what the form is about.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from cadence.context import Context
from cadence.errors import InvalidForm, NotUnderstood
from cadence.forms import LONGEST_LINE, FormValues, text
from cadence.grammar.dates import read_day, show_day
from cadence.grammar.numbers import read_amount, value_for
from cadence.model import KeyResult, Member
from cadence.wording.lines import clip

MOST_CONFIDENCE = 10
LONGEST_QUOTE = 30
A_CONFIDENCE = "Confidence is a whole number from 0 (no chance) to 10 (certain)"

E = TypeVar("E", bound=StrEnum)


class Typed:
    """The fields of one submitted form. Call `check` after reading: it raises InvalidForm with all faults."""

    def __init__(self, ctx: Context, values: FormValues, today: date) -> None:
        self._ctx = ctx
        self._values = values
        self._today = today
        self._errors: dict[str, str] = {}

    def has(self, field: str) -> bool:
        """Whether anything was typed or chosen there."""
        return bool(text(self._values, field))

    def fault(self, field: str, message: str) -> None:
        """Note what is wrong; the first fault of a field stands."""
        self._errors.setdefault(field, message)

    def check(self) -> None:
        """Raises InvalidForm where anything was wrong."""
        if self._errors:
            raise InvalidForm(self._errors)

    def words(self, field: str, longest: int = LONGEST_LINE) -> str:
        """A text, whole or not at all."""
        typed = text(self._values, field)
        if len(typed) > longest:
            self.fault(field, _too_long(typed, longest))
        return typed

    def ticked(self, field: str) -> bool:
        return text(self._values, field) == "yes"

    def choice(self, field: str, kind: type[E]) -> E | None:
        """One of these; None where nothing was chosen."""
        chosen = text(self._values, field)
        try:
            return kind(chosen) if chosen else None
        except ValueError:
            self.fault(field, "Choose one of the list.")
            return None

    def value(self, field: str, key_result: KeyResult, last: Decimal | None) -> Decimal | None:
        """The KR's new value; `+5` counts from `last`. None where it is empty or wrong."""
        typed = text(self._values, field)
        if not typed:
            return None
        try:
            return value_for(read_amount(typed), key_result.unit, last)
        except NotUnderstood as error:
            self.fault(field, str(error))
            return None

    def confidence(self, field: str) -> int | None:
        typed = text(self._values, field)
        if not typed:
            return None
        if typed.isdecimal() and len(typed) <= len("10") and int(typed) <= MOST_CONFIDENCE:
            return int(typed)
        self.fault(field, f"{A_CONFIDENCE}; “{clip(typed, LONGEST_QUOTE)}” is not.")
        return None

    def day(self, field: str, kept: date | None = None) -> date | None:
        """A day, today or later. kept: a day that was given before, which may have passed since."""
        typed = text(self._values, field)
        if not typed:
            return None
        try:
            day = read_day(typed, self._today, self._ctx.services.dates)
        except NotUnderstood as error:
            self.fault(field, str(error))
            return None
        if day < self._today and day != kept:
            self.fault(field, f"{show_day(day, self._today)} is past. Pick today or a later day.")
        return day

    async def person(self, field: str, may: Callable[[Member], str]) -> Member | None:
        """A member; None where it is empty or wrong. may: says why this member cannot be named, else nothing."""
        chosen = text(self._values, field)
        if not chosen:
            return None
        member = await self._ctx.member(chosen)
        fault = "I don't know this person here. Pick somebody from the list." if member is None else may(member)
        if fault:
            self.fault(field, fault)
        return member


def has_left(member: Member) -> str:
    """Why somebody who left cannot be named."""
    return "" if member.is_active else f"{member.name} has left. Pick somebody else."


def cannot_decide(member: Member) -> str:
    """Why this member cannot decide anything here."""
    if member.is_guest:
        return f"{member.name} is a guest from another workspace and cannot decide here. Pick a member."
    return has_left(member)


def _too_long(typed: str, longest: int) -> str:
    return f"This is {len(typed):,} characters; at most {longest:,} fit. Nothing is lost: shorten it here, then send."
