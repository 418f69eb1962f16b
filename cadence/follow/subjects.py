"""What a step, a notice or a button is about: a blocker, a decision, an action, a key result, or a team's rhythm.

Knows how to find it and how to name it in a few words; must not know the ladder, nor who is told.
"""

from dataclasses import dataclass, field

from cadence.deciding import who_decides
from cadence.model import Action, Blocker, CheckInState, Decision, KeyResult, SubjectKind, Team
from cadence.permissions import confidant
from cadence.ports import Since, Unit
from cadence.settling import STILL_OPEN
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.dependency import waits_on_whom
from cadence.wording.lines import clip

Item = Blocker | Decision | Action | KeyResult

LONGEST = 80


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

    @property
    def team(self) -> Team:
        return self.snapshot.team

    @property
    def is_lead_only(self) -> bool:
        return isinstance(self.item, Blocker) and self.item.lead_only

    def is_for(self, member_id: str) -> bool:
        """Whether this person may hear of it: what is about a person is for the lead and who raised it, alone."""
        if isinstance(self.item, Blocker) and self.item.lead_only:
            return member_id in (confidant(self.item, self.team), self.item.raised_by)
        return True


async def load_subject(unit: Unit, kind: SubjectKind, subject_id: str) -> Subject | None:
    """The subject as it stands; None where it is not there any more."""
    return await Subjects(unit).get(kind, subject_id)


@dataclass
class Subjects:
    """Loads several subjects, each team's snapshot once."""

    unit: Unit
    _snapshots: dict[str, Snapshot | None] = field(default_factory=dict)
    _known: dict[str, Subject | None] = field(default_factory=dict)

    async def get(self, kind: SubjectKind, subject_id: str) -> Subject | None:
        key = f"{kind}:{subject_id}"
        if key not in self._known:
            self._known[key] = await self._load(kind, subject_id)
        return self._known[key]

    async def snapshot(self, team_id: str) -> Snapshot | None:
        if team_id not in self._snapshots:
            team = await self.unit.teams.get(team_id)
            self._snapshots[team_id] = await load_snapshot(self.unit, team) if team else None
        return self._snapshots[team_id]

    async def _load(self, kind: SubjectKind, subject_id: str) -> Subject | None:
        if kind in (SubjectKind.ANSWERS, SubjectKind.ABSENCE):
            return await self._rhythm(kind, subject_id)
        item = await _find(self.unit, kind, subject_id)
        snapshot = await self.snapshot(item.team_id) if item else None
        if item is None or snapshot is None:
            return None
        return Subject(
            kind=kind,
            id=subject_id,
            snapshot=snapshot,
            item=item,
            about=about(item, snapshot),
            is_open=_is_open(item, snapshot),
            owner_id=_owner(item, snapshot),
        )

    async def _rhythm(self, kind: SubjectKind, checkin_id: str) -> Subject | None:
        """A team's rhythm as this check-in showed it: open until the next one has closed."""
        checkin = await self.unit.checkins.get(checkin_id)
        snapshot = await self.snapshot(checkin.team_id) if checkin else None
        if checkin is None or snapshot is None:
            return None
        closed = await self.unit.checkins.find(
            team_id=checkin.team_id, state=CheckInState.CLOSED, opens_at=Since(checkin.opens_at)
        )
        return Subject(
            kind=kind,
            id=checkin_id,
            snapshot=snapshot,
            item=None,
            about=clip(f"{snapshot.team.name}'s check-in", LONGEST),
            is_open=not any(other.opens_at > checkin.opens_at for other in closed),
            owner_id=snapshot.team.lead_id,
        )


def kind_of(item: Item) -> SubjectKind:
    match item:
        case Blocker():
            return SubjectKind.BLOCKER
        case Decision():
            return SubjectKind.DECISION
        case Action():
            return SubjectKind.ACTION
    return SubjectKind.KEY_RESULT


def about(item: Item, snapshot: Snapshot) -> str:
    """`2.2 Renewals: waits on Legal`; `pause paid ads?`; `pricing test`; `2.2 Renewals`. At most 80 characters."""
    match item:
        case Decision():
            return clip(item.question, LONGEST)
        case Action():
            return clip(item.text, LONGEST)
        case KeyResult():
            return _place(item.id, snapshot) or clip(item.title, LONGEST)
    waits = waits_on_whom(item, snapshot)
    what = f"waits on {waits}" if waits else item.text
    place = _place(item.key_result_id, snapshot)
    return clip(f"{place}: {what}" if place else f"{item.text}: {what}" if waits else what, LONGEST)


def _place(key_result_id: str | None, snapshot: Snapshot) -> str:
    """`2.2 Renewals`, short enough to say more; empty where there is no such key result now."""
    found = next((kr for kr in snapshot.key_results if kr.id == key_result_id), None)
    return f"{snapshot.place(found.id)} {clip(found.title, 40)}" if found else ""


async def _find(unit: Unit, kind: SubjectKind, subject_id: str) -> Item | None:
    match kind:
        case SubjectKind.BLOCKER:
            return await unit.blockers.get(subject_id)
        case SubjectKind.DECISION:
            return await unit.decisions.get(subject_id)
        case SubjectKind.ACTION:
            return await unit.actions.get(subject_id)
    return await unit.key_results.get(subject_id)


def _is_open(item: Item, snapshot: Snapshot) -> bool:
    """A key result is open while its cycle is the current one."""
    if isinstance(item, KeyResult):
        return any(kr.id == item.id for kr in snapshot.key_results)
    return item.state in STILL_OPEN


def _owner(item: Item, snapshot: Snapshot) -> str | None:
    return who_decides(item, snapshot) if isinstance(item, Decision) else item.owner_id
