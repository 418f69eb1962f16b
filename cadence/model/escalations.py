"""What follows when something is not settled: a team's ladder, its steps, and what each person is told of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cadence.model.record import Record


class SubjectKind(StrEnum):
    """What a step is about. ANSWERS: too few of a team answered. ABSENCE: a lead or manager missing from their own."""

    BLOCKER = "blocker"
    DECISION = "decision"
    ACTION = "action"
    KEY_RESULT = "key_result"
    ANSWERS = "answers"
    ABSENCE = "absence"


class Role(StrEnum):
    """As what somebody is told. DECIDERS_MANAGER: the manager of whoever was to decide."""

    OWNER = "owner"
    RAISER = "raiser"
    DECIDER = "decider"
    LEAD = "lead"
    OTHER_LEAD = "other_lead"
    MANAGER = "manager"
    DECIDERS_MANAGER = "deciders_manager"
    SPONSOR = "sponsor"
    ROLLOUT_LEAD = "rollout_lead"


class EscalationState(StrEnum):
    """PLANNED: its preview is out. SENT: its recipient is to act. TAKEN: acknowledged, returns on `returns_on`.

    SETTLED: the subject was settled, or this step did its work. PASSED: handed to somebody else ("not mine").
    CANCELLED: it became groundless before it was sent (solved, or a new promise began another round).
    """

    PLANNED = "planned"
    SENT = "sent"
    TAKEN = "taken"
    SETTLED = "settled"
    PASSED = "passed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Policy(Record):
    """A team's ladder. id: `id_for("policy", team_id)`. Days are working days of the recipient; None leaves a step out.

    They count from the promised date: the next check, the day a decision is needed, the day a blocker without owner
    was raised. *_lead, *_manager ...: how many days after it that role hears. decision_before: days before it.
    action_moves: so many moves and the owner alone is asked whether it is still worth doing. kr_checkins: check-ins
    without a move on a KR off track until the manager hears. answers_percent: fewer than this is too few;
    answers_weeks, absent_weeks: so many check-ins running until the lead (the absent person) hears, and *_rollout until
    the rollout lead does.
    """

    team_id: str
    unowned_lead: int | None = 1
    unowned_manager: int | None = 3
    blocker_owner: int | None = 0
    blocker_other_lead: int | None = 1
    blocker_lead: int | None = 2
    blocker_manager: int | None = 4
    decision_before: int | None = 1
    decision_manager: int | None = 2
    action_owner: int | None = 0
    action_moves: int | None = 2
    kr_checkins: int | None = 2
    answers_percent: int = 50
    answers_weeks: int | None = 2
    answers_rollout: int | None = 3
    absent_weeks: int | None = 2
    absent_rollout: int | None = 3


@dataclass(frozen=True, kw_only=True)
class Escalation(Record):
    """One step of a ladder for one subject, fired once. id: `id_for("escalation", subject_id, rung, round)`.

    rung: the step's name, e.g. `blocker_manager`; `help` where a person asked. round: the promised day it counts from,
    in ISO form; a new promise begins a new round. about: what it is about in a few words, for lists that outlive it.
    recipient_id: who is to act. role: as what. at: when it reaches them. asked_by: the member who pressed the button;
    None for the ladder. ask: what is asked, in their words. answer_by: until when. context: added before it was sent.
    returns_on: the day a taken one comes back. snoozed_until: hidden from its recipient alone until that day.
    outcome: how it ended, in a few words. passed_to: the escalation that goes on with it.
    """

    team_id: str
    subject_kind: SubjectKind
    subject_id: str
    rung: str
    round: str
    about: str
    recipient_id: str
    role: Role
    at: datetime
    state: EscalationState = EscalationState.PLANNED
    asked_by: str | None = None
    ask: str = ""
    answer_by: date | None = None
    context: str = ""
    sent_at: datetime | None = None
    returns_on: date | None = None
    snoozed_until: date | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    outcome: str = ""
    passed_to: str | None = None


class NoticeKind(StrEnum):
    """STEP: the recipient of an escalation is to act. PREVIEW: the owner and the lead see it one working day before.

    PICK: the raiser of a decision chooses what happens on its date. DUE: the owner's own promise is due today.
    WORTH: the owner alone is asked whether a twice-moved action is still worth doing. SKIPPED: the lead hears that a
    step found nobody and went on. RETURN: a taken one is back.
    """

    STEP = "step"
    PREVIEW = "preview"
    PICK = "pick"
    DUE = "due"
    WORTH = "worth"
    SKIPPED = "skipped"
    RETURN = "return"


class NoticeState(StrEnum):
    """WAITING: not told yet (working hours, leave, caps). TOLD: stands in a direct message. GONE: nothing to tell."""

    WAITING = "waiting"
    TOLD = "told"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Notice(Record):
    """Something one person is told privately. id: `id_for("notice", kind, subject_id, round, rung, member_id)`.

    member_id: whom it is for. cover_id: who got it instead, during leave. at: not before (UTC). told_on: the local day
    of the direct message that holds it; several of one day are one message. told_at: when. is_solicited: a person
    pressed a button for it, so the caps do not hold it back.
    """

    team_id: str
    member_id: str
    kind: NoticeKind
    subject_kind: SubjectKind
    subject_id: str
    at: datetime
    escalation_id: str | None = None
    text: str = ""
    state: NoticeState = NoticeState.WAITING
    cover_id: str | None = None
    told_on: date | None = None
    told_at: datetime | None = None
    is_solicited: bool = False
