"""Spans of days as people write them: `1 Aug to 12 Aug`, `3-5 Aug`, `until friday`, `next week`, `tomorrow`.

What is probably not meant (long over, very long, backwards) is asked back, and never guessed at.
"""

import re
from datetime import date, timedelta

from cadence.errors import NotUnderstood
from cadence.grammar.dates import read_day, show_day
from cadence.ports import DateReader

DAY = timedelta(days=1)
EXAMPLE = "Write it like `okr away 1 Aug to 12 Aug cover @ana`, `okr away until friday` or `okr away tomorrow`."

BEGUN = timedelta(days=14)
"""How long ago leave may have begun."""
LONGEST = timedelta(days=60)
"""What is longer is probably a misreading, unless both years are written."""

_YEAR = re.compile(r"\b20[0-9]{2}\b")
_BETWEEN = re.compile(r"\s+(?:to|till|until|through|thru|-|–|—)\s+|\s*(?:–|—|\.\.+)\s*")
_SHORT = re.compile(r"(?P<before>[^\d]*)(?P<first>[0-9]{1,2})\s?-\s?(?P<last>[0-9]{1,2})(?P<after>[^\d].*|)")
_LENGTH = re.compile(r"(?:for )?(?P<count>a|one|[0-9]{1,3}) ?(?P<unit>days?|weeks?)")


def read_span(text: str, today: date, dates: DateReader) -> tuple[date, date]:
    """First and last day, both included. Raises NotUnderstood, also for what probably is not meant: see `_checked`."""
    typed = re.sub(r"^from\s+", "", " ".join(text.lower().split()))
    if not typed:
        raise NotUnderstood(f"From when to when? {EXAMPLE}")
    first, last = _known_span(typed, today) or _read(typed, today, dates)
    return _checked(typed, first, last, today)


def _read(typed: str, today: date, dates: DateReader) -> tuple[date, date]:
    parts = _two_ends(typed)
    if len(parts) == 1:
        day = read_day(parts[0], today, dates)
        return day, day
    return _between(parts[0], parts[1], today, dates)


def _checked(typed: str, first: date, last: date, today: date) -> tuple[date, date]:
    """The span, unless it is over, began long ago, or is so long that it must be said with its years."""
    if last < today:
        raise NotUnderstood(f"{show_day(last, today)} is past already. Nothing changed. {EXAMPLE}")
    if first < today - BEGUN:
        long_ago = f"{show_day(first, today)} is past; leave can begin up to {BEGUN.days} days back."
        raise NotUnderstood(f"{long_ago} Nothing changed. {EXAMPLE}")
    if last - first >= LONGEST and len(_YEAR.findall(typed)) < 2:
        span = f"{show_day(first, today)} to {show_day(last, today)} is {(last - first).days + 1} days"
        meant = f"If you mean it, write both years: `okr away {first} to {last}`."
        raise NotUnderstood(f"{span}; up to {LONGEST.days} fit without the years. Nothing changed. {meant}")
    return first, last


def _known_span(typed: str, today: date) -> tuple[date, date] | None:
    monday = today - today.weekday() * DAY
    if typed == "this week":
        return today, monday + 6 * DAY
    if typed == "next week":
        return monday + 7 * DAY, monday + 13 * DAY
    length = _LENGTH.fullmatch(typed)
    if length:
        count = int(length["count"]) if length["count"].isdigit() else 1
        days = count * (7 if length["unit"].startswith("week") else 1)
        return today, today + max(days - 1, 0) * DAY
    return None


def _two_ends(typed: str) -> list[str]:
    """One or two days as typed; `3-5 aug` and `1 to 12 aug` share their month."""
    begun = re.match(r"(?:until|till)\s+(?=\S)", typed)
    if begun:
        return ["today", typed[begun.end() :]]
    short = _SHORT.fullmatch(typed)
    if short and (short["before"] or short["after"]):
        return [
            f"{short['before']}{short['first']}{short['after']}",
            f"{short['before']}{short['last']}{short['after']}",
        ]
    parts = _BETWEEN.split(typed, maxsplit=1)
    if len(parts) == 2 and parts[0].isdigit():
        parts[0] = re.sub(r"\b[0-9]{1,2}\b", parts[0], parts[1], count=1)
    elif len(parts) == 2 and parts[1].isdigit():
        parts[1] = re.sub(r"\b[0-9]{1,2}\b", parts[1], parts[0], count=1)
    return parts


def _between(left: str, right: str, today: date, dates: DateReader) -> tuple[date, date]:
    first, last = read_day(left, today, dates), read_day(right, today, dates)
    if first <= last:
        return first, last
    begun = _a_year_earlier(first)
    if _names_month(left) and begun >= today - BEGUN:
        first = begun  # it has begun already: 1 aug to 12 aug, said on 9 aug
    elif not _names_month(left):
        last = read_day(right, first, dates)  # thursday to monday
    if first > last:
        order = f"{show_day(last, today)} is before {show_day(first, today)}"
        raise NotUnderstood(f"That ends before it begins: {order}. Nothing changed. {EXAMPLE}")
    return first, last


def _names_month(typed: str) -> bool:
    """Whether it is a day of a month that was written without its year."""
    return bool(re.search("[0-9]", typed)) and not re.search("20[0-9]{2}", typed) and not typed.startswith("in ")


def _a_year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
