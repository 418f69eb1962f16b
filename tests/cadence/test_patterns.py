"""What shows only over weeks is one line in the lead's brief, only when it is true, and of nobody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cadence.ids import id_for
from cadence.model import BlockerState, CheckIn, CheckInState, DecisionState, Reading
from cadence.snapshot import Snapshot
from cadence.weekly.patterns import Pattern, PatternKind, patterns
from cadence.weekly.week import WeekRecord
from cadence.wording.brief import brief_card
from cadence.wording.patterns import pattern_line
from cadence.wording.plain import plain_text
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.fakes.growth import CYCLE, KEY_RESULTS, OBJECTIVES, TEAM, WORKSPACE, kr_id, mid

FIRST = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
OPEN_FOR = timedelta(hours=24)
WEEK = timedelta(weeks=1)
LOW, FAIR, GREEN = 3, 5, 8

SNAPSHOT = Snapshot(
    team=TEAM,
    roster=(),
    people={},
    cycle=CYCLE,
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS[:2],
    readings={},
)


def closing(number: int) -> datetime:
    return FIRST + number * WEEK


def checkin(number: int) -> CheckIn:
    return CheckIn(
        id=id_for("test", "checkin", str(number)),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week=f"2026-W{40 + number}",
        opens_at=closing(number) - OPEN_FOR,
        closes_at=closing(number),
        closed_at=closing(number),
        cycle_id=CYCLE.id,
        state=CheckInState.CLOSED,
    )


def reading(place: str, number: int, confidence: int, value: str, **more: Any) -> Reading:
    return Reading(
        id=id_for("test", place, str(number)),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr_id(place),
        member_id=mid("ben"),
        at=closing(number) - timedelta(hours=2),
        value=Decimal(value),
        confidence=confidence,
        checkin_id=checkin(number).id,
        **more,
    )


def a_week(activation: Sequence[int], days: Sequence[int] = (), **records: Any) -> WeekRecord:
    """As many weeks as there are confidences of 1.1; the value of 1.1 moves each week, that of 1.2 stays confirmed."""
    last = len(activation)
    moving = [reading("1.1", number, conf, str(31 + number)) for number, conf in enumerate(activation, 1)]
    still = [reading("1.2", number, conf, "6", is_confirmed=number > 1) for number, conf in enumerate(days, 1)]
    return WeekRecord(
        snapshot=SNAPSHOT,
        checkin=checkin(last),
        since=closing(last - 1) if last > 1 else None,
        until=closing(last),
        falls_due={},
        readings={kr_id("1.1"): moving, kr_id("1.2"): still},
        earlier=tuple(checkin(number) for number in range(1, last)),
        **records,
    )


def found(week: WeekRecord) -> dict[PatternKind, tuple[str, ...]]:
    return {row.kind: tuple(SNAPSHOT.place(kr.id) for kr in row.key_results) for row in patterns(week)}


DECIDED = {"state": DecisionState.DECIDED, "key_result_id": kr_id("1.2")}
ON = {"key_result_id": kr_id("1.1")}
AGES = FIRST - WEEK


@pytest.mark.parametrize(
    ("confidence", "records", "is_stuck"),
    [
        ([LOW, LOW, LOW], {}, True),
        ([FAIR, LOW, LOW, LOW], {}, True),
        ([LOW, LOW], {}, False),
        ([LOW, FAIR, LOW], {}, False),
        ([LOW, LOW, FAIR], {}, False),
        ([LOW, LOW, LOW], {"actions": (an_action(raised_at=closing(1), **ON),)}, False),
        ([LOW, LOW, LOW], {"actions": (an_action(raised_at=AGES, **ON),)}, True),
        ([LOW, LOW, LOW], {"actions": (an_action(raised_at=AGES, moved_at=closing(2), **ON),)}, False),
        ([LOW, LOW, LOW], {"actions": (an_action(raised_at=closing(1), key_result_id=kr_id("1.2")),)}, True),
        ([LOW, LOW, LOW], {"decisions": (a_decision(raised_at=AGES, decided_at=closing(2), **ON),)}, False),
        ([LOW, LOW, LOW], {"blockers": (a_blocker(raised_at=AGES, **ON),)}, False),
        ([LOW, LOW, LOW], {"blockers": (a_blocker(raised_at=AGES, state=BlockerState.SOLVED, **ON),)}, True),
    ],
)
def test_stuck_is_a_third_week_off_track_with_nothing_done(
    confidence: list[int], records: dict[str, Any], is_stuck: bool
) -> None:
    assert (PatternKind.STUCK in found(a_week(confidence, **records))) is is_stuck


@pytest.mark.parametrize(
    ("confidence", "decided_at", "is_so"),
    [
        ([FAIR, LOW, LOW], None, True),
        ([FAIR, LOW, LOW], closing(1), True),
        ([FAIR, LOW, LOW], closing(1) + timedelta(hours=1), False),
        ([FAIR, LOW, LOW], closing(3), False),
        ([LOW, LOW], None, False),
        ([FAIR, FAIR, LOW], None, False),
        ([LOW, LOW, FAIR], None, False),
    ],
)
def test_undecided_is_two_weeks_without_a_decision_with_something_off_track(
    confidence: list[int], decided_at: datetime | None, is_so: bool
) -> None:
    made = (a_decision(raised_at=AGES, decided_at=decided_at, **DECIDED),) if decided_at else ()
    assert (PatternKind.UNDECIDED in found(a_week(confidence, decisions=made))) is is_so


@pytest.mark.parametrize(
    ("weeks", "change", "is_so"),
    [
        (5, {}, True),
        (4, {}, False),
        (5, {"value": Decimal(7), "is_confirmed": False}, False),
        (5, {"is_confirmed": False, "note": "counted again"}, False),
        (5, {"is_confirmed": False}, True),
        (5, {"confidence": 1, "is_confirmed": False}, False),
    ],
)
def test_frozen_is_a_value_that_nobody_has_touched_for_four_weeks(
    weeks: int, change: dict[str, Any], is_so: bool
) -> None:
    week = a_week([FAIR] * weeks, [FAIR] * weeks)
    known = list(week.readings[kr_id("1.2")])
    known[2] = replace(known[2], **change)
    touched = replace(week, readings={**week.readings, kr_id("1.2"): known})
    assert found(touched).get(PatternKind.FROZEN) == (("1.2",) if is_so else None)


def test_what_has_reached_its_target_is_not_frozen() -> None:
    week = a_week([FAIR] * 5, [FAIR] * 5)
    reached = [replace(row, value=Decimal(4)) for row in week.readings[kr_id("1.2")]]
    assert found(replace(week, readings={**week.readings, kr_id("1.2"): reached})) == {}


@pytest.mark.parametrize(
    ("activation", "days", "records", "is_so"),
    [
        ([8, 7, 8, 9], [9] * 4, {}, True),
        ([8, 7, 8], [9] * 3, {}, False),
        ([8, 6, 8, 9], [9] * 4, {}, False),
        ([8, 7, 8, 9], [], {}, False),
        ([8, 7, 8, 9], [9] * 4, {"blockers": (a_blocker(raised_at=AGES),)}, False),
        ([8, 7, 8, 9], [9] * 4, {"blockers": (a_blocker(raised_at=AGES, state=BlockerState.SOLVED),)}, True),
    ],
)
def test_green_is_every_key_result_in_every_week_since_the_start(
    activation: list[int], days: list[int], records: dict[str, Any], is_so: bool
) -> None:
    assert (PatternKind.GREEN in found(a_week(activation, days, **records))) is is_so


def test_weeks_of_the_cycle_before_do_not_count_as_green() -> None:
    week = a_week([GREEN] * 4, [GREEN] * 4)
    older = replace(week.earlier[0], cycle_id=id_for("test", "another cycle"))
    assert PatternKind.GREEN not in found(replace(week, earlier=(older, *week.earlier[1:])))


@pytest.mark.parametrize(
    ("kind", "count", "line"),
    [
        (
            PatternKind.STUCK,
            1,
            "1.1 Activation off track for the third week, and nothing done about it: what changes?",
        ),
        (PatternKind.UNDECIDED, 2, "Two weeks without a decision, with 1.1 and 1.2 off track: which call is missing?"),
        (PatternKind.FROZEN, 2, "1.1 and 1.2: nobody touched the value for four weeks. Still the right measure?"),
        (PatternKind.GREEN, 2, "Every key result green since the start: is it ambitious enough?"),
    ],
)
def test_each_is_one_line_with_a_question(kind: PatternKind, count: int, line: str) -> None:
    assert pattern_line(SNAPSHOT, Pattern(kind, KEY_RESULTS[:count])) == line


def test_the_brief_has_two_of_them_at_most_and_only_for_the_lead() -> None:
    week = a_week([FAIR, LOW, LOW, LOW, LOW], [FAIR] * 5)
    assert list(found(week)) == [PatternKind.STUCK, PatternKind.UNDECIDED, PatternKind.FROZEN]
    shown = plain_text(brief_card(week))
    assert "third week" in shown
    assert "Two weeks without" in shown
    assert "four weeks" not in shown
    assert "third week" not in plain_text(brief_card(week, for_lead=False))


def test_a_week_without_any_says_nothing_of_it() -> None:
    assert patterns(a_week([FAIR] * 6)) == []
