"""The domain's nouns, as frozen records. They know their own words and no rules that need another record's data.

Every record belongs to one workspace and is kept by the repository of the same name in `cadence.ports.Unit`.
All moments are aware UTC datetimes of domain time; all days are local dates of the team they belong to.
"""

from cadence.model.checkins import Answer, AnswerKind, CheckIn, CheckInState
from cadence.model.escalations import (
    Escalation,
    EscalationState,
    Notice,
    NoticeKind,
    NoticeState,
    Policy,
    Role,
    SubjectKind,
)
from cadence.model.followups import (
    Action,
    ActionState,
    Blocker,
    BlockerKind,
    BlockerState,
    Decision,
    DecisionState,
    StopShift,
    StopState,
)
from cadence.model.messages import Message, Place
from cadence.model.objectives import (
    Cycle,
    Direction,
    Initiative,
    KeyResult,
    Kind,
    Objective,
    Reading,
    TargetChange,
)
from cadence.model.people import Group, Leave, Member, Membership, Team, Workspace
from cadence.model.record import Record

__all__ = [
    "Action",
    "ActionState",
    "Answer",
    "AnswerKind",
    "Blocker",
    "BlockerKind",
    "BlockerState",
    "CheckIn",
    "CheckInState",
    "Cycle",
    "Decision",
    "DecisionState",
    "Direction",
    "Escalation",
    "EscalationState",
    "Group",
    "Initiative",
    "KeyResult",
    "Kind",
    "Leave",
    "Member",
    "Membership",
    "Message",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "Objective",
    "Place",
    "Policy",
    "Reading",
    "Record",
    "Role",
    "StopShift",
    "StopState",
    "SubjectKind",
    "TargetChange",
    "Team",
    "Workspace",
]
