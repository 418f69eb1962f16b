"""A notice with what it is about, as it stands now: whether there still is something to tell, and from when on.

Knows which state of a subject or an escalation makes a notice groundless; must not know who is told when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cadence.follow.subjects import Subject, Subjects
from cadence.model import Action, Blocker, Decision, Escalation, EscalationState, Notice, NoticeKind, NoticeState
from cadence.ports import Unit

ORDER = (
    NoticeKind.STEP,
    NoticeKind.RETURN,
    NoticeKind.PICK,
    NoticeKind.PREVIEW,
    NoticeKind.WORTH,
    NoticeKind.DUE,
    NoticeKind.SKIPPED,
)
"""Where several notices to one person are about one thing, the first of these speaks for all."""


ASKS = (NoticeKind.STEP, NoticeKind.RETURN)
"""What brings an escalation to somebody who may settle it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """subject, escalation: None where they are not there (any more).

    told_again: the day of a newer message to the same reader that asks about the same, and has its buttons; else None.
    """

    notice: Notice
    subject: Subject | None
    escalation: Escalation | None
    told_again: date | None = None

    @property
    def about(self) -> tuple[str, str]:
        return self.notice.subject_kind, self.notice.subject_id

    @property
    def is_about_a_person(self) -> bool:
        """For the lead alone; nobody covers for that."""
        return self.subject is not None and self.subject.is_lead_only

    @property
    def rank(self) -> tuple[int, str, str]:
        """Which comes first."""
        return ORDER.index(self.notice.kind), self.notice.at.isoformat(), self.notice.id

    def is_live(self, today: date) -> bool:
        """Whether there is something to tell, or to settle. today: on the clock of whom it is for."""
        subject, notice = self.subject, self.notice
        if notice.state == NoticeState.GONE or subject is None or not subject.is_open or self.told_again:
            return False
        if not subject.is_for(notice.member_id):
            return False
        if self.escalation is not None:
            return _climbs(self.escalation, notice.kind, today)
        return _still_asks(notice, subject, today)

    def sleeps_until(self, today: date) -> date | None:
        """The day until which its recipient does not want to see it; None where they do."""
        snoozed = self.escalation.snoozed_until if self.escalation else None
        hides = self.notice.kind in ASKS
        return snoozed if snoozed and snoozed > today and hides else None


async def load_entries(unit: Unit, notices: Iterable[Notice], subjects: Subjects | None = None) -> list[Entry]:
    """What each of these is about, in their order."""
    loader = subjects or Subjects(unit)
    rows = list(notices)
    wanted = {row.escalation_id for row in rows if row.escalation_id}
    escalations = {row.id: row for row in await unit.escalations.find(id=wanted)} if wanted else {}
    return [
        Entry(
            notice=row,
            subject=await loader.get(row.subject_kind, row.subject_id),
            escalation=escalations.get(row.escalation_id or ""),
            told_again=await _told_again(unit, row),
        )
        for row in rows
    ]


def reader_of(notice: Notice) -> str:
    """Member id of whose direct message it stands in."""
    return notice.cover_id or notice.member_id


async def _told_again(unit: Unit, notice: Notice) -> date | None:
    """One thing has its buttons once: in the newest message about it."""
    if notice.kind not in ASKS or notice.told_at is None or notice.escalation_id is None:
        return None
    told = await unit.notices.find(
        subject_kind=notice.subject_kind, subject_id=notice.subject_id, kind=set(ASKS), state=NoticeState.TOLD
    )
    same = [row for row in told if row.escalation_id and reader_of(row) == reader_of(notice)]
    newer = [row for row in same if row.told_at and row.told_at > notice.told_at]
    return max((row.told_on for row in newer if row.told_on), default=None)


def _climbs(escalation: Escalation, kind: NoticeKind, today: date) -> bool:
    """Whether this notice of an escalation still says something that is true."""
    state = escalation.state
    if kind == NoticeKind.PREVIEW:
        return state == EscalationState.PLANNED
    if state == EscalationState.TAKEN:
        return escalation.returns_on is None or escalation.returns_on <= today
    return state in (EscalationState.PLANNED, EscalationState.SENT)


def _still_asks(notice: Notice, subject: Subject, today: date) -> bool:
    """Whether a promise is still the one that its owner or raiser is told of."""
    item = subject.item
    match notice.kind:
        case NoticeKind.PICK:
            return isinstance(item, Decision) and (item.needed_by is None or item.needed_by <= today)
        case NoticeKind.WORTH:
            return isinstance(item, Action) and _is(notice, item.owner_id) and item.times_moved > item.kept_moves
        case NoticeKind.DUE:
            return _is_due(notice, subject, today)
    return True


def _is_due(notice: Notice, subject: Subject, today: date) -> bool:
    if not _is(notice, subject.owner_id):
        return False
    match subject.item:
        case Blocker(next_check=day) | Action(due=day):
            return day is None or day <= today
    return True


def _is(notice: Notice, member_id: str | None) -> bool:
    return member_id is None or notice.member_id == member_id
