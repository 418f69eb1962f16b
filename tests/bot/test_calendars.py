"""Holidays come from a maintained calendar, in English where there is one."""

from datetime import date

from bot.calendars import PublicHolidays
from cadence.ports import Holidays


def test_a_holiday_has_a_name_and_any_other_day_none() -> None:
    holidays: Holidays = PublicHolidays()
    assert holidays.name_of("DE", date(2026, 12, 25)) == "Christmas Day"
    assert holidays.name_of("de", date(2026, 10, 3)) == "German Unity Day"
    assert holidays.name_of("DE", date(2026, 11, 11)) is None
    assert holidays.name_of("FR", date(2026, 11, 11)) == "Armistice Day"


def test_a_region_has_its_own_holidays() -> None:
    holidays = PublicHolidays()
    assert holidays.name_of("DE-BY", date(2026, 11, 1)) == "All Saints' Day"
    assert holidays.name_of("DE", date(2026, 11, 1)) is None


def test_no_country_and_unknown_countries_have_no_holidays() -> None:
    holidays = PublicHolidays()
    for country in ("", "XX", "DE-XX", "Atlantis"):
        assert holidays.name_of(country, date(2026, 12, 25)) is None


def test_it_says_which_countries_it_knows() -> None:
    holidays = PublicHolidays()
    assert [holidays.knows(code) for code in ("", "DE", "de-by", "XX", "DE-XX", "DEU")] == [True] * 3 + [False] * 3
    countries = holidays.countries()
    assert ("DE", "Germany") in countries
    assert ("IM", "Isle of Man") in countries
    assert list(countries) == sorted(countries, key=lambda pair: pair[1])
    assert all(holidays.knows(code) for code, _ in countries)
