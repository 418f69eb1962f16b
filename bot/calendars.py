"""Public holidays of the world, by the `holidays` library. The only module that knows it.

The library is imported when the first holiday is asked for, and each country's year is worked out once.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

ENGLISH = "en_US"
SMALL_WORDS = {"And", "Of", "The", "Da"}


class PublicHolidays:
    """See `cadence.ports.Holidays`. Names are in English where the library has them, else in the country's language."""

    def __init__(self) -> None:
        self._years: dict[tuple[str, int], Mapping[date, str]] = {}

    def name_of(self, country: str, day: date) -> str | None:
        if not country:
            return None
        key = (country.upper(), day.year)
        if key not in self._years:
            self._years[key] = _holidays(*key)
        return self._years[key].get(day)

    def knows(self, country: str) -> bool:
        return not country or _parts(country) is not None

    def countries(self) -> Sequence[tuple[str, str]]:
        return _countries()


def _holidays(country: str, year: int) -> Mapping[date, str]:
    """The country's holidays in this year; none for a country or region that is not known."""
    parts = _parts(country)
    if parts is None:
        return {}
    from holidays import country_holidays

    found = country_holidays(parts[0], subdiv=parts[1] or None, years=year, language=ENGLISH)
    return {day: name for day, name in found.items() if day.year == year}


@cache
def _parts(code: str) -> tuple[str, str] | None:
    """Country and region of a code (`DE-BY`), or None where the library does not know them."""
    from holidays import list_supported_countries

    country, _, region = code.upper().partition("-")
    regions = list_supported_countries().get(country) if len(country) == 2 else None
    if regions is None or (region and region not in regions):
        return None
    return country, region


@cache
def _countries() -> Sequence[tuple[str, str]]:
    from holidays.registry import COUNTRIES

    return sorted(((codes[1], _in_words(codes[0])) for codes in COUNTRIES.values()), key=lambda pair: pair[1])


def _in_words(name: str) -> str:
    """`IsleOfMan` is `Isle of Man`."""
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+", name)
    return " ".join(word.lower() if word in SMALL_WORDS and place else word for place, word in enumerate(words))
