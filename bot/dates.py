"""Days in words and languages that our own grammar does not know, by the `dateparser` library, read with suspicion.

The library takes almost anything for a date; what has no real word in it, or is a time of day, is refused here.
"""

import re
from datetime import date, datetime, time
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "tr", "uk", "ru", "ja", "zh")
NOON = time(12)
LONGEST = 40

_WORD = re.compile(r"[^\W\d_]{3,}|[\u3040-\u30ff\u4e00-\u9fff]")
_CLOCK = re.compile(r"[0-9]:[0-9]|\b[0-9]{1,2} ?(?:uhr|h|[ap]\.?m\.?)\b", re.IGNORECASE)


class LenientDates:
    """See `cadence.ports.DateReader`. A day without year, and a weekday, is the next such one."""

    def read(self, text: str, today: date) -> date | None:
        if len(text) > LONGEST or not _WORD.search(text) or _CLOCK.search(text):
            return None
        found = _parse(text, datetime.combine(today, NOON))
        # relative days keep the noon that we gave, absolute ones have midnight; any other hour was a time of day
        return found.date() if found and found.time() in (time(0), NOON) else None


def _parse(text: str, base: datetime) -> datetime | None:
    from dateparser import parse

    settings: Any = {
        "PREFER_DATES_FROM": "future",
        "PREFER_DAY_OF_MONTH": "last",
        "RELATIVE_BASE": base,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["relative-time", "absolute-time"],
    }
    try:
        return parse(text, languages=list(LANGUAGES), settings=settings)
    except (ValueError, OverflowError):
        return None  # e.g. "in 99999999 years"
