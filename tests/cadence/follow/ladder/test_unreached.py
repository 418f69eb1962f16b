"""The ladder past those whom no direct message reaches: like an absent role, and counted from the promised day."""

from datetime import date
from typing import Any

import pytest

from cadence.follow.climb import Step
from cadence.follow.ladder import action_steps, blocker_steps, decision_steps
from cadence.follow.weeks_running import Week, absence_steps
from cadence.model import CheckIn, CheckInState, NoticeKind
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.follow.staging import LEGAL, a_leave, a_stage, berlin, told
from tests.fakes.growth import TEAM, WORKSPACE, mid

THU_12, FRI_13 = date(2026, 11, 12), date(2026, 11, 13)
OWNED = a_blocker(next_check=THU_12)
ON_LEGAL = a_blocker(next_check=THU_12, waiting_on_team_id=LEGAL.id)
ABOVE = {"mia": "max", "dee": "mia"}
OWNER = ("blocker_owner", "dee", "Thu 12 08:00")
LEAD = ("blocker_lead", "ana", "Mon 16 08:00")
MANAGER = ("blocker_manager", "mia", "Wed 18 08:00")


def stage(*unreached: str, **more: Any) -> Any:
    changed: dict[str, Any] = {who: {"is_reachable": False} for who in unreached}
    return a_stage(managers=ABOVE, **changed, **more)


@pytest.mark.parametrize(
    ("unreached", "expected"),
    [
        pytest.param(["dee"], [LEAD, MANAGER], id="the owner: the lead on their day, without another word"),
        pytest.param(["ana"], [OWNER, MANAGER], id="the lead: the manager on theirs"),
        pytest.param(
            ["mia"],
            [
                OWNER,
                LEAD,
                ("blocker_manager_skipped", "ana", "Wed 18 08:00"),
                ("blocker_manager", "max", "Wed 18 08:00"),
            ],
            id="the manager: whom they answer to on that very day, and the lead hears it",
        ),
        pytest.param(
            ["mia", "max"],
            [OWNER, LEAD, ("blocker_manager_skipped", "ana", "Wed 18 08:00")],
            id="nobody above: the lead hears that it went nowhere",
        ),
        pytest.param(["ana", "mia"], [OWNER, ("blocker_manager", "max", "Wed 18 08:00")], id="lead and manager"),
    ],
)
def test_a_blocker_climbs_past_who_is_not_reached(unreached: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert told(blocker_steps(OWNED, stage(*unreached))) == expected


def test_the_lead_of_the_other_team_is_passed_over_and_the_own_lead_hears_it() -> None:
    steps = told(blocker_steps(ON_LEGAL, stage("lea")))
    assert steps == [OWNER, ("blocker_other_lead_skipped", "ana", "Fri 13 08:00"), LEAD, MANAGER]


def test_nobody_sees_a_preview_who_is_not_reached() -> None:
    assert [step.viewers for step in previewed(blocker_steps(OWNED, stage("dee")))] == [(mid("ana"),)]
    assert [step.preview_at for step in blocker_steps(OWNED, stage("dee", "ana"))] == [None]


def previewed(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.preview_at]


def test_a_question_goes_on_to_whoever_raised_it_and_then_to_the_manager() -> None:
    steps = decision_steps(a_decision(needed_by=FRI_13), stage("dee"))
    assert told(steps) == [("decision_pick", "ben", "Fri 13 08:00"), ("decision_manager", "mia", "Tue 17 08:00")]


def test_an_owner_who_is_not_reached_is_asked_nothing_about_an_action() -> None:
    moved = an_action(due=FRI_13, times_moved=2, moved_at=berlin(10, "09:00"))
    assert action_steps(moved, stage("dee")) == []


def test_what_is_about_a_leader_alone_is_told_to_nobody_else() -> None:
    checkins = [
        CheckIn(
            id=f"week {day}",
            workspace_id=WORKSPACE.id,
            team_id=TEAM.id,
            iso_week=f"2026-W{day}",
            opens_at=berlin(day, "10:00"),
            closes_at=berlin(day + 1, "10:00"),
            state=CheckInState.CLOSED,
            expected_ids=(mid("mia"), mid("ben")),
        )
        for day in (4, 11)
    ]
    weeks = [Week(checkin=row) for row in checkins]
    assert [step.recipient_id for step in absence_steps(weeks, stage())] == [mid("mia")]
    assert absence_steps(weeks, stage("mia")) == []


def test_a_cover_who_is_not_reached_covers_nothing() -> None:
    away = a_leave("mia", date(2026, 11, 16), date(2026, 11, 20), cover="cy")
    [*_, step] = blocker_steps(OWNED, stage("cy", leaves=[away]))
    assert told([step]) == [("blocker_manager", "mia", "Wed 25 08:00")]
    assert step.kind == NoticeKind.STEP
