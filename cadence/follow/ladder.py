"""The ladder: which step about a subject reaches whom, and when. Pure; one table-driven test for each row.

Knows product.md's table, as data in `Policy`; must not know what was fired already, nor say anything. How one
goes up its rungs stands in `climb`, the rows that look back over several weeks (a key result, too few answers, a
leader's absence) in `weeks_running`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from cadence.deciding import decider_of, falls_due
from cadence.follow.climb import Climb, Rung, Step
from cadence.follow.stage import Stage
from cadence.model import Action, ActionState, Blocker, BlockerState, Decision, DecisionState, NoticeKind, Role
from cadence.permissions import confidant
from cadence.schedule.clocks import local_day

LADDER = frozenset(
    {
        *("unowned_lead", "unowned_manager", "blocker_other_lead", "blocker_lead", "blocker_manager"),
        *("decision_manager", "kr_manager", "answers_lead", "answers_rollout"),
        *("absent_lead", "absent_lead_rollout", "absent_manager", "absent_manager_rollout"),
    }
)
"""Rungs of escalations that the ladder sends by itself. What has another rung was sent by a person, and stands until
its subject is settled, whatever the ladder says."""


def blocker_steps(blocker: Blocker, stage: Stage) -> list[Step]:
    """Without an owner: lead, manager. With one: owner at its next check, the lead of the team it waits on, own lead,
    manager. Empty for one that is settled; for one seen by the lead alone there are only the lead's own steps."""
    if blocker.state != BlockerState.OPEN:
        return []
    rungs = _owned(blocker, stage) if blocker.owner_id else _unowned(stage)
    if blocker.lead_only:
        is_told = confidant(blocker, stage.team) == stage.team.lead_id
        rungs = [rung for rung in rungs if rung.role == Role.LEAD and is_told]
    base = blocker_day(blocker, stage)
    climb = Climb(
        stage=stage,
        base=base,
        round=base.isoformat(),
        owner_id=blocker.owner_id,
        about_id=blocker.waiting_on_id,
        since=blocker.raised_at,
    )
    return climb.steps(rungs)


def blocker_day(blocker: Blocker, stage: Stage) -> date:
    """The day from which its ladder counts: the next check; the day it was raised, while it has no owner.

    An owner who has not said when is asked on the next working day."""
    raised = local_day(blocker.raised_at, stage.team.zone)
    if blocker.owner_id is None:
        return raised
    if blocker.next_check:
        return blocker.next_check
    owner = stage.people.get(blocker.owner_id)
    return stage.working_day(owner, raised, 1) if owner else raised + timedelta(days=1)


def _unowned(stage: Stage) -> list[Rung]:
    policy, team = stage.policy, stage.team
    return [
        Rung(name="unowned_lead", role=Role.LEAD, days=policy.unowned_lead, holder_id=team.lead_id),
        Rung(name="unowned_manager", role=Role.MANAGER, days=policy.unowned_manager, holder_id=team.manager_id),
    ]


def _owned(blocker: Blocker, stage: Stage) -> list[Rung]:
    policy, team = stage.policy, stage.team
    other = stage.teams.get(blocker.waiting_on_team_id or "")
    other_lead = other.lead_id if other and other.id != team.id else None
    return [
        Rung(
            name="blocker_owner",
            role=Role.OWNER,
            days=policy.blocker_owner,
            holder_id=blocker.owner_id,
            kind=NoticeKind.DUE,
        ),
        Rung(name="blocker_other_lead", role=Role.OTHER_LEAD, days=policy.blocker_other_lead, holder_id=other_lead),
        Rung(name="blocker_lead", role=Role.LEAD, days=policy.blocker_lead, holder_id=team.lead_id),
        Rung(name="blocker_manager", role=Role.MANAGER, days=policy.blocker_manager, holder_id=team.manager_id),
    ]


def decision_steps(decision: Decision, stage: Stage, needed_by: date | None = None) -> list[Step]:
    """Decider one day before; on its date the raiser picks; nobody picked: the decider's manager.

    needed_by: the day that counts where it has none of its own; see `decision_day`.
    """
    if decision.state != DecisionState.OPEN:
        return []
    base = needed_by or decision_day(decision, stage, local_day(decision.raised_at, stage.team.zone))
    decider = decider_of(decision, stage.team)
    climb = Climb(
        stage=stage,
        base=base,
        round=base.isoformat(),
        owner_id=decider,
        about_id=decider,
        since=decision.raised_at,
    )
    round_ = decision_round(base, decider)
    steps = climb.steps(_deciding(decision, decider, stage))
    return [replace(step, round=round_) if step.kind == NoticeKind.STEP else step for step in steps]


def decision_round(day: date, decider_id: str) -> str:
    """What was sent past one decider is answered by a new date, and by another decider."""
    return f"{day.isoformat()} {decider_id}"


def _deciding(decision: Decision, decider: str, stage: Stage) -> list[Rung]:
    policy = stage.policy
    before = None if policy.decision_before is None else -policy.decision_before
    manager = stage.deciders_manager(decider)
    return [
        Rung(name="decision_decider", role=Role.DECIDER, days=before, holder_id=decider, kind=NoticeKind.DUE),
        Rung(
            name="decision_pick",
            role=Role.RAISER,
            days=0,
            holder_id=decision.raised_by,
            kind=NoticeKind.PICK,
            is_for_all=True,  # to pick what happens is another question than to decide
        ),
        Rung(name="decision_manager", role=Role.DECIDERS_MANAGER, days=policy.decision_manager, holder_id=manager),
    ]


def decision_day(decision: Decision, stage: Stage, closing: date) -> date:
    """By when it is needed. closing: the local day on which its check-in closes, for one without a date."""
    decider = stage.people.get(decider_of(decision, stage.team)) or stage.people.get(stage.team.lead_id)
    if decision.needed_by or decider is None:
        return decision.needed_by or closing
    return falls_due(closing, decider, stage.team, stage.leaves, stage.holidays)


def action_steps(action: Action, stage: Stage) -> list[Step]:
    """Owner on the due morning; moved twice: the owner alone, whether it is still worth doing."""
    if action.state != ActionState.OPEN:
        return []
    return [*_due(action, stage), *_worth(action, stage)]


def _due(action: Action, stage: Stage) -> Sequence[Step]:
    if action.due is None:
        return []
    since = max(action.raised_at, action.moved_at or action.raised_at)
    climb = Climb(stage=stage, base=action.due, round=action.due.isoformat(), owner_id=action.owner_id, since=since)
    name, days = "action_owner", stage.policy.action_owner
    return climb.steps([Rung(name=name, role=Role.OWNER, days=days, holder_id=action.owner_id, kind=NoticeKind.DUE)])


def _worth(action: Action, stage: Stage) -> Sequence[Step]:
    """Asked on the working day after the move; once, until its owner said that it is worth doing and moves it again."""
    moves = stage.policy.action_moves
    owner = stage.reached(action.owner_id)
    since_kept = action.times_moved - action.kept_moves
    if not moves or owner is None or action.moved_at is None or since_kept < moves:
        return []
    moved = local_day(action.moved_at, owner.zone)
    climb = Climb(stage=stage, base=moved, round=f"kept {action.kept_moves}", owner_id=owner.id)
    return climb.steps([Rung(name="action_worth", role=Role.OWNER, days=1, holder_id=owner.id, kind=NoticeKind.WORTH)])
