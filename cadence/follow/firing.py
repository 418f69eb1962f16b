"""Fires the steps of one subject, each once: previews, sends, merges the late ones, brings back what was taken.

Knows what was fired already; when a step comes is the ladder's, how it is told the notices'.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from cadence.context import Services
from cadence.follow.cases import Case
from cadence.follow.ladder import LADDER, Step
from cadence.follow.notices import notify, refresh_told
from cadence.follow.stage import Stage
from cadence.follow.subjects import Subjects
from cadence.ids import id_for
from cadence.model import Escalation, EscalationState, Notice, NoticeKind, NoticeState, Team
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.wording.skipped import skipped_line

LATE = timedelta(hours=1)
"""A step that is later than this (nobody was running, or the past changed) is merged into a later one that is due."""

LONGEST_UNSEEN = timedelta(days=7)
"""How long a step waits for its preview to be told; then it goes all the same."""

LIVE = (EscalationState.PLANNED, EscalationState.SENT, EscalationState.TAKEN)
MERGED = "went on with the next step"
NEW_PROMISE = "there is a new date"
SETTLED = "settled"
TAKEN = "somebody took it"
ON_TRACK = "on track again"
UNREACHED = "could not be reached"

Keep = Callable[[Escalation], Awaitable[None]]
"""Adds or saves one."""


def escalation_id(subject_id: str, rung: str, round_: str) -> str:
    """One a subject, step and promise: the same whichever worker fires it."""
    return id_for("escalation", subject_id, rung, round_)


def notice_id(kind: NoticeKind, subject_id: str, round_: str, rung: str, member_id: str) -> str:
    return id_for("notice", kind, subject_id, round_, rung, member_id)


def _is_preview(notice: Notice) -> bool:
    return notice.kind == NoticeKind.PREVIEW


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

    async def climb(self, case: Case) -> None:
        """Do for this subject what is due."""
        if held := self._held_until(case):
            await self._hold(case, held)
        for row in self._rows_of(case):
            await self._tend(case, row)
        if held:
            return
        due = [step for step in case.steps if starts(step) <= self.unit.now]
        self.moments += [starts(step) for step in case.steps if step not in due]
        newest = max((step.at for step in due if step.kind != NoticeKind.SKIPPED), default=None)
        for step in due:
            is_late = self.unit.now - step.at > LATE and newest is not None and newest > step.at
            await self._fire(case, step, is_late and step.kind != NoticeKind.SKIPPED)

    async def tend_alone(self, row: Escalation) -> None:
        """One whose subject has no ladder now: it ends with its subject, and else comes back when it was said to."""
        subject = await self.subjects.get(row.subject_kind, row.subject_id)
        if subject is None or not subject.is_open:
            await self._end(row, SETTLED)
            return
        case = Case(kind=row.subject_kind, id=row.subject_id, owner_id=subject.owner_id, steps=(), round=row.round)
        await self._tend(case, row)

    def _rows_of(self, case: Case) -> list[Escalation]:
        return [row for row in self.rows.values() if (row.subject_kind, row.subject_id) == (case.kind, case.id)]

    async def _tend(self, case: Case, row: Escalation) -> None:
        """What was fired before: withdrawn, brought back, or handed to whoever came after."""
        by_ladder = row.rung in LADDER
        wanted = {escalation_id(case.id, step.rung, step.round): step for step in case.steps}
        if case.is_fine and by_ladder and row.state in LIVE:
            await self._end(row, ON_TRACK)
        elif row.state == EscalationState.PLANNED and by_ladder:
            await self._tend_planned(case, row, wanted.get(row.id))
        elif row.state == EscalationState.TAKEN:
            await self._tend_taken(case, row)
        elif row.state == EscalationState.SENT:
            is_answered = by_ladder and row.round != case.round and row.returns_on is None
            await (self._end(row, NEW_PROMISE) if is_answered else self._tend_sent(case, row, wanted.get(row.id)))

    async def _tend_planned(self, case: Case, row: Escalation, step: Step | None) -> None:
        if step is None:
            await self._end(row, NEW_PROMISE if self.stage.reached(row.recipient_id) else UNREACHED)
            return
        person = self.stage.people[step.recipient_id]
        at = max(self.stage.reach_from(person, max(row.at, step.at)), row.at)
        if (at, step.recipient_id) != (row.at, row.recipient_id) and at > self.unit.now:
            await self._save(replace(row, at=at, recipient_id=step.recipient_id, role=step.role))
            await refresh_told(self.unit, self.services, case.kind, case.id)
        if at > self.unit.now:
            self.moments.append(at)
        elif self._is_unseen(row) and self.unit.now - step.at < LONGEST_UNSEEN:
            await self._put_off(row, self.stage.reach(person, local_day(self.unit.now, person.zone), 1))
        else:
            await self._send(replace(row, recipient_id=step.recipient_id, role=step.role))
            await refresh_told(self.unit, self.services, case.kind, case.id)

    def _is_unseen(self, row: Escalation) -> bool:
        """Whether its preview still waits for everybody (the week's cap, leave): nobody is to be surprised."""
        previews = [note for note in self._notices_of(row) if _is_preview(note) and self.stage.reached(note.member_id)]
        states = {note.state for note in previews}
        return NoticeState.WAITING in states and NoticeState.TOLD not in states

    def _notices_of(self, row: Escalation) -> list[Notice]:
        return [note for note in self.told.values() if note.escalation_id == row.id]

    async def _put_off(self, row: Escalation, until: datetime) -> None:
        await self._save(replace(row, at=until))
        self.moments.append(until)

    async def _tend_sent(self, case: Case, row: Escalation, step: Step | None) -> None:
        is_missed = self.stage.present(row.recipient_id) is None or self._untold(row)
        if is_missed and step is not None and step.recipient_id != row.recipient_id:
            for notice in self._untold(row):
                await self.unit.notices.save(replace(notice, state=NoticeState.GONE))
            await self._send(replace(row, recipient_id=step.recipient_id, role=step.role, snoozed_until=None))
        elif row.snoozed_until:
            await self._return(case, row, row.snoozed_until, replace(row, snoozed_until=None))

    def _untold(self, row: Escalation) -> list[Notice]:
        """What waits for a recipient whom no direct message reaches."""
        if self.stage.reached(row.recipient_id):
            return []
        waiting = [note for note in self._notices_of(row) if note.state == NoticeState.WAITING]
        return [note for note in waiting if note.member_id == row.recipient_id]

    async def _tend_taken(self, case: Case, row: Escalation) -> None:
        """It returns on its date, unless whoever took it made a promise of it: that has a ladder of its own."""
        if row.returns_on is None:
            return
        if self._is_promised(case, row):
            if self._morning(row, row.returns_on) <= self.unit.now:
                await self._end(row, NEW_PROMISE)
            return
        back = replace(row, state=EscalationState.SENT, snoozed_until=None, settled_by=None, settled_at=None)
        await self._return(case, row, row.returns_on, back)

    def _is_promised(self, case: Case, row: Escalation) -> bool:
        """Whether whoever took it looks after it since, and is asked on the promised day."""
        owner = case.owner_id
        is_newer = owner in (row.recipient_id, row.settled_by) and case.round > row.round and row.rung in LADDER
        return is_newer and any(step.kind == NoticeKind.DUE and step.recipient_id == owner for step in case.steps)

    async def _return(self, case: Case, row: Escalation, day: date, back: Escalation) -> None:
        morning = self._morning(row, day)
        if morning > self.unit.now:
            self.moments.append(morning)
            return
        await self._save(back)
        await self._tell(NoticeKind.RETURN, back, back.recipient_id, f"{back.round} {day.isoformat()}")
        await refresh_told(self.unit, self.services, case.kind, case.id)

    def _morning(self, row: Escalation, day: date) -> datetime:
        return self.stage.reach(self.stage.people[row.recipient_id], day)

    def _held_until(self, case: Case) -> datetime | None:
        """Somebody took it, or was asked for help, until a day: the ladder waits as long."""
        rows = self._rows_of(case)
        taken = [row for row in rows if row.state == EscalationState.TAKEN and row.round == case.round]
        asked = [row for row in rows if row.state == EscalationState.SENT and row.asked_by and row.rung not in LADDER]
        until = [self._morning(row, row.returns_on) for row in taken if row.returns_on]
        until += [self._morning(row, row.answer_by + timedelta(days=1)) for row in asked if row.answer_by]
        return max((moment for moment in until if moment > self.unit.now), default=None)

    async def _hold(self, case: Case, until: datetime) -> None:
        """What was only planned waits, too, and is previewed anew."""
        self.moments.append(until)
        for row in self._rows_of(case):
            if row.state == EscalationState.PLANNED and row.rung in LADDER:
                await self._end(row, TAKEN)

    async def _fire(self, case: Case, step: Step, is_merged: bool) -> None:
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
        await self._save(back)
        today = local_day(self.unit.now, self.team.zone)
        await self._tell(NoticeKind.RETURN, back, back.recipient_id, f"{back.round} {today.isoformat()}")

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
            await self._save(merged, keep)
        elif step.preview_at:
            planned = replace(fresh, at=self._after_preview(step))
            await self._save(planned, keep)
            await self._preview(planned, step)
        else:
            await self._save(fresh, keep)
            await self._send(fresh)

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
            await self._tell(NoticeKind.PREVIEW, row, viewer, f"{row.round} {day}")

    async def _send(self, row: Escalation) -> None:
        person = self.stage.people[row.recipient_id]
        at = self.stage.reach_from(person, self.unit.now)
        sent = replace(row, state=EscalationState.SENT, at=at, sent_at=self.unit.now)
        await self._save(sent)
        self.fired += 1
        await self._tell(NoticeKind.STEP, sent, sent.recipient_id, sent.round)

    async def _tell(self, kind: NoticeKind, row: Escalation, member_id: str, round_: str) -> None:
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

    async def _end(self, row: Escalation, outcome: str) -> None:
        """Without a person: what was only planned is cancelled, what was sent is settled."""
        is_planned = row.state == EscalationState.PLANNED
        state = EscalationState.CANCELLED if is_planned else EscalationState.SETTLED
        await self._save(replace(row, state=state, settled_at=self.unit.now, outcome=outcome))
        await refresh_told(self.unit, self.services, row.subject_kind, row.subject_id)

    async def _save(self, row: Escalation, keep: Keep | None = None) -> None:
        await (keep or self.unit.escalations.save)(row)
        self.rows[row.id] = row
