"""Days as people write them, always shown back: own grammar first, a library (behind `DateReader`) after it."""

from datetime import date, time

from cadence.ports import DateReader


def read_day(text: str, today: date, dates: DateReader) -> date:
    """The day meant: ISO, today, tomorrow, weekdays ("friday", "next fri"), "12 Nov", "end of month/quarter", "in 3
    days", "3d", "2w"; else what `dates` reads. A day without year is the next such day. Raises NotUnderstood."""
    raise NotImplementedError


def read_time(text: str) -> time:
    """A local wall time: `9`, `9:30`, `09:30`, `9am`, `2.30pm`. Raises NotUnderstood."""
    raise NotImplementedError


def show_day(day: date, today: date | None = None) -> str:
    """`Thu 12 Nov`; with the year where it is another one than today's."""
    raise NotImplementedError
