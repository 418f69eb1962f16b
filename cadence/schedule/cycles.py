"""Cycles: calendar quarters by default, and which week of one a day falls in. Pure."""

from datetime import date, timedelta

from cadence.model import Cycle

THURSDAY = 3


def quarter_of(day: date) -> tuple[str, date, date]:
    """Name (`Q4 2026`), first and last day of the calendar quarter."""
    quarter = (day.month + 2) // 3
    starts = date(day.year, 3 * quarter - 2, 1)
    after = date(day.year + 1, 1, 1) if quarter == 4 else date(day.year, 3 * quarter + 1, 1)
    return f"Q{quarter} {day.year}", starts, after - timedelta(days=1)


def week_of(cycle: Cycle, day: date) -> tuple[int, int]:
    """(week, weeks), both from 1: which ISO week of the cycle the day is in, and how many it has.

    A quarter has 13 weeks (the week belongs where its Thursday falls). Past the cycle's end the week stays the last,
    and so does a fourteenth Thursday; before its start it is the first.
    """
    weeks = max(round(((cycle.ends - cycle.starts).days + 1) / 7), 1)
    week = (_thursday_of(day) - _thursday_from(cycle.starts)).days // 7 + 1
    return min(max(week, 1), weeks), weeks


def _thursday_of(day: date) -> date:
    return day + timedelta(days=THURSDAY - day.weekday())


def _thursday_from(day: date) -> date:
    return day + timedelta(days=(THURSDAY - day.weekday()) % 7)
