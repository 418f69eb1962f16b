"""Days as people write them, always shown back: own grammar first, a library (behind `DateReader`) after it.

Where people might guess differently: `friday` is the next one after today; `next friday` is that of next week; `end
of week` is Friday; a day without a year is the next such day, unless a weekday before it says otherwise.
"""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from cadence.errors import NotUnderstood
from cadence.grammar.nearest import quote
from cadence.ports import DateReader
from cadence.schedule.cycles import quarter_of

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FRIDAY = 4
LONGEST_DAY = 40
DAY = timedelta(days=1)

EXAMPLES = "Write it like friday, 12 nov, 2026-11-12 or end of month."

_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tues?(?:day)?|wed(?:s|nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>20[0-9]{2})"
_UNIT = r"(?P<unit>d|days?|w|wks?|weeks?|months?)"

Reader = Callable[[re.Match[str], date], date | None]


def read_day(text: str, today: date, dates: DateReader) -> date:
    """The day meant: ISO, today, tomorrow, weekdays ("friday", "next fri"), "12 Nov", "end of month/quarter", "in 3
    days", "3d", "2w"; else what `dates` reads. A day without year is the next such day. Raises NotUnderstood."""
    typed = _plain(text)
    if not typed:
        raise NotUnderstood(f"A day is missing. {EXAMPLES}")
    read = read_own_day(typed, today)
    if read is None and _may_be_day(typed):
        read = dates.read(typed, today)
    if read is None or not 2000 <= read.year < 2100:
        raise NotUnderstood(f'I can\'t read "{quote(text)}" as a day. {EXAMPLES}')
    return read


def read_own_day(text: str, today: date) -> date | None:
    """What our own grammar reads, without the library; None where it reads nothing.

    Raises NotUnderstood where it is a day, but no such day exists (31 Feb, a weekday that does not fit).
    """
    typed = _plain(text)
    for pattern, reader in _FORMS:
        found = pattern.fullmatch(typed)
        if found:
            try:
                return reader(found, today)
            except (ValueError, OverflowError):
                raise NotUnderstood(f'There is no such day as "{quote(text)}". {EXAMPLES}') from None
    return None


def read_time(text: str) -> time:
    """A local wall time: `9`, `9:30`, `09:30`, `9am`, `2.30pm`. Raises NotUnderstood."""
    typed = "".join(text.lower().split()).removesuffix("h").removesuffix("o'clock")
    found = re.fullmatch(r"(?P<hour>[0-9]{1,2})(?:[:.h]?(?P<minute>[0-9]{2}))?(?P<half>[ap]\.?m\.?)?", typed)
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
    if found and found["half"]:
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise NotUnderstood(f'I can\'t read "{quote(text)}" as a time of day. Write it like 10:00, 9 or 2.30pm.')
    return time(hour, minute)


def show_day(day: date, today: date | None = None) -> str:
    """`Thu 12 Nov`; with the year where it is another one than today's."""
    year = f" {day.year}" if today is not None and today.year != day.year else ""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def _plain(text: str) -> str:
    line = " ".join(text.lower().replace(",", " ").split()).strip("!?;:")
    return re.sub(r"^(?:by|on|until|till|due|before)\s+(?=\S)", "", line)


def _may_be_day(text: str) -> bool:
    """Whether it is worth asking the library, which takes almost any bare number for a date."""
    return len(text) <= LONGEST_DAY and any(mark.isalpha() for mark in text)


def _iso(found: re.Match[str], _: date) -> date:
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def _named(found: re.Match[str], today: date) -> date:
    days = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}
    return today + days[found[0].removeprefix("the ")] * DAY


def _weekday(found: re.Match[str], today: date) -> date:
    wanted = _index(WEEKDAYS, found["weekday"])
    monday = today - today.weekday() * DAY
    match found["which"]:
        case "next":
            return monday + (7 + wanted) * DAY
        case "this":
            return monday + wanted * DAY
        case "last":
            return today - ((today.weekday() - wanted - 1) % 7 + 1) * DAY
    return today + ((wanted - today.weekday() - 1) % 7 + 1) * DAY


def _month_day(found: re.Match[str], today: date) -> date:
    month, day = _index(MONTHS, found["month"]) + 1, int(found["day"])
    wanted = _index(WEEKDAYS, found["weekday"]) if found["weekday"] else None
    return _in_year(day, month, found["year"], today, wanted)


def _numeric(found: re.Match[str], today: date) -> date:
    return _in_year(int(found["day"]), int(found["month"]), found["year"], today, None)


