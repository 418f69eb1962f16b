"""The ladder: which step about a subject reaches whom, and when. Pure; one table-driven test for each row.

Knows product.md's table, as data in `Policy`; must not know what was fired already, nor say anything. The rows that
look back over several weeks (a key result, too few answers, a leader's absence) stand in `weeks_running`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from cadence.deciding import decider_of, falls_due
from cadence.follow.stage import Stage
from cadence.model import Action, ActionState, Blocker, BlockerState, Decision, DecisionState, Member, NoticeKind, Role
from cadence.permissions import confidant
from cadence.schedule.clocks import local_day

TO_MANAGERS = frozenset({Role.MANAGER, Role.DECIDERS_MANAGER})
"""Roles whose steps are shown to the owner and the lead one working day before."""

OF_OTHERS = TO_MANAGERS | {Role.OTHER_LEAD}
"""Roles of whose silence the lead hears, where a direct message does not reach their holder."""

LADDER = frozenset(
    {
        *("unowned_lead", "unowned_manager", "blocker_other_lead", "blocker_lead", "blocker_manager"),
        *("decision_manager", "kr_manager", "answers_lead", "answers_rollout"),
        *("absent_lead", "absent_lead_rollout", "absent_manager", "absent_manager_rollout"),
    }
)
"""Rungs of escalations that the ladder sends by itself. What has another rung was sent by a person, and stands until
its subject is settled, whatever the ladder says."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. rung: its name, unique in the subject's ladder. round: the promised day it counts from, ISO.

    kind: STEP for an escalation; DUE, PICK or WORTH for what an owner or raiser is told of their own promise; SKIPPED
    for what the lead is told of a step that went on.
    at: when it reaches the recipient (or their cover): in their working hours, by their working days. preview_at: one
    working day of owner and lead before, for steps to a manager; None elsewhere. viewers: member ids of who sees the
    preview. skipped: roles before this one whose holder is gone or cannot be reached. gone_id: of whom SKIPPED tells
    the lead.
    """

    rung: str
    round: str
    kind: NoticeKind
    role: Role
    recipient_id: str
    at: datetime
    preview_at: datetime | None = None
    viewers: tuple[str, ...] = ()
    skipped: tuple[Role, ...] = ()
    gone_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A row of the ladder before it is known who stands there. days: after the promised day; negative: before it.

    None leaves it out. holder_id: who should hear. is_for_all: told although the same person was told before.
    """

    name: str
    role: Role
    days: int | None
    holder_id: str | None
    kind: NoticeKind = NoticeKind.STEP
    is_for_all: bool = False


@dataclass
class Climb:
    """Goes up the rungs of one subject. base: the promised day. owner_id: who answers for it. about_id: the person it
    is about, who is passed over. since: when it was raised: what a promise says of itself must lie after it."""

    stage: Stage
    base: date
    round: str
    owner_id: str | None = None
    about_id: str | None = None
    since: datetime | None = None
    _told: set[str] = field(default_factory=set)
    _skipped: list[Role] = field(default_factory=list)

    def steps(self, rungs: Iterable[Rung]) -> list[Step]:
        """The steps that these rungs come to, in their order."""
        return [step for rung in rungs if rung.days is not None for step in self._stand(rung, rung.days)]

    def _stand(self, rung: Rung, days: int) -> list[Step]:
        holder = self.stage.reached(rung.holder_id)
        is_missed = rung.holder_id is not None and holder is None
        found = holder if holder and not self._is_about(holder, rung) else self._above(rung)
        noted = [self._note(rung, days)] if is_missed and self._is_noted(rung) else []
        if is_missed:
            self._skipped.append(rung.role)
        step = self._step(rung, days, found) if found else None
        return [row for row in (*noted, step) if row is not None]

    def _is_noted(self, rung: Rung) -> bool:
        """Of somebody who is only out of reach the lead heard already: once more where a step past the team is lost."""
        is_gone = self.stage.present(rung.holder_id) is None
        return is_gone or (rung.kind == NoticeKind.STEP and rung.role in OF_OTHERS)

    def _is_about(self, member: Member, rung: Rung) -> bool:
        return member.id == self.about_id and rung.role in {*TO_MANAGERS, Role.LEAD, Role.ROLLOUT_LEAD}

    def _above(self, rung: Rung) -> Member | None:
        """Past a manager who is not reached, or whom it is about, the next is whom that manager answers to."""
        if rung.role not in TO_MANAGERS or rung.holder_id is None:
            return None
        found = self.stage.reached(self.stage.managers.get(rung.holder_id))
        return found if found and found.id != self.about_id else None

    def _step(self, rung: Rung, days: int, person: Member) -> Step | None:
        if person.id in self._told and not rung.is_for_all:
            return None
        at = _moment(self.stage, person, self.base, days)
        if self.since and at <= self.since and rung.kind != NoticeKind.STEP:
            if rung.kind == NoticeKind.DUE:
                return None  # promised only after this moment: whoever promised it knows
            at = self.stage.reach(person, local_day(self.since, person.zone), 1)
        self._told.add(person.id)
        skipped, self._skipped = tuple(self._skipped), []
        step = Step(
            rung=rung.name,
            round=self.round,
            kind=rung.kind,
            role=rung.role,
            recipient_id=person.id,
            at=at,
            skipped=skipped,
        )
        return self._with_preview(step, person) if rung.role in TO_MANAGERS else step

    def _with_preview(self, step: Step, person: Member) -> Step:
        stage = self.stage
        rows = [stage.reached(found) for found in dict.fromkeys((self.owner_id, stage.team.lead_id))]
        viewers = [row for row in rows if row and row.id != person.id]
        if not viewers:
            return step
        day = local_day(step.at, person.zone)
        before = max(stage.morning_before(row, day) for row in viewers)  # not days early since one goes on leave
        return replace(step, preview_at=before, viewers=tuple(row.id for row in viewers))

    def _note(self, rung: Rung, days: int) -> Step | None:
        """The lead hears, when the step would have come, that it reached nobody there."""
        lead = self.stage.reached(self.stage.team.lead_id)
        if lead is None or lead.id == rung.holder_id:
            return None
        return Step(
            rung=f"{rung.name}_skipped",
            round=self.round,
            kind=NoticeKind.SKIPPED,
            role=rung.role,
            recipient_id=lead.id,
            at=_moment(self.stage, lead, self.base, days),
            gone_id=rung.holder_id,
        )


def _moment(stage: Stage, person: Member, base: date, days: int) -> datetime:
    if days >= 0:
        return stage.reach(person, base, days)
    day = base
    for _ in range(-days):
        day = local_day(stage.morning_before(person, day), person.zone)
    return stage.reach(person, day)


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
