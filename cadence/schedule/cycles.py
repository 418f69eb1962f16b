"""Cycles: calendar quarters by default, and which week of one a day falls in. Pure."""

from datetime import date

from cadence.model import Cycle


def quarter_of(day: date) -> tuple[str, date, date]:
    """Name (`Q4 2026`), first and last day of the calendar quarter."""
    raise NotImplementedError


def week_of(cycle: Cycle, day: date) -> tuple[int, int]:
    """(week, weeks), both from 1: which ISO week of the cycle the day is in, and how many it has.

    A quarter has 13 weeks (the week belongs where its Thursday falls). Past the cycle's end the week stays the last.
    """
    raise NotImplementedError