def _slashed(found: re.Match[str], today: date) -> date:
    """`25/11` or `11/25`; where both could be the month, it could be two days, and is refused."""
    first, second = int(found["first"]), int(found["second"])
    if first <= 12 and second <= 12 and first != second:
        raise NotUnderstood(
            f"{found[0]} may mean two days. Write the month as a word, like {first} {MONTHS[second - 1]}."
        )
    day, month = (first, second) if second <= 12 else (second, first)
    return _in_year(day, month, found["year"], today, None)


def _in_year(day: int, month: int, year: str | None, today: date, weekday: int | None) -> date:
    """The day in that year; without one the next such day, or another near year's where only that fits the weekday."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else list(range(today.year, today.year + 9))
    days = [date(each, month, day) for each in years if _exists(each, month, day)]
    if not days:
        raise ValueError
    nearest = next((each for each in days if each >= today), days[0])
    if weekday is None or nearest.weekday() == weekday:
        return nearest
    if days[0].weekday() == weekday:
        return days[0]
    raise NotUnderstood(f"{show_day(nearest, today)} is not a {WEEKDAYS[weekday]}. Which of the two did you mean?")


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _end_of(found: re.Match[str], today: date) -> date:
    is_next = bool(found["next"])
    match found["period"]:
        case "week":
            friday = today + ((FRIDAY - today.weekday()) % 7) * DAY
            return friday + 7 * DAY if is_next and today.weekday() <= FRIDAY else friday
        case "month":
            return _end_of_month(today, is_next)
        case "quarter":
            ends = quarter_of(today)[2]
            return quarter_of(ends + DAY)[2] if is_next else ends
    return date(today.year + is_next, 12, 31)


def _end_of_month(today: date, is_next: bool) -> date:
    first_of_next = (today.replace(day=1) + 32 * DAY).replace(day=1)
    return _end_of_month(first_of_next, False) if is_next else first_of_next - DAY


def _short_end(found: re.Match[str], today: date) -> date | None:
    period = {"w": "week", "m": "month", "q": "quarter", "y": "year"}[found["letter"]]
    return read_own_day(f"end of {period}", today)


def _ahead(found: re.Match[str], today: date) -> date:
    count = 1 if found["count"] in ("a", "one") else int(found["count"])
    match found["unit"][0]:
        case "d":
            return today + count * DAY
        case "w":
            return today + 7 * count * DAY
    return _months_ahead(today, count)


def _months_ahead(today: date, count: int) -> date:
    years, month = divmod(today.month - 1 + count, 12)
    day = next(day for day in range(today.day, 0, -1) if _exists(today.year + years, month + 1, day))
    return date(today.year + years, month + 1, day)


def _next_week(_: re.Match[str], today: date) -> date:
    return today + (7 - today.weekday()) * DAY


def _index(names: tuple[str, ...], word: str) -> int:
    return names.index(word[:3].title())


_DAY_MONTH = rf"(?:{_WEEKDAY}\.? )?{_DAY}(?:st|nd|rd|th|\.)? ?(?:of )?{_MONTH}(?: {_YEAR})?"
_MONTH_DAY = rf"(?:{_WEEKDAY}\.? )?{_MONTH} ?{_DAY}(?:st|nd|rd|th|\.)?(?: {_YEAR})?"
_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})"), _iso),
    (re.compile(r"yesterday|today|tonight|tomorrow|(?:the )?day after tomorrow"), _named),
    (re.compile(rf"(?:(?P<which>this|next|last) )?{_WEEKDAY}"), _weekday),
    (re.compile(_DAY_MONTH), _month_day),
    (re.compile(_MONTH_DAY), _month_day),
    (re.compile(rf"{_DAY}\. ?(?P<month>[0-9]{{1,2}})\.(?: ?(?P<year>20[0-9]{{2}}|[0-9]{{2}}))?"), _numeric),
    (re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}|[0-9]{2}))?"), _slashed),
    (re.compile(r"(?:the )?end of (?:the |this )?(?P<next>next )?(?P<period>week|month|quarter|year)"), _end_of),
    (re.compile(r"eo(?P<letter>[wmqy])"), _short_end),
    (re.compile(rf"in (?P<count>a|one|[0-9]{{1,4}}) ?{_UNIT}"), _ahead),
    (re.compile(rf"(?P<count>[0-9]{{1,4}}) ?{_UNIT}(?: from now)?"), _ahead),
    (re.compile(r"next week"), _next_week),
)
