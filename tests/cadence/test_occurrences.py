"""A check-in opens once every ISO week at its local time, through holidays and every change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.schedule.occurrences import Occurrence, iso_week, next_occurrence, to_utc
from tests.fakes.growth import MONDAY, TEAM
from tests.fakes.services import FakeHolidays

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
    "Antarctica/Troll",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "UTC",
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # parts are year to minute


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"),
    [
        (date(2026, 11, 11), time(10, 0), "Europe/Berlin", utc(2026, 11, 11, 9)),
        (date(2026, 3, 29), time(2, 30), "Europe/Berlin", utc(2026, 3, 29, 1, 30)),  # gap: 03:30 summer time
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", utc(2026, 10, 25, 0, 30)),  # fold: still summer time
        (date(2026, 4, 24), time(0, 0), "Africa/Cairo", utc(2026, 4, 23, 22)),  # gap at midnight: 01:00
        (date(2026, 10, 29), time(23, 30), "Africa/Cairo", utc(2026, 10, 29, 20, 30)),  # fold before midnight
        (date(2026, 6, 1), time(9, 0), "Asia/Kathmandu", utc(2026, 6, 1, 3, 15)),
        (date(2026, 3, 29), time(1, 30), "Antarctica/Troll", utc(2026, 3, 29, 1, 30)),  # a gap of two hours
        (date(2011, 12, 30), time(9, 0), "Pacific/Apia", utc(2011, 12, 30, 19)),  # the day that never was
    ],
)
def test_local_time_in_a_gap_moves_forward_and_in_a_fold_is_the_first(
    day: date, wall: time, zone: str, expected: datetime
) -> None:
    assert to_utc(day, wall, zone) == expected


def test_a_week_is_named_by_iso() -> None:
    assert iso_week(date(2026, 11, 11)) == "2026-W46"
    assert iso_week(date(2027, 1, 1)) == "2026-W53"


def test_the_first_occurrence_is_the_next_future_one() -> None:
    this_week = Occurrence(iso_week="2026-W46", opens_at=utc(2026, 11, 11, 9), closes_at=utc(2026, 11, 12, 9))
    assert next_occurrence(TEAM, MONDAY, FakeHolidays()) == this_week
    assert next_occurrence(TEAM, this_week.opens_at - timedelta(seconds=1), FakeHolidays()) == this_week
    assert next_occurrence(TEAM, this_week.opens_at, FakeHolidays()).iso_week == "2026-W47"


def test_a_holiday_moves_it_to_the_next_working_day_at_the_same_time() -> None:
    holidays = FakeHolidays(("DE", date(2026, 11, 11), "Carnival"), ("DE", date(2026, 11, 12), "Hangover"))
    moved = next_occurrence(TEAM, MONDAY, holidays)
    assert (moved.iso_week, moved.opens_at, moved.skip_reason) == ("2026-W46", utc(2026, 11, 13, 9), "")
    assert moved.closes_at == utc(2026, 11, 14, 9)


def test_it_never_moves_to_a_weekend_or_into_the_next_week() -> None:
    friday = replace(TEAM, weekday=4)
    skipped = next_occurrence(friday, MONDAY, FakeHolidays(("DE", date(2026, 11, 13), "Founders' Day")))
    assert skipped.skip_reason == "Founders' Day, and no working day is left that week"
    assert (skipped.iso_week, skipped.opens_at) == ("2026-W46", utc(2026, 11, 13, 9))
    after = next_occurrence(friday, skipped.opens_at, FakeHolidays())
    assert (after.iso_week, after.skip_reason) == ("2026-W47", "")


def test_holidays_of_another_country_move_nothing() -> None:
    holidays = FakeHolidays(("FR", date(2026, 11, 11), "Armistice"))
    assert next_occurrence(TEAM, MONDAY, holidays).opens_at == utc(2026, 11, 11, 9)
    nowhere = replace(TEAM, country="")
    assert next_occurrence(nowhere, MONDAY, holidays).opens_at == utc(2026, 11, 11, 9)


def test_a_team_may_choose_a_day_of_the_weekend() -> None:
    sunday = replace(TEAM, weekday=6)
    assert next_occurrence(sunday, MONDAY, FakeHolidays()).opens_at == utc(2026, 11, 15, 9)


def test_the_window_is_local_time_so_that_closing_keeps_its_wall_time() -> None:
    saturday = replace(TEAM, weekday=5)
    found = next_occurrence(saturday, utc(2026, 10, 20), FakeHolidays())
    assert found.closes_at - found.opens_at == timedelta(hours=25)
    local = found.closes_at.astimezone(ZoneInfo(TEAM.zone))
    assert (local.hour, local.minute) == (10, 0)


def test_a_short_window_in_a_gap_still_closes_after_it_opens() -> None:
    in_gap = replace(TEAM, weekday=6, opens_at=time(2, 30), window=timedelta(minutes=15))
    found = next_occurrence(in_gap, utc(2026, 3, 27), FakeHolidays())
    assert (found.opens_at, found.closes_at) == (utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 1, 45))


@settings(max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    wall=st.times().map(lambda wall: wall.replace(second=0, microsecond=0)),
    window=st.integers(15, 5 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    start=st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: utc(2024, 1, 1) + timedelta(minutes=minutes)),
)
def test_every_week_has_exactly_one_occurrence_in_every_zone(
    zone: str, weekday: int, wall: time, window: timedelta, start: datetime
) -> None:
    team = replace(TEAM, zone=zone, weekday=weekday, opens_at=wall, window=window)
    moment, weeks = start, []
    for _ in range(30):
        found = next_occurrence(team, moment, FakeHolidays())
        assert moment < found.opens_at < found.closes_at
        local = found.opens_at.astimezone(ZoneInfo(zone))
        assert local.weekday() == weekday
        assert local.time().replace(fold=0) == wall or not _exists(local.date(), wall, zone)
        weeks.append(local.date() - timedelta(days=weekday))
        moment = found.opens_at
    assert weeks == [weeks[0] + timedelta(days=7 * number) for number in range(30)]


def test_no_week_is_lost_or_doubled_in_five_years_anywhere() -> None:
    every_week = [iso_week(date(2024, 1, 7) + timedelta(days=7 * number)) for number in range(261)]
    for zone in ZONES:
        team = replace(TEAM, zone=zone, weekday=6, opens_at=time(2, 30))
        moment, weeks = utc(2023, 12, 31, 23), []
        while moment < utc(2029, 1, 3):
            found = next_occurrence(team, moment, FakeHolidays())
            weeks.append(found.iso_week)
            moment = found.opens_at
        assert [week for week in weeks if week < "2029"] == every_week


def _exists(day: date, wall: time, zone: str) -> bool:
    back = to_utc(day, wall, zone).astimezone(ZoneInfo(zone))
    return back.time().replace(fold=0) == wall
