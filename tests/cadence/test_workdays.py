"""Nobody is written to on a weekend, a holiday of their country, on leave, or outside their working hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.model import Leave, Member
from cadence.schedule.workdays import (
    add_working_days,
    cover_of,
    is_away,
    is_working_day,
    last_working_moment,
    next_working_moment,
)
from tests.fakes.services import FakeHolidays

BEN = Member(id="ben", workspace_id="local", external_id="ben", name="Ben", zone="Europe/Berlin", country="DE")
NONE = FakeHolidays()


def day(number: int) -> date:
    """Of November 2026; the 9th is a Monday."""
    return date(2026, 11, number)


def at(number: int, hour: int, minute: int = 0) -> datetime:
    """UTC; Berlin is an hour ahead."""
    return datetime(2026, 11, number, hour, minute, tzinfo=UTC)


def leave(who: str, first: int, last: int, cover: str | None = None) -> Leave:
    return Leave(
        id=f"{who}{first}", workspace_id="local", member_id=who, first=day(first), last=day(last), cover_id=cover
    )


def test_leave_includes_both_of_its_ends() -> None:
    leaves = [leave("ben", 10, 12)]
    assert [is_away("ben", day(number), leaves) for number in (9, 10, 12, 13)] == [False, True, True, False]
    assert not is_away("ana", day(10), leaves)


def test_cover_passes_on_where_the_cover_is_away_too() -> None:
    leaves = [leave("ben", 9, 13, "ana"), leave("ana", 10, 10, "cy"), leave("cy", 12, 12)]
    assert cover_of("ben", day(9), leaves) == "ana"
    assert cover_of("ben", day(10), leaves) == "cy"
    assert cover_of("ben", day(16), leaves) is None


def test_nobody_covers_where_the_covers_are_away_or_go_in_a_circle() -> None:
    assert cover_of("ben", day(9), [leave("ben", 9, 9, "ana"), leave("ana", 9, 9)]) is None
    assert cover_of("ben", day(9), [leave("ben", 9, 9, "ana"), leave("ana", 9, 9, "ben")]) is None
    assert cover_of("ben", day(9), [leave("ben", 9, 9, "ben")]) is None


def test_of_two_leaves_the_one_with_a_cover_counts() -> None:
    assert cover_of("ben", day(9), [leave("ben", 9, 9), leave("ben", 8, 10, "ana")]) == "ana"


@pytest.mark.parametrize(
    ("number", "works"),
    [(9, True), (13, True), (14, False), (15, False), (11, False), (12, False)],
)
def test_weekends_holidays_and_leave_are_no_working_days(number: int, works: bool) -> None:
    holidays = FakeHolidays(("DE", day(11), "Carnival"), ("US", day(9), "Elsewhere"))
    assert is_working_day(BEN, day(number), [leave("ben", 12, 12)], holidays) is works


def test_the_teams_country_counts_where_the_member_has_none() -> None:
    holidays = FakeHolidays(("DE", day(11), "Carnival"))
    assert not is_working_day(replace(BEN, country=""), day(11), [], holidays, "DE")
    assert is_working_day(replace(BEN, country="US"), day(11), [], holidays, "DE")


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [(9, 0, 9), (14, 0, 16), (9, 1, 10), (13, 1, 16), (14, 1, 16), (9, 5, 16), (10, 1, 13)],
)
def test_working_days_are_counted_past_everything_else(start: int, count: int, expected: int) -> None:
    leaves = [leave("ben", 11, 12)] if start == 10 else []
    assert add_working_days(day(start), count, BEN, leaves, NONE) == day(expected)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (at(11, 9), at(12, 4), at(11, 17)),  # until is at night: the evening before, 18:00 in Berlin
        (at(11, 9), at(11, 14), at(11, 14)),  # within working hours
        (at(11, 18), at(12, 5), None),  # one night
        (at(13, 18), at(15, 20), None),  # a weekend
        (at(13, 9), at(15, 20), at(13, 17)),  # back to Friday evening
        (at(11, 17), at(11, 22), at(11, 17)),  # exactly the end of the day
    ],
)
def test_the_last_working_moment_before_a_deadline(since: datetime, until: datetime, expected: datetime | None) -> None:
    assert last_working_moment(BEN, since, until, [], NONE) == expected


def test_leave_and_holidays_leave_no_moment() -> None:
    assert last_working_moment(BEN, at(11, 9), at(11, 14), [leave("ben", 11, 11)], NONE) is None
    holidays = FakeHolidays(("DE", day(11), "Carnival"))
    assert last_working_moment(replace(BEN, country=""), at(11, 9), at(11, 14), [], holidays, "DE") is None


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (at(11, 9), at(11, 9)),
        (at(11, 3), at(11, 7)),
        (at(11, 19), at(12, 7)),
        (at(13, 19), at(16, 7)),
    ],
)
def test_a_private_message_waits_for_working_hours(since: datetime, expected: datetime) -> None:
    assert next_working_moment(BEN, since, [], NONE) == expected


def test_a_night_worker_has_hours_past_midnight() -> None:
    nurse = replace(BEN, works_from=time(22), works_until=time(6))
    assert next_working_moment(nurse, at(11, 2), [], NONE) == at(11, 2)  # 03:00, Tuesday's shift
    assert next_working_moment(nurse, at(11, 12), [], NONE) == at(11, 21)
    assert last_working_moment(nurse, at(11, 0), at(11, 12), [], NONE) == at(11, 5)


def test_leave_without_an_end_does_not_hang_the_engine() -> None:
    forever = Leave(id="x", workspace_id="local", member_id="ben", first=day(1), last=date(9999, 1, 1))
    assert next_working_moment(BEN, at(11, 9), [forever], NONE) == at(11, 9)
    assert add_working_days(day(9), 1, BEN, [forever], NONE) > day(9)


ZONES = ("Europe/Berlin", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns")
FIVE_YEARS = 5 * 365 * 24 * 60


@given(st.integers(0, FIVE_YEARS), st.sampled_from(ZONES))
def test_a_working_moment_is_one_wherever_it_is_looked_for(minutes: int, zone: str) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    member = replace(BEN, zone=zone)
    following = next_working_moment(member, moment, [], NONE)
    assert following >= moment
    assert next_working_moment(member, following, [], NONE) == following
    assert last_working_moment(member, moment, following, [], NONE) == following
    if following > moment:
        assert last_working_moment(member, moment, following - timedelta(seconds=1), [], NONE) is None
