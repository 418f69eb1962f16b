"""The rows that look back over several check-ins: a key result left alone, thin answers, absent leaders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from cadence.follow.weeks_running import Week, absence_steps, answers_steps, key_result_steps
from cadence.ids import id_for
from cadence.model import Answer, AnswerKind, CheckIn, CheckInState, Reading, Role
from tests.cadence.follow.staging import a_policy, a_stage, berlin, shown, told
from tests.fakes.growth import KEY_RESULTS, TEAM, WORKSPACE, mid

ASKED = ("ana", "ben", "cy", "dee")
THURSDAYS = (5, 12, 19, 26)
KR = KEY_RESULTS[2]


def a_week(
    number: int, answered: Sequence[str] = ASKED, asked: Sequence[str] = ASKED, away: Sequence[str] = ()
) -> Week:
    """The check-in that closed on the `number`th Thursday of November 2026, at 10:00."""
    closes = berlin(THURSDAYS[number], "10:00")
    checkin = CheckIn(
        id=id_for("test", "checkin", str(number)),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week=f"2026-W{45 + number}",
        opens_at=closes - timedelta(days=1),
        closes_at=closes,
        closed_at=closes,
        state=CheckInState.CLOSED,
        expected_ids=tuple(mid(who) for who in asked),
    )
    kinds = dict.fromkeys(answered, AnswerKind.FORM) | dict.fromkeys(away, AnswerKind.AWAY)
    answers = [
        Answer(
            id=id_for("test", "answer", str(number), who),
            workspace_id=WORKSPACE.id,
            checkin_id=checkin.id,
            team_id=TEAM.id,
            member_id=mid(who),
            kind=kind,
            at=closes,
        )
        for who, kind in kinds.items()
    ]
    return Week(checkin=checkin, answers=answers)


def readings(*confidences: int | None) -> list[Reading]:
    """One a week from the first Thursday on; None for a week without."""
    return [
        Reading(
            id=id_for("test", "reading", str(number)),
            workspace_id=WORKSPACE.id,
            team_id=TEAM.id,
            key_result_id=KR.id,
            member_id=mid("cy"),
            at=berlin(THURSDAYS[number], "09:00"),
            value=Decimal(230),
            confidence=confidence,
        )
        for number, confidence in enumerate(confidences)
        if confidence is not None
    ]


def weeks(count: int) -> list[Week]:
    return [a_week(number) for number in range(count)]


@pytest.mark.parametrize(
    ("held", "given", "acted_at", "expected"),
    [
        pytest.param(1, readings(3), None, [], id="once is no pattern"),
        pytest.param(2, readings(3, 2), None, [("kr_manager", "mia", "Mon 16 08:00")], id="twice and nothing was done"),
        pytest.param(3, readings(3, 2, 1), None, [("kr_manager", "mia", "Mon 16 08:00")], id="still the same step"),
        pytest.param(2, readings(3), None, [("kr_manager", "mia", "Mon 16 08:00")], id="its last known value counts"),
        pytest.param(2, readings(3, 4), None, [], id="better again"),
        pytest.param(2, readings(4, 3), None, [], id="only just off track"),
        pytest.param(2, readings(3, 2), berlin(11, "12:00"), [], id="somebody did something about it"),
        pytest.param(
            2, readings(3, 2), berlin(3, "12:00"), [("kr_manager", "mia", "Mon 16 08:00")], id="that was before it all"
        ),
        pytest.param(4, readings(3, 2, 2, 2), berlin(6), [("kr_manager", "mia", "Mon 23 08:00")], id="it did not help"),
        pytest.param(2, [], None, [], id="never read"),
    ],
)
def test_key_result(
    held: int, given: list[Reading], acted_at: datetime | None, expected: list[tuple[str, str, str]]
) -> None:
    assert told(key_result_steps(KR, weeks(held), given, acted_at, a_stage())) == expected


def test_the_owner_and_the_lead_see_before_that_a_key_result_goes_to_the_manager() -> None:
    [step] = key_result_steps(KR, weeks(2), readings(3, 2), None, a_stage())
    assert step.preview_at and shown(step.preview_at) == "Fri 13 08:00"
    assert step.viewers == (mid("cy"), mid("ana"))


def test_the_first_week_off_track_names_the_round_so_that_it_fires_once() -> None:
    rounds = {
        key_result_steps(KR, weeks(count), readings(3, 3, 3, 3)[:count], None, a_stage())[0].round
        for count in (2, 3, 4)
    }
    assert rounds == {"2026-11-05"}


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        pytest.param(["ana"], [], id="once"),
        pytest.param(["ana", "ana"], [("answers_lead", "ana", "Fri 13 08:00")], id="twice running: the lead"),
        pytest.param(["ana", "ana", "ana"], [("answers_rollout", "rob", "Fri 20 08:00")], id="third: the rollout lead"),
        pytest.param(["ana", "ana", "ana", "ana"], [], id="they know"),
        pytest.param(["ana", "ana ben", "ana"], [], id="half is enough"),
        pytest.param(["ana ben cy dee", "", ""], [("answers_lead", "ana", "Fri 20 08:00")], id="the last two count"),
    ],
)
def test_too_few_answers(answered: list[str], expected: list[tuple[str, str, str]]) -> None:
    given = [a_week(number, who.split()) for number, who in enumerate(answered)]
    assert told(answers_steps(given, a_stage())) == expected


def test_who_is_away_is_not_missing() -> None:
    given = [a_week(number, ["ana"], away=["ben", "cy"]) for number in range(2)]
    assert answers_steps(given, a_stage()) == []


def test_the_share_and_the_weeks_are_the_teams() -> None:
    given = [a_week(0, ["ana", "ben"])]
    stage = a_stage(policy=a_policy(answers_percent=75, answers_weeks=1))
    assert told(answers_steps(given, stage)) == [("answers_lead", "ana", "Fri 06 08:00")]
    assert answers_steps(given, a_stage(policy=a_policy(answers_weeks=None, answers_rollout=None))) == []


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        pytest.param(["ben", "ben"], [("absent_lead", "ana", "Fri 13 08:00")], id="twice running: that person alone"),
        pytest.param(["ben"] * 3, [("absent_lead_rollout", "rob", "Fri 20 08:00")], id="third: the rollout lead"),
        pytest.param(["ben", "ana ben"], [], id="there again"),
    ],
)
def test_an_absent_lead(answered: list[str], expected: list[tuple[str, str, str]]) -> None:
    given = [a_week(number, who.split()) for number, who in enumerate(answered)]
    steps = absence_steps(given, a_stage())
    assert told(steps) == expected
    assert all(step.preview_at is None for step in steps), "nobody else sees it"


def test_a_manager_is_absent_only_where_they_are_asked() -> None:
    asked = (*ASKED, "mia")
    given = [a_week(number, ASKED, asked=asked) for number in range(2)]
    [step] = absence_steps(given, a_stage())
    assert (step.rung, step.recipient_id, step.role) == ("absent_manager", mid("mia"), Role.OWNER)
    assert absence_steps(weeks(2), a_stage()) == []


def test_leave_neither_counts_as_absence_nor_ends_it() -> None:
    there = [a_week(0, ["ben"]), a_week(1, ["ben"], away=["ana"]), a_week(2, ["ben"])]
    assert told(absence_steps(there, a_stage())) == [("absent_lead", "ana", "Fri 20 08:00")]
    assert absence_steps(there[:2], a_stage()) == []


def test_a_rollout_lead_is_never_told_of_themselves() -> None:
    stage = replace(a_stage(), rollout_lead_id=mid("ana"))
    assert absence_steps([a_week(number, ["ben"]) for number in range(3)], stage) == []


def test_before_the_first_closing_there_is_nothing() -> None:
    assert answers_steps([], a_stage()) == []
    assert absence_steps([], a_stage()) == []
