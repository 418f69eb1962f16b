"""Holidays and a date reader with a few known entries."""

from collections.abc import Sequence
from datetime import date

from cadence.context import Services


class FakeHolidays:
    """Knows only the holidays that it is given."""

    def __init__(self, *days: tuple[str, date, str]) -> None:
        self._days = {(country, day): name for country, day, name in days}

    def name_of(self, country: str, day: date) -> str | None:
        return self._days.get((country, day))

    def knows(self, country: str) -> bool:
        return country in {"", "DE", "US", "GB", "FR"}

    def countries(self) -> Sequence[tuple[str, str]]:
        return [("FR", "France"), ("DE", "Germany"), ("GB", "United Kingdom"), ("US", "United States")]


class FakeDateReader:
    """Reads only the texts that it is given."""

    def __init__(self, **known: date) -> None:
        self._known = known

    def read(self, text: str, today: date) -> date | None:
        return self._known.get(text)


def fake_services(*days: tuple[str, date, str]) -> Services:
    return Services(holidays=FakeHolidays(*days), dates=FakeDateReader())
