"""Days and times are read as people write them; what could mean two days is refused, and bare numbers are no days."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.errors import NotUnderstood
from cadence.grammar.dates import read_day, read_time, show_day
from tests.fakes.services import FakeDateReader

MONDAY = date(2026, 11, 9)
NO_READER = FakeDateReader()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-12", date(2026, 11, 12)),
        ("2026/11/12", date(2026, 11, 12)),
        ("today", MONDAY),
        ("Tomorrow", date(2026, 11, 10)),
        ("day after tomorrow", date(2026, 11, 11)),
        ("friday", date(2026, 11, 13)),
        ("FRI", date(2026, 11, 13)),
        ("by friday", date(2026, 11, 13)),
        ("friday?", date(2026, 11, 13)),
        ("monday", date(2026, 11, 16)),
        ("this friday", date(2026, 11, 13)),
        ("next fri", date(2026, 11, 20)),
        ("next week", date(2026, 11, 16)),
        ("12 nov", date(2026, 11, 12)),
        ("12 Nov.", date(2026, 11, 12)),
        ("nov 12", date(2026, 11, 12)),
        ("12th of November", date(2026, 11, 12)),
        ("12 november 2027", date(2027, 11, 12)),
        ("Nov 12, 2027", date(2027, 11, 12)),
        ("9 nov", MONDAY),
        ("8 nov", date(2027, 11, 8)),
        ("2 jan", date(2027, 1, 2)),
        ("29 feb", date(2028, 2, 29)),
        ("Thu 12 Nov", date(2026, 11, 12)),
        ("Thu 5 Nov", date(2026, 11, 5)),
        ("12.11.", date(2026, 11, 12)),
        ("12.11.2027", date(2027, 11, 12)),
        ("12. 11. 27", date(2027, 11, 12)),
        ("25/11", date(2026, 11, 25)),
        ("11/25/2026", date(2026, 11, 25)),
        ("end of week", date(2026, 11, 13)),
        ("end of next week", date(2026, 11, 20)),
        ("end of the month", date(2026, 11, 30)),
        ("end of next month", date(2026, 12, 31)),
        ("eoq", date(2026, 12, 31)),
        ("end of next quarter", date(2027, 3, 31)),
        ("end of year", date(2026, 12, 31)),
        ("in 3 days", date(2026, 11, 12)),
        ("in a week", date(2026, 11, 16)),
        ("3d", date(2026, 11, 12)),
        ("2w", date(2026, 11, 23)),
        ("in 2 months", date(2027, 1, 9)),
    ],
)
def test_a_day_is_read_as_it_is_meant(typed: str, expected: date) -> None:
    assert read_day(typed, MONDAY, NO_READER) == expected


def test_a_month_ahead_of_its_last_day_is_the_last_day_of_a_shorter_month() -> None:
    assert read_day("in 1 month", date(2026, 1, 31), NO_READER) == date(2026, 2, 28)


def test_the_end_of_the_week_seen_from_a_weekend_is_the_next_friday() -> None:
    assert read_day("end of week", date(2026, 11, 14), NO_READER) == date(2026, 11, 20)
    assert read_day("end of next week", date(2026, 11, 14), NO_READER) == date(2026, 11, 20)


@pytest.mark.parametrize("typed", ["1", "2027", "12.11", "45%", "soon", "!", "in 9999 months", "9999-01-01"])
def test_what_is_no_day_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="12 nov, 2026-11-12 or end of month"):
        read_day(typed, MONDAY, FakeDateReader(**{"1": MONDAY, "2027": MONDAY, "45%": MONDAY}))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "A day is missing"),
        ("31 feb", 'no such day as "31 feb"'),
        ("2026-13-01", "no such day"),
        ("11/12", "may mean two days. Write the month as a word, like 11 Dec"),
        ("Fri 12 Nov", "Thu 12 Nov is not a Fri"),
    ],
)
def test_a_day_that_cannot_be_says_why(typed: str, message: str) -> None:
    with pytest.raises(NotUnderstood, match=message):
        read_day(typed, MONDAY, NO_READER)


def test_the_library_is_asked_only_for_what_our_grammar_does_not_know() -> None:
    reader = FakeDateReader(**{"übermorgen": date(2026, 11, 11), "friday": date(1999, 1, 1)})
    assert read_day("Übermorgen", MONDAY, reader) == date(2026, 11, 11)
    assert read_day("friday", MONDAY, reader) == date(2026, 11, 13)


def test_a_day_of_another_century_is_a_slip_of_the_library() -> None:
    with pytest.raises(NotUnderstood):
        read_day("long ago", MONDAY, FakeDateReader(**{"long ago": date(1926, 1, 1)}))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("0930", time(9, 30)),
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("2.30pm", time(14, 30)),
        ("2:30 p.m.", time(14, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("14h", time(14)),
        ("14h30", time(14, 30)),
        ("0:00", time(0)),
    ],
)
def test_a_time_is_read_as_it_is_meant(typed: str, expected: time) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "24", "24:00", "9:5", "9:60", "13pm", "0am", "noonish", "9:30:15"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(NotUnderstood, match=r"10:00, 9 or 2\.30pm"):
        read_time(typed)


def test_a_day_is_shown_with_its_year_only_where_it_is_another() -> None:
    assert show_day(date(2026, 11, 12)) == "Thu 12 Nov"
    assert show_day(date(2026, 11, 12), MONDAY) == "Thu 12 Nov"
    assert show_day(date(2027, 1, 4), MONDAY) == "Mon 4 Jan 2027"


days = st.dates(date(2001, 1, 1), date(2090, 12, 31))


@given(days, days)
def test_a_shown_day_is_read_back_the_same(day: date, today: date) -> None:
    assert read_day(show_day(day, today), today, NO_READER) == day


@given(days, days)
def test_an_iso_day_is_read_back_the_same(day: date, today: date) -> None:
    assert read_day(day.isoformat(), today, NO_READER) == day


@given(st.times())
def test_a_shown_time_is_read_back_the_same(moment: time) -> None:
    assert read_time(f"{moment:%H:%M}") == time(moment.hour, moment.minute)


WORDS = st.sampled_from(
    ["end", "of", "next", "fri", "31", "feb", "nov", "2026", "in", "9999", "days", "/", ".", "w", "-"]
)


@given(st.text(max_size=50) | st.lists(WORDS, max_size=5).map(" ".join), days)
def test_no_text_does_anything_worse_than_not_being_understood(text: str, today: date) -> None:
    for read in (lambda: read_day(text, today, NO_READER), lambda: read_time(text)):
        try:
            read()
        except NotUnderstood as error:
            assert 0 < len(str(error)) < 200
