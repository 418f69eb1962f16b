"""Scores say how far; values are written short; nothing is rounded up to "done"."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.measure import is_held, one_a_week, score, show_number, show_score, show_trend, show_value
from cadence.model import Direction, KeyResult, Reading

D = Decimal


def key_result(start: str, target: str, direction: Direction = Direction.UP) -> KeyResult:
    return KeyResult(
        id="kr",
        workspace_id="local",
        team_id="t",
        cycle_id="c",
        objective_id="o",
        number=1,
        title="Activation",
        owner_id="m",
        start=D(start),
        target=D(target),
        direction=direction,
    )


@pytest.mark.parametrize(
    ("kr", "value", "expected"),
    [
        (key_result("31", "45"), "38", "0.50"),
        (key_result("200", "320"), "230", "0.25"),
        (key_result("0", "3"), "2", "0.67"),
        (key_result("31", "45"), "20", "0.00"),
        (key_result("31", "45"), "50", "1.00"),
        (key_result("0", "1000"), "999", "0.99"),
        (key_result("9", "4", Direction.DOWN), "6", "0.60"),
        (key_result("9", "4", Direction.DOWN), "9", "0.00"),
        (key_result("9", "4", Direction.DOWN), "12", "0.00"),
        (key_result("9", "4", Direction.DOWN), "3", "1.00"),
        (key_result("5", "5"), "4", "0.00"),
        (key_result("5", "5"), "5", "1.00"),
        (key_result("5", "5", Direction.DOWN), "6", "0.00"),
        (key_result("5", "5", Direction.DOWN), "5", "1.00"),
        (key_result("-10", "10"), "0", "0.50"),
        (key_result("99.5", "100", Direction.KEEP), "99.5", "1.00"),
        (key_result("99.5", "100", Direction.KEEP), "99.4", "0.00"),
    ],
)
def test_a_score_is_the_way_gone_from_start_to_target(kr: KeyResult, value: str, expected: str) -> None:
    assert str(score(kr, D(value))) == expected


@given(*[st.decimals(-(10**6), 10**6, places=2)] * 3, st.sampled_from(Direction))
def test_a_score_is_never_outside_and_one_only_when_the_target_is_met(
    start: D, target: D, value: D, direction: Direction
) -> None:
    kr = key_result(str(start), str(target), direction)
    assert 0 <= score(kr, value) <= 1
    assert score(kr, target) == 1
    if direction is not Direction.KEEP and start != target:
        reached = value >= target if target > start else value <= target
        assert (score(kr, value) == 1) == reached


def test_a_kept_key_result_is_held_between_its_ends_whichever_comes_first() -> None:
    for kr in (key_result("99.5", "100", Direction.KEEP), key_result("100", "99.5", Direction.KEEP)):
        assert is_held(kr, D("99.5"))
        assert is_held(kr, D("100"))
        assert not is_held(kr, D("100.1"))
        assert show_score(kr, D("99.7")) == "held"
        assert show_score(kr, D("99")) == "outside"
    assert show_score(key_result("31", "45"), D("38")) == "0.50"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("45", "%", "45%"),
        ("45.50", "%", "45.5%"),
        ("30000", "$", "$30k"),
        ("1200", "", "1,200"),
        ("9999.5", "", "9,999.5"),
        ("12345", "", "12.3k"),
        ("1200000", "", "1.2m"),
        ("999500", "", "1m"),
        ("2500000000", "€", "€2.5b"),
        ("6", "days", "6 days"),
        ("0.000001", "", "0.000001"),
        ("0", "%", "0%"),
        ("-0.0", "", "0"),
        ("-12345", "$", "-$12.3k"),
        ("1E+3", "", "1,000"),
    ],
)
def test_a_value_is_shown_short_with_its_unit(value: str, unit: str, shown: str) -> None:
    assert show_value(D(value), unit) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("45.00", "45"), ("1200", "1200"), ("0.50", "0.5"), ("-5", "=-5"), ("1E+6", "1000000"), ("0", "0")],
)
def test_a_number_is_shown_so_that_it_can_be_typed_back(value: str, shown: str) -> None:
    assert show_number(D(value)) == shown


def readings(*confidences: int | None) -> list[Reading]:
    return [
        Reading(
            id=str(number),
            workspace_id="local",
            team_id="t",
            key_result_id="kr",
            member_id="m",
            at=datetime(2026, 11, 9, tzinfo=UTC),
            value=D(1),
            confidence=confidence,
        )
        for number, confidence in enumerate(confidences)
    ]


def test_a_trend_is_the_last_three_confidences_that_were_given() -> None:
    assert show_trend(readings(9, 7, None, 5, 4)) == "7 5 4"
    assert show_trend(readings(0)) == "0"
    assert show_trend(readings(None)) == ""
    assert show_trend([]) == ""


def _given(number: int, checkin: str | None, at: datetime) -> Reading:
    return Reading(
        id=str(number),
        workspace_id="w",
        team_id="t",
        key_result_id="k",
        member_id="m",
        at=at,
        value=Decimal(number),
        confidence=number,
        checkin_id=checkin,
    )


def test_a_trend_counts_each_check_in_once_and_what_is_outside_of_one_once_a_week() -> None:
    monday = datetime(2026, 11, 9, 9, tzinfo=UTC)
    readings = [
        _given(1, None, monday - timedelta(days=7)),
        _given(2, None, monday - timedelta(days=5)),  # the same ISO week
        _given(3, None, monday),
        _given(4, "A", monday + timedelta(days=2)),
        _given(5, None, monday + timedelta(days=3)),  # an update after the check-in, in the week of number 3
        _given(6, "A", monday + timedelta(days=4)),  # a late edit of the same check-in
    ]
    assert [reading.id for reading in one_a_week(readings, "Europe/Berlin")] == ["2", "5", "6"]


def test_the_week_of_a_reading_is_that_of_the_teams_own_calendar() -> None:
    late_on_sunday = datetime(2026, 11, 8, 23, 30, tzinfo=UTC)  # Monday already in Berlin
    readings = [_given(1, None, late_on_sunday - timedelta(days=1)), _given(2, None, late_on_sunday)]
    assert len(one_a_week(readings, "Europe/Berlin")) == 2
    assert len(one_a_week(readings, "UTC")) == 1
