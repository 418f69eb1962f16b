"""Cycles are calendar quarters; a week belongs where its Thursday falls."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.model import Cycle
from cadence.schedule.cycles import quarter_of, week_of


def cycle(starts: date, ends: date) -> Cycle:
    return Cycle(id="c", workspace_id="local", team_id="t", name="", starts=starts, ends=ends)


days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "name", "starts", "ends"),
    [
        (date(2026, 1, 1), "Q1 2026", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), "Q2 2026", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), "Q3 2026", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), "Q4 2026", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_a_name_and_two_ends(day: date, name: str, starts: date, ends: date) -> None:
    assert quarter_of(day) == (name, starts, ends)


@given(days)
def test_every_day_is_in_its_own_quarter(day: date) -> None:
    _, starts, ends = quarter_of(day)
    assert starts <= day <= ends


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 4, 1), (1, 13)),  # Tuesday; its Thursday is 3 April
        (date(2025, 4, 6), (1, 13)),
        (date(2025, 4, 7), (2, 13)),
        (date(2025, 6, 26), (13, 13)),
        (date(2025, 6, 30), (13, 13)),  # its Thursday is in July, but the cycle is not over yet
        (date(2025, 9, 1), (13, 13)),
        (date(2025, 1, 1), (1, 13)),
    ],
)
def test_a_day_is_in_the_week_of_its_thursday(day: date, expected: tuple[int, int]) -> None:
    assert week_of(cycle(date(2025, 4, 1), date(2025, 6, 30)), day) == expected


def test_a_fourteenth_thursday_is_still_the_last_week() -> None:
    quarter = cycle(date(2026, 10, 1), date(2026, 12, 31))  # begins and ends on a Thursday
    assert week_of(quarter, date(2026, 11, 9)) == (7, 13)
    assert week_of(quarter, date(2026, 12, 24)) == (13, 13)
    assert week_of(quarter, date(2026, 12, 31)) == (13, 13)


def test_a_cycle_of_a_few_days_is_one_week() -> None:
    assert week_of(cycle(date(2026, 11, 9), date(2026, 11, 10)), date(2026, 11, 10)) == (1, 1)


@given(days)
def test_weeks_of_a_quarter_are_counted_one_by_one(day: date) -> None:
    _, starts, ends = quarter_of(day)
    quarter = cycle(starts, ends)
    week, weeks = week_of(quarter, day)
    assert weeks == 13
    assert 1 <= week <= weeks
    later, _ = week_of(quarter, day + timedelta(days=7))
    is_before_first = day + timedelta(days=3 - day.weekday()) < starts
    assert later == (week if is_before_first else min(week + 1, weeks))
