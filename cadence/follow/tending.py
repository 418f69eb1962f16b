"""What becomes of one subject's steps: those fired before are withdrawn, brought back, handed on or held; then what is
due is fired.

Knows promises and who can be reached; how a step is previewed, sent or ended is `firing`'s.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cadence.follow.cases import Case
from cadence.follow.climb import Step
from cadence.follow.firing import LIVE, Firing, escalation_id, starts
from cadence.follow.ladder import LADDER
from cadence.follow.notices import refresh_told
from cadence.model import Escalation, EscalationState, Notice, NoticeKind, NoticeState
from cadence.schedule.clocks import local_day

LATE = timedelta(hours=1)
"""A step that is later than this (nobody was running, or the past changed) is merged into a later one that is due."""
LONGEST_UNSEEN = timedelta(days=7)
"""How long a step waits for its preview to be told; then it goes all the same."""
NEW_PROMISE = "there is a new date"
SETTLED = "settled"
TAKEN = "somebody took it"
ON_TRACK = "on track again"
UNREACHED = "could not be reached"


@dataclass
class Tending:
    """Over one pass's firing, subject by subject."""

    firing: Firing

    def __post_init__(self) -> None:
        self.unit, self.services, self.stage = self.firing.unit, self.firing.services, self.firing.stage

    async def climb(self, case: Case) -> None:
        """Do for this subject what is due."""
        if held := self._held_until(case):
            await self._hold(case, held)
        for row in self._rows_of(case):
            await self._tend(case, row)
        if held:
            return
        due = [step for step in case.steps if starts(step) <= self.unit.now]
        self.firing.moments += [starts(step) for step in case.steps if step not in due]
        newest = max((step.at for step in due if step.kind != NoticeKind.SKIPPED), default=None)
        for step in due:
            is_late = self.unit.now - step.at > LATE and newest is not None and newest > step.at
            await self.firing.fire(case, step, is_late and step.kind != NoticeKind.SKIPPED)

    async def alone(self, row: Escalation) -> None:
        """One whose subject has no ladder now: it ends with its subject, and else comes back when it was said to."""
        subject = await self.firing.subjects.get(row.subject_kind, row.subject_id)
        if subject is None or not subject.is_open:
            await self.firing.end(row, SETTLED)
            return
        case = Case(kind=row.subject_kind, id=row.subject_id, owner_id=subject.owner_id, steps=(), round=row.round)
        await self._tend(case, row)

    async def _tend(self, case: Case, row: Escalation) -> None:
        """What was fired before: withdrawn, brought back, or handed to whoever came after."""
        by_ladder = row.rung in LADDER
        wanted = {escalation_id(case.id, step.rung, step.round): step for step in case.steps}
        if case.is_fine and by_ladder and row.state in LIVE:
            await self.firing.end(row, ON_TRACK)
        elif row.state == EscalationState.PLANNED and by_ladder:
            await self._tend_planned(case, row, wanted.get(row.id))
        elif row.state == EscalationState.TAKEN:
            await self._tend_taken(case, row)
        elif row.state == EscalationState.SENT:
            is_answered = by_ladder and row.round != case.round and row.returns_on is None
            await (self.firing.end(row, NEW_PROMISE) if is_answered else self._tend_sent(case, row, wanted.get(row.id)))

    async def _tend_planned(self, case: Case, row: Escalation, step: Step | None) -> None:
        if step is None:
            await self.firing.end(row, NEW_PROMISE if self.stage.reached(row.recipient_id) else UNREACHED)
            return
        person = self.stage.people[step.recipient_id]
        at = max(self.stage.reach_from(person, max(row.at, step.at)), row.at)
        if (at, step.recipient_id) != (row.at, row.recipient_id) and at > self.unit.now:
            await self.firing.save(replace(row, at=at, recipient_id=step.recipient_id, role=step.role))
            await refresh_told(self.unit, self.services, case.kind, case.id)
        if at > self.unit.now:
            self.firing.moments.append(at)
        elif self._is_unseen(row) and self.unit.now - step.at < LONGEST_UNSEEN:
            await self._put_off(row, self.stage.reach(person, local_day(self.unit.now, person.zone), 1))
        else:
            await self.firing.send(replace(row, recipient_id=step.recipient_id, role=step.role))
            await refresh_told(self.unit, self.services, case.kind, case.id)

    def _is_unseen(self, row: Escalation) -> bool:
        """Whether its preview still waits for everybody (the week's cap, leave): nobody is to be surprised."""
        previews = [note for note in self._notices_of(row) if _is_preview(note) and self.stage.reached(note.member_id)]
        states = {note.state for note in previews}
        return NoticeState.WAITING in states and NoticeState.TOLD not in states

    async def _put_off(self, row: Escalation, until: datetime) -> None:
        await self.firing.save(replace(row, at=until))
        self.firing.moments.append(until)

    async def _tend_sent(self, case: Case, row: Escalation, step: Step | None) -> None:
        is_missed = self.stage.present(row.recipient_id) is None or self._untold(row)
        if is_missed and step is not None and step.recipient_id != row.recipient_id:
            for notice in self._untold(row):
                await self.unit.notices.save(replace(notice, state=NoticeState.GONE))
            await self.firing.send(replace(row, recipient_id=step.recipient_id, role=step.role, snoozed_until=None))
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
                await self.firing.end(row, NEW_PROMISE)
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
            self.firing.moments.append(morning)
            return
        await self.firing.save(back)
        await self.firing.tell(NoticeKind.RETURN, back, back.recipient_id, f"{back.round} {day.isoformat()}")
        await refresh_told(self.unit, self.services, case.kind, case.id)

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
        self.firing.moments.append(until)
        for row in self._rows_of(case):
            if row.state == EscalationState.PLANNED and row.rung in LADDER:
                await self.firing.end(row, TAKEN)

    def _rows_of(self, case: Case) -> list[Escalation]:
        return [row for row in self.firing.rows.values() if (row.subject_kind, row.subject_id) == (case.kind, case.id)]

    def _notices_of(self, row: Escalation) -> list[Notice]:
        return [note for note in self.firing.told.values() if note.escalation_id == row.id]

    def _morning(self, row: Escalation, day: date) -> datetime:
        return self.stage.reach(self.stage.people[row.recipient_id], day)


def _is_preview(notice: Notice) -> bool:
    return notice.kind == NoticeKind.PREVIEW
