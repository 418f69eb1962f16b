"""The ladder: which step about a subject reaches whom, and when. Pure; one table-driven test for each row.

Knows product.md's table, as data in `Policy`; must not know what was fired already, nor say anything.
"""

from dataclasses import dataclass
from datetime import datetime

from cadence.follow.stage import Stage
from cadence.model import Action, Blocker, Decision, NoticeKind, Role


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. rung: its name, unique in the subject's ladder. round: the promised day it counts from, ISO.

    kind: STEP for an escalation; DUE, PICK or WORTH for what an owner or raiser is told of their own promise.
    at: when it reaches the recipient: in their working hours, by their working days. preview_at: one working day of
    the owner before, for steps to a manager; None elsewhere. skipped: roles before this one that nobody holds.
    """

    rung: str
    round: str
    kind: NoticeKind
    role: Role
    recipient_id: str
    at: datetime
    preview_at: datetime | None = None
    skipped: tuple[Role, ...] = ()


def blocker_steps(blocker: Blocker, stage: Stage) -> list[Step]:
    """Without an owner: lead, manager. With one: owner at its next check, the lead of the team it waits on, own lead,
    manager. Empty for one that is settled, or seen by the lead alone (there only the lead's own steps)."""
    raise NotImplementedError


def decision_steps(decision: Decision, stage: Stage, needed_by: str = "") -> list[Step]:
    """Decider one day before; on its date the raiser picks; nobody picked: the decider's manager."""
    raise NotImplementedError


def action_steps(action: Action, stage: Stage) -> list[Step]:
    """Owner on the due morning; moved twice: the owner alone, whether it is still worth doing."""
    raise NotImplementedError
