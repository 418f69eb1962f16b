"""The ladder, row by row: who is told of what, and when. Monday is 9 November 2026; everybody works 08:00-18:00."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from cadence.follow.ladder import action_steps, blocker_steps, decision_day, decision_steps
from cadence.model import ActionState, BlockerState, DecisionState, NoticeKind, Role
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.follow.staging import LEGAL, a_leave, a_policy, a_stage, berlin, shown, told
from tests.fakes.growth import MONDAY, TEAM, mid

FRI_13 = date(2026, 11, 13)
THU_12 = date(2026, 11, 12)

UNOWNED = a_blocker(owner_id=None)
OWNED = a_blocker(next_check=THU_12)
ON_LEGAL = a_blocker(next_check=THU_12, waiting_on_team_id=LEGAL.id)


@pytest.mark.parametrize(
    ("blocker", "expected"),
    [
        pytest.param(
            UNOWNED,
            [("unowned_lead", "ana", "Tue 10 08:00"), ("unowned_manager", "mia", "Thu 12 08:00")],
            id="without an owner: the lead next morning, the manager on day 3",
        ),
        pytest.param(
            OWNED,
            [
                ("blocker_owner", "dee", "Thu 12 08:00"),
                ("blocker_lead", "ana", "Mon 16 08:00"),
                ("blocker_manager", "mia", "Wed 18 08:00"),
            ],
            id="with one: the owner at its next check, the lead two days later, the manager four",
        ),
        pytest.param(
            ON_LEGAL,
            [
                ("blocker_owner", "dee", "Thu 12 08:00"),
                ("blocker_other_lead", "lea", "Fri 13 08:00"),
                ("blocker_lead", "ana", "Mon 16 08:00"),
                ("blocker_manager", "mia", "Wed 18 08:00"),
            ],
            id="waiting on another team: its lead a day after the check",
        ),
        pytest.param(
            replace(OWNED, next_check=None),
            [
                ("blocker_owner", "dee", "Tue 10 08:00"),
                ("blocker_lead", "ana", "Thu 12 08:00"),
                ("blocker_manager", "mia", "Mon 16 08:00"),
            ],
            id="an owner who has not said when is asked the next working day",
        ),
        pytest.param(
            replace(OWNED, lead_only=True),
            [("blocker_lead", "ana", "Mon 16 08:00")],
            id="about a person: the lead alone ever hears",
        ),
        pytest.param(replace(UNOWNED, lead_only=True), [("unowned_lead", "ana", "Tue 10 08:00")], id="... and unowned"),
        pytest.param(replace(OWNED, state=BlockerState.SOLVED), [], id="solved: nobody"),
        pytest.param(
            replace(OWNED, owner_id=mid("ana")),
            [("blocker_owner", "ana", "Thu 12 08:00"), ("blocker_manager", "mia", "Wed 18 08:00")],
            id="one person in two roles is told once: the later step falls away",
        ),
        pytest.param(
            replace(OWNED, waiting_on_id=mid("ana")),
            [("blocker_owner", "dee", "Thu 12 08:00"), ("blocker_manager", "mia", "Wed 18 08:00")],
            id="an escalation to the person it is about goes to the next",
        ),
    ],
)
def test_blocker(blocker: Any, expected: list[tuple[str, str, str]]) -> None:
    assert told(blocker_steps(blocker, a_stage())) == expected


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        pytest.param(
            a_decision(needed_by=FRI_13),
            [
                ("decision_decider", "dee", "Thu 12 08:00"),
                ("decision_pick", "ben", "Fri 13 08:00"),
                ("decision_manager", "mia", "Tue 17 08:00"),
            ],
            id="the decider a day before, on its date the raiser, two days later the decider's manager",
        ),
        pytest.param(
            a_decision(needed_by=date(2026, 11, 16)),
            [
                ("decision_decider", "dee", "Fri 13 08:00"),
                ("decision_pick", "ben", "Mon 16 08:00"),
                ("decision_manager", "mia", "Wed 18 08:00"),
            ],
            id="the day before a Monday is the Friday",
        ),
        pytest.param(
            a_decision(needed_by=FRI_13, decider_id=None),
            [
                ("decision_decider", "ana", "Thu 12 08:00"),
                ("decision_pick", "ben", "Fri 13 08:00"),
                ("decision_manager", "mia", "Tue 17 08:00"),
            ],
            id="without a decider it is the lead's",
        ),
        pytest.param(
            a_decision(needed_by=FRI_13, decider_id=mid("ben")),
            [
                ("decision_decider", "ben", "Thu 12 08:00"),
                ("decision_pick", "ben", "Fri 13 08:00"),
                ("decision_manager", "mia", "Tue 17 08:00"),
            ],
            id="whoever raised their own call still picks: that is another question",
        ),
        pytest.param(
            a_decision(needed_by=date(2026, 11, 10), raised_at=berlin(9, "15:00")),
            [("decision_pick", "ben", "Tue 10 08:00"), ("decision_manager", "mia", "Thu 12 08:00")],
            id="needed tomorrow: the decider was asked just now",
        ),
        pytest.param(
            a_decision(needed_by=date(2026, 11, 9), raised_at=berlin(9, "15:00")),
            [("decision_pick", "ben", "Tue 10 08:00"), ("decision_manager", "mia", "Wed 11 08:00")],
            id="needed today: the raiser picks next morning",
        ),
        pytest.param(a_decision(needed_by=FRI_13, state=DecisionState.DECIDED), [], id="decided: nobody"),
    ],
)
def test_decision(decision: Any, expected: list[tuple[str, str, str]]) -> None:
    assert told(decision_steps(decision, a_stage())) == expected


def test_a_decision_without_a_date_counts_from_five_working_days_after_the_closing() -> None:
    assert decision_day(a_decision(), a_stage(), THU_12) == date(2026, 11, 19)
    assert decision_day(a_decision(needed_by=FRI_13), a_stage(), THU_12) == FRI_13


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"due": FRI_13}, [("action_owner", "dee", "Fri 13 08:00")], id="the owner, that morning"),
        pytest.param({"due": date(2026, 11, 14)}, [("action_owner", "dee", "Mon 16 08:00")], id="a Saturday: Monday"),
        pytest.param({"due": None}, [], id="no date: asked for at the check-in"),
        pytest.param({"due": FRI_13, "owner_id": None}, [], id="no owner: asked for at the check-in"),
        pytest.param({"due": FRI_13, "state": ActionState.DONE}, [], id="done"),
        pytest.param(
            {"due": date(2026, 11, 9), "raised_at": berlin(9, "15:00")}, [], id="promised for today: they know"
        ),
        pytest.param(
            {"due": FRI_13, "times_moved": 1, "moved_at": berlin(10, "12:00")},
            [("action_owner", "dee", "Fri 13 08:00")],
            id="moved once",
        ),
        pytest.param(
            {"due": FRI_13, "times_moved": 2, "moved_at": berlin(10, "12:00")},
            [("action_owner", "dee", "Fri 13 08:00"), ("action_worth", "dee", "Wed 11 08:00")],
            id="moved twice: is it still worth doing?",
        ),
        pytest.param(
            {"due": FRI_13, "times_moved": 3, "kept_moves": 2, "moved_at": berlin(10, "12:00")},
            [("action_owner", "dee", "Fri 13 08:00")],
            id="moved again after its owner said that it is",
        ),
    ],
)
def test_action(changes: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert told(action_steps(an_action(**changes), a_stage())) == expected


def test_what_an_owner_is_told_is_no_escalation() -> None:
    kinds = [step.kind for step in blocker_steps(OWNED, a_stage())]
    assert kinds == [NoticeKind.DUE, NoticeKind.STEP, NoticeKind.STEP]
    assert [step.kind for step in decision_steps(a_decision(needed_by=FRI_13), a_stage())] == [
        NoticeKind.DUE,
        NoticeKind.PICK,
        NoticeKind.STEP,
    ]


def test_a_step_to_a_manager_is_previewed_one_working_day_before_by_owner_and_lead() -> None:
    *others, manager = blocker_steps(OWNED, a_stage())
    assert [step.preview_at for step in others] == [None, None]
    assert manager.preview_at and shown(manager.preview_at) == "Tue 17 08:00"
    assert manager.viewers == (mid("dee"), mid("ana"))
    assert decision_steps(a_decision(needed_by=FRI_13), a_stage())[-1].preview_at == berlin(16, "08:00")


def test_a_preview_waits_for_no_weekend() -> None:
    blocker = replace(OWNED, next_check=date(2026, 11, 10))  # to the manager on Monday 16
    assert blocker_steps(blocker, a_stage())[-1].preview_at == berlin(13, "08:00")


def test_a_preview_does_not_come_days_early_since_its_owner_is_on_leave() -> None:
    stage = a_stage(leaves=[a_leave("dee", date(2026, 11, 12), date(2026, 11, 30))])
    manager = blocker_steps(OWNED, stage)[-1]
    assert manager.preview_at and shown(manager.preview_at) == "Tue 17 08:00"


def test_a_new_promise_begins_a_new_round() -> None:
    rounds = {blocker_steps(replace(OWNED, next_check=day), a_stage())[-1].round for day in (THU_12, FRI_13)}
    assert rounds == {"2026-11-12", "2026-11-13"}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"blocker_lead": None}, ["blocker_owner", "blocker_manager"]),
        ({"blocker_manager": None}, ["blocker_owner", "blocker_lead"]),
        ({"blocker_owner": None, "blocker_lead": 0}, ["blocker_lead", "blocker_manager"]),
    ],
)
def test_a_teams_policy_leaves_steps_out(policy: dict[str, Any], expected: list[str]) -> None:
    assert [step.rung for step in blocker_steps(OWNED, a_stage(policy=a_policy(**policy)))] == expected


def test_days_are_working_days_of_the_recipient() -> None:
    stage = a_stage(
        holidays=[("GB", date(2026, 11, 16), "a day off in Britain")],
        ana={"country": "GB", "zone": "Europe/London", "works_from": time(9, 30)},
    )
    steps = told(blocker_steps(OWNED, stage))
    assert steps[1] == ("blocker_lead", "ana", "Tue 17 10:30"), "half past nine in London"
    assert steps[2] == ("blocker_manager", "mia", "Wed 18 08:00"), "for Mia it is a day like any other"


def test_leave_without_a_cover_is_waited_for() -> None:
    stage = a_stage(leaves=[a_leave("mia", date(2026, 11, 13), date(2026, 11, 20))])
    assert told(blocker_steps(OWNED, stage))[-1] == ("blocker_manager", "mia", "Thu 26 08:00")


def test_a_cover_receives_instead_in_their_own_working_hours() -> None:
    leave = a_leave("mia", date(2026, 11, 13), date(2026, 11, 20), cover="max")
    stage = a_stage(leaves=[leave], max={"zone": "America/New_York", "country": "US"})
    assert told(blocker_steps(OWNED, stage))[-1] == ("blocker_manager", "mia", "Wed 18 14:00")


def test_through_a_clock_change_the_morning_stays_the_morning() -> None:
    blocker = replace(OWNED, next_check=date(2026, 10, 23), raised_at=MONDAY - timedelta(days=30))
    assert [shown(step.at) for step in blocker_steps(blocker, a_stage())] == [
        "Fri 23 08:00",
        "Tue 27 08:00",
        "Thu 29 08:00",
    ]


def test_an_owner_who_left_is_skipped_and_the_lead_hears_of_it() -> None:
    note, lead, _ = blocker_steps(OWNED, a_stage(gone=["dee"]))
    assert (note.kind, note.role, note.recipient_id) == (NoticeKind.SKIPPED, Role.OWNER, mid("ana"))
    assert (shown(note.at), note.gone_id) == ("Thu 12 08:00", mid("dee"))
    assert lead.skipped == (Role.OWNER,)


def test_past_a_manager_who_left_it_goes_to_whom_they_answered_to() -> None:
    steps = blocker_steps(OWNED, a_stage(gone=["mia"], managers={"mia": "max"}))
    assert told(steps)[-2:] == [
        ("blocker_manager_skipped", "ana", "Wed 18 08:00"),
        ("blocker_manager", "max", "Wed 18 08:00"),
    ]


def test_a_decider_who_left_is_no_dead_end() -> None:
    steps = decision_steps(a_decision(needed_by=FRI_13), a_stage(gone=["dee"]))
    assert told(steps) == [
        ("decision_decider_skipped", "ana", "Thu 12 08:00"),
        ("decision_pick", "ben", "Fri 13 08:00"),
        ("decision_manager", "mia", "Tue 17 08:00"),
    ]


def test_the_ladder_of_the_top_team_ends_in_its_own_summary() -> None:
    top = replace(TEAM, manager_id=None, sponsor_id=mid("max"))
    steps = blocker_steps(OWNED, a_stage(team=top))
    assert [step.rung for step in steps] == ["blocker_owner", "blocker_lead"]
    steps = decision_steps(a_decision(needed_by=FRI_13), a_stage(team=top, managers={}))
    assert [step.rung for step in steps] == ["decision_decider", "decision_pick"]


def test_a_sponsor_never_hears_by_the_ladder() -> None:
    team = replace(TEAM, sponsor_id=mid("max"))
    everybody = [*blocker_steps(ON_LEGAL, a_stage(team=team)), *blocker_steps(UNOWNED, a_stage(team=team))]
    assert mid("max") not in {step.recipient_id for step in everybody}


def test_a_guest_is_nobody_to_escalate_to() -> None:
    steps = blocker_steps(OWNED, a_stage(managers={}, mia={"is_guest": True}))
    assert "mia" not in [who for _, who, _ in told(steps)]
