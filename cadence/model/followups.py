"""What a check-in leaves behind: blockers, decisions, actions, and work that stops or shifts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cadence.model.record import Record


class BlockerKind(StrEnum):
    DEPENDENCY = "dependency"
    CAPACITY = "capacity"
    DECISION = "decision"
    DATA = "data"
    OUTSIDE = "outside"


class BlockerState(StrEnum):
    OPEN = "open"
    SOLVED = "solved"
    WITHDRAWN = "withdrawn"


class DecisionState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    NOT_NEEDED = "not_needed"
    WITHDRAWN = "withdrawn"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


class StopState(StrEnum):
    """OPEN until somebody says whether it did stop; NOT_YET is asked again next week."""

    OPEN = "open"
    STOPPED = "stopped"
    NOT_YET = "not_yet"
    CHANGED_MIND = "changed_mind"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Blocker(Record):
    """What holds a key result back.

    checkin_id, answer_id: where it was raised, if in a check-in. since: local day it began. waiting_on: as typed;
    waiting_on_id: the member it waits on, where one was named; waiting_on_team_id: the team, where it is another one.
    lead_only: about a person, seen by the lead alone; confidant_id: by whom, also when somebody else leads later.
    link: https, to the message that it was recorded from, if it was.
    """

    team_id: str
    text: str
    raised_by: str
    raised_at: datetime
    since: date
    kind: BlockerKind = BlockerKind.DEPENDENCY
    key_result_id: str | None = None
    checkin_id: str | None = None
    answer_id: str | None = None
    waiting_on: str = ""
    waiting_on_id: str | None = None
    waiting_on_team_id: str | None = None
    tried: str = ""
    owner_id: str | None = None
    next_check: date | None = None
    lead_only: bool = False
    confidant_id: str | None = None
    state: BlockerState = BlockerState.OPEN
    settled_at: datetime | None = None
    settled_by: str | None = None
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision(Record):
    """A question somebody must decide; later its outcome, with owner and due date.

    decider_id: who decides; None is shown as "not set" and falls to the lead. fallback: what happens without answer.
    why_late: why it took as long as it did. handed_by, handed_why: who handed it to the decider of now, and why.
    told_ids: members whose direct messages show it; they are kept true as it changes.
    link: https, to the message that it was recorded from, if it was.
    """

    team_id: str
    question: str
    raised_by: str
    raised_at: datetime
    key_result_id: str | None = None
    checkin_id: str | None = None
    answer_id: str | None = None
    decider_id: str | None = None
    needed_by: date | None = None
    fallback: str = ""
    state: DecisionState = DecisionState.OPEN
    outcome: str = ""
    owner_id: str | None = None
    due: date | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    why_late: str = ""
    handed_by: str | None = None
    handed_why: str = ""
    told_ids: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Action(Record):
    """A promise: what, one owner, one due date. None is shown as "not set". reason: of the last move or the drop.

    kept_moves: how often it had moved when its owner last said that it is still worth doing.
    """

    team_id: str
    text: str
    raised_by: str
    raised_at: datetime
    owner_id: str | None = None
    due: date | None = None
    key_result_id: str | None = None
    checkin_id: str | None = None
    decision_id: str | None = None
    state: ActionState = ActionState.OPEN
    times_moved: int = 0
    kept_moves: int = 0
    moved_at: datetime | None = None
    reason: str = ""
    settled_at: datetime | None = None
    settled_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class StopShift(Record):
    """Work that stops or moves, and what that frees; the next week asks whether it did."""

    team_id: str
    text: str
    raised_by: str
    raised_at: datetime
    frees: str = ""
    key_result_id: str | None = None
    checkin_id: str | None = None
    answer_id: str | None = None
    state: StopState = StopState.OPEN
    settled_at: datetime | None = None
    settled_by: str | None = None
