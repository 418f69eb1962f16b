"""Fires steps, each once: previews, sends or merges them, and ends what they began.

Knows what was fired already; when a step comes is the ladder's, what becomes of it afterwards `tending`'s, how it is
told the notices'.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cadence.context import Services
from cadence.follow.cases import Case
from cadence.follow.climb import Step
from cadence.follow.notices import notify, refresh_told
from cadence.follow.stage import Stage
from cadence.follow.subjects import Subjects
from cadence.ids import id_for
from cadence.model import Escalation, EscalationState, Notice, NoticeKind, NoticeState, Team
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.wording.skipped import skipped_line

LIVE = (EscalationState.PLANNED, EscalationState.SENT, EscalationState.TAKEN)
MERGED = "went on with the next step"

Keep = Callable[[Escalation], Awaitable[None]]
"""Adds or saves one."""


def escalation_id(subject_id: str, rung: str, round_: str) -> str:
    """One a subject, step and promise: the same whichever worker fires it."""
    return id_for("escalation", subject_id, rung, round_)


def notice_id(kind: NoticeKind, subject_id: str, round_: str, rung: str, member_id: str) -> str:
    return id_for("notice", kind, subject_id, round_, rung, member_id)


def starts(step: Step) -> datetime:
    """When the first is to be seen of it: its preview, else itself."""
    return step.preview_at or step.at


@dataclass
class Firing:
    """One pass over a team. rows: its escalations that matter now, by id; told: notices, by id. moments: when there is
    something to do next. fired: how many steps were fired."""

    unit: Unit
    services: Services
    team: Team
    stage: Stage
    rows: dict[str, Escalation]
    told: Mapping[str, Notice]
    moments: list[datetime] = field(default_factory=list)
    fired: int = 0

    def __post_init__(self) -> None:
        self.subjects = Subjects(self.unit)

    async def fire(self, case: Case, step: Step, is_merged: bool) -> None:
        """The step's first moment has come. is_merged: a later one of its subject is due, too, and speaks for it."""
        if step.kind != NoticeKind.STEP:
            await self._remind(case, step, is_merged)
            return
        row = self.rows.get(escalation_id(case.id, step.rung, step.round))
        if row is None:
            row = await self._new(case, step)
            await self._begin(row, step, is_merged, self.unit.escalations.add)
        elif row.state == EscalationState.CANCELLED:
            await self._begin(row, step, is_merged, self.unit.escalations.save)
        elif row.state == EscalationState.SETTLED and row.settled_by is None and row.settled_at:
            await self._reopen(row)

    async def _reopen(self, row: Escalation) -> None:
        """The promise that had settled it was taken back: it stands again, and is told as something that returned."""
        back = replace(row, state=EscalationState.SENT, settled_at=None, outcome="")
        await self.save(back)
        today = local_day(self.unit.now, self.team.zone)
        await self.tell(NoticeKind.RETURN, back, back.recipient_id, f"{back.round} {today.isoformat()}")

    async def _new(self, case: Case, step: Step) -> Escalation:
        subject = await self.subjects.get(case.kind, case.id)
        return Escalation(
            id=escalation_id(case.id, step.rung, step.round),
            workspace_id=self.team.workspace_id,
            team_id=self.team.id,
            subject_kind=case.kind,
            subject_id=case.id,
            rung=step.rung,
            round=step.round,
            about=subject.about if subject else "",
            recipient_id=step.recipient_id,
            role=step.role,
            at=step.at,
        )

    async def _begin(self, row: Escalation, step: Step, is_merged: bool, keep: Keep) -> None:
        """Its first moment has come: it is previewed, sent, or merged into a later one."""
        fresh = replace(
            row,
            state=EscalationState.PLANNED,
            recipient_id=step.recipient_id,
            role=step.role,
            settled_at=None,
            outcome="",
        )
        if is_merged:
            merged = replace(fresh, state=EscalationState.SENT, at=self.unit.now, sent_at=self.unit.now, outcome=MERGED)
            await self.save(merged, keep)
        elif step.preview_at:
            planned = replace(fresh, at=self._after_preview(step))
            await self.save(planned, keep)
            await self._preview(planned, step)
        else:
            await self.save(fresh, keep)
            await self.send(fresh)

    def _after_preview(self, step: Step) -> datetime:
        """Its moment; where the preview comes late, the next working day, so that nobody is surprised."""
        person = self.stage.people[step.recipient_id]
        today = local_day(self.unit.now, person.zone)
        return step.at if today < local_day(step.at, person.zone) else self.stage.reach(person, today, 1)

    async def _preview(self, row: Escalation, step: Step) -> None:
        self.moments.append(row.at)
        self.fired += 1
        day = local_day(row.at, self.stage.people[row.recipient_id].zone).isoformat()
        for viewer in step.viewers:
            await self.tell(NoticeKind.PREVIEW, row, viewer, f"{row.round} {day}")

    async def send(self, row: Escalation) -> None:
        """It reaches its recipient, within their working hours."""
        person = self.stage.people[row.recipient_id]
        at = self.stage.reach_from(person, self.unit.now)
        sent = replace(row, state=EscalationState.SENT, at=at, sent_at=self.unit.now)
        await self.save(sent)
        self.fired += 1
        await self.tell(NoticeKind.STEP, sent, sent.recipient_id, sent.round)

    async def tell(self, kind: NoticeKind, row: Escalation, member_id: str, round_: str) -> None:
        """Somebody hears of it, once for each kind and round."""
        person = self.stage.people[member_id]
        notice = Notice(
            id=notice_id(kind, row.subject_id, round_, row.rung, member_id),
            workspace_id=row.workspace_id,
            team_id=row.team_id,
            member_id=member_id,
            kind=kind,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            at=self.stage.reach_from(person, self.unit.now),
            escalation_id=row.id,
        )
        await self._keep(notice)

    async def _remind(self, case: Case, step: Step, is_merged: bool) -> None:
        """What an owner, raiser or lead is told without an escalation."""
        made = notice_id(step.kind, case.id, step.round, step.rung, step.recipient_id)
        known = self.told.get(made)
        if known is not None and (known.state != NoticeState.GONE or is_merged):
            return
        notice = Notice(
            id=made,
            workspace_id=self.team.workspace_id,
            team_id=self.team.id,
            member_id=step.recipient_id,
            kind=step.kind,
            subject_kind=case.kind,
            subject_id=case.id,
            at=self.stage.reach_from(self.stage.people[step.recipient_id], self.unit.now),
            text=await self._skipped(case, step) if step.kind == NoticeKind.SKIPPED else "",
            state=NoticeState.GONE if is_merged else NoticeState.WAITING,
        )
        self.fired += 1
        await self._keep(notice)

    async def _keep(self, notice: Notice) -> None:
        """One that was groundless before it was told waits again."""
        known = await notify(self.unit, self.services, notice)
        if known.state == NoticeState.GONE and notice.state == NoticeState.WAITING:
            await self.unit.notices.save(replace(known, state=NoticeState.WAITING, at=notice.at))

    async def _skipped(self, case: Case, step: Step) -> str:
        subject = await self.subjects.get(case.kind, case.id)
        gone = self.stage.people.get(step.gone_id or "")
        is_gone = self.stage.present(step.gone_id) is None
        return skipped_line(subject.about if subject else "", gone.name if gone else "", step.role, is_gone)

    async def end(self, row: Escalation, outcome: str) -> None:
        """Without a person: what was only planned is cancelled, what was sent is settled."""
        is_planned = row.state == EscalationState.PLANNED
        state = EscalationState.CANCELLED if is_planned else EscalationState.SETTLED
        await self.save(replace(row, state=state, settled_at=self.unit.now, outcome=outcome))
        await refresh_told(self.unit, self.services, row.subject_kind, row.subject_id)

    async def save(self, row: Escalation, keep: Keep | None = None) -> None:
        """keep: how, where it is not there yet."""
        await (keep or self.unit.escalations.save)(row)
        self.rows[row.id] = row
