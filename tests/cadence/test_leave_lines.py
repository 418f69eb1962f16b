"""`okr away` takes leave as people say it: one day, a span, a week, and who covers."""

from datetime import date

import pytest

from cadence.errors import NotUnderstood
from cadence.grammar.commands import Command, TakeLeave, read_command
from tests.fakes.services import FakeDateReader

MONDAY = date(2026, 11, 9)
FRIDAY = date(2026, 11, 13)


def read(line: str) -> Command:
    return read_command(line, MONDAY, FakeDateReader())


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("tomorrow", date(2026, 11, 10), date(2026, 11, 10)),
        ("1 Aug to 12 Aug", date(2027, 8, 1), date(2027, 8, 12)),
        ("from 3 Aug - 5 Aug", date(2027, 8, 3), date(2027, 8, 5)),
        ("3 Aug – 5 Aug", date(2027, 8, 3), date(2027, 8, 5)),
        ("3-5 Aug", date(2027, 8, 3), date(2027, 8, 5)),
        ("Aug 3-5", date(2027, 8, 3), date(2027, 8, 5)),
        ("1 to 12 dec", date(2026, 12, 1), date(2026, 12, 12)),
        ("dec 1 to 12", date(2026, 12, 1), date(2026, 12, 12)),
        ("2026-12-01 - 2026-12-12", date(2026, 12, 1), date(2026, 12, 12)),
        ("until friday", MONDAY, FRIDAY),
        ("today till friday", MONDAY, FRIDAY),
        ("28 Dec to 3 Jan", date(2026, 12, 28), date(2027, 1, 3)),
        ("2 Nov to 12 Nov", date(2026, 11, 2), date(2026, 11, 12)),
        ("thursday to monday", date(2026, 11, 12), date(2026, 11, 16)),
        ("monday to wednesday", date(2026, 11, 16), date(2026, 11, 18)),
        ("this week", MONDAY, date(2026, 11, 15)),
        ("next week", date(2026, 11, 16), date(2026, 11, 22)),
        ("for 3 days", MONDAY, date(2026, 11, 11)),
        ("2 weeks", MONDAY, date(2026, 11, 22)),
    ],
)
def test_leave_is_a_span_of_days(days: str, first: date, last: date) -> None:
    assert read(f"away {days}") == TakeLeave(first=first, last=last)
    assert read(f"away {days} cover <@x>") == TakeLeave(first=first, last=last, cover="x")


def test_leave_can_be_covered_in_other_words_and_cancelled() -> None:
    covered = TakeLeave(first=FRIDAY, last=FRIDAY, cover="x")
    assert read("away friday, covered by <@x>") == covered
    assert read("away friday <@x>") == covered
    assert read("away cancel") == TakeLeave(cancel=True)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ("12 Aug to 1 Aug", "ends before it begins: Sun 1 Aug 2027 is before Thu 12 Aug 2027"),
        ("12 Nov to 11 Nov", "ends before it begins"),
        ("2026-10-01 to 2026-11-20", "Thu 1 Oct is past; leave can begin up to 14 days back"),
        ("2026-10-01 to 2026-10-02", "Fri 2 Oct is past already"),
        ("yesterday", "Sun 8 Nov is past already"),
        ("1 Dec to 1 Jun", "write both years: `okr away 2026-12-01 to 2027-06-01`"),
        ("12 weeks", "84 days; up to 60"),
    ],
)
def test_leave_that_is_probably_not_meant_is_asked_back(days: str, why: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read(f"away {days}")
    assert why in str(caught.value)
    assert "Nothing changed" in str(caught.value)


def test_a_long_leave_can_be_meant_and_is_then_written_with_its_years() -> None:
    assert read("away 2026-12-01 to 2027-06-01") == TakeLeave(first=date(2026, 12, 1), last=date(2027, 6, 1))
