"""The library's reading of days is used where it is surely a day, and nowhere else."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates import LenientDates
from cadence.grammar.commands import RecordAction, read_command
from cadence.grammar.dates import read_day

MONDAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("vendredi", date(2026, 11, 13)),
        ("freitag", date(2026, 11, 13)),
        ("übermorgen", date(2026, 11, 11)),
        ("mañana", date(2026, 11, 10)),
        ("明日", date(2026, 11, 10)),
        ("in drei tagen", date(2026, 11, 12)),
        ("12 décembre", date(2026, 12, 12)),
        ("1. dezember 2027", date(2027, 12, 1)),
        ("december", date(2026, 12, 31)),
    ],
)
def test_days_are_read_in_many_languages_and_lie_ahead(typed: str, expected: date) -> None:
    assert LenientDates().read(typed, MONDAY) == expected
    assert read_day(typed, MONDAY, LenientDates()) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1",
        "12 11",
        "2027",
        "2027 a",
        "do",
        "so",
        "mi",
        "10pm",
        "10:00",
        "10 Uhr",
        "12 nov 10:00",
        "in 2 hours",
        "hand",
        "step",
        "the end",
        "in 99999999 years",
        "friday " * 20,
    ],
)
def test_bare_numbers_years_times_and_words_are_no_days(typed: str) -> None:
    assert LenientDates().read(typed, MONDAY) is None


@pytest.mark.parametrize("text", ["write it by hand", "stand by me", "go step by step", "do it by the book"])
def test_an_action_keeps_its_words(text: str) -> None:
    assert read_command(f"action {text}", MONDAY, LenientDates()) == RecordAction(text=text)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = LenientDates().read(text, MONDAY)
    assert found is None or isinstance(found, date)
