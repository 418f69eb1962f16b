"""Spans of days as people write them: `1 Aug to 12 Aug`, `3-5 Aug`, `until friday`, `next week`, `tomorrow`."""

import re
from datetime import date, timedelta

from cadence.errors import NotUnderstood
from cadence.grammar.dates import read_day
from cadence.ports import DateReader

DAY = timedelta(days=1)
EXAMPLE = "Write it like `okr away 1 Aug to 12 Aug cover @ana`, `okr away until friday` or `okr away tomorrow`."

_BETWEEN = re.compile(r"\s+(?:to|till|until|through|thru|-|–|—)\s+|\s*(?:–|—|\.\.+)\s*")
_SHORT = re.compile(r"(?P<before>[^\d]*)(?P<first>[0-9]{1,2})\s?-\s?(?P<last>[0-9]{1,2})(?P<after>[^\d].*|)")
_LENGTH = re.compile(r"(?:for )?(?P<count>a|one|[0-9]{1,3}) ?(?P<unit>days?|weeks?)")


def read_span(text: str, today: date, dates: DateReader) -> tuple[date, date]:
    """First and last day, both included. Raises NotUnderstood."""
    typed = re.sub(r"^from\s+", "", " ".join(text.lower().split()))
    if not typed:
        raise NotUnderstood(f"From when to when? {EXAMPLE}")
    whole = _known_span(typed, today)
    if whole:
        return whole
    parts = _two_ends(typed)
    if len(parts) == 1:
        day = read_day(parts[0], today, dates)
        return day, day
    return _between(parts[0], parts[1], today, dates)


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
    if _names_month(left):
        first = _a_year_earlier(first)  # it has begun already: 1 aug to 12 aug, said on 9 aug
    else:
        last = read_day(right, first, dates)  # thursday to monday
    if first > last:
        raise NotUnderstood(f"That ends before it begins. {EXAMPLE}")
    return first, last


def _names_month(typed: str) -> bool:
    """Whether it is a day of a month that was written without its year."""
    return bool(re.search("[0-9]", typed)) and not re.search("20[0-9]{2}", typed) and not typed.startswith("in ")


def _a_year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
