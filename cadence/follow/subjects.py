"""What a step, a notice or a button is about: a blocker, a decision, an action, a key result, or a team's rhythm.

Knows how to find it and how to name it in a few words; must not know the ladder, nor who is told.
"""

from dataclasses import dataclass

from cadence.model import Action, Blocker, Decision, KeyResult, SubjectKind
from cadence.ports import Unit
from cadence.snapshot import Snapshot

Item = Blocker | Decision | Action | KeyResult


@dataclass(frozen=True, kw_only=True)
class Subject:
    """item: None for ANSWERS and ABSENCE, whose id is the check-in's. about: at most 80 characters, e.g.
    `2.2 Renewals: waits on Legal`. is_open: still to be settled. owner_id: who answers for it, if anybody."""

    kind: SubjectKind
    id: str
    snapshot: Snapshot
    item: Item | None
    about: str
    is_open: bool
    owner_id: str | None


async def load_subject(unit: Unit, kind: SubjectKind, subject_id: str) -> Subject | None:
    """The subject as it stands; None where it is not there any more."""
    raise NotImplementedError
