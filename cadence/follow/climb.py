"""Going up the rungs of one subject's ladder: who stands on each, who is passed over, and when each is reached. Pure.

Knows working days and who can be reached; must not know which rungs a subject has.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cadence.follow.stage import Stage
from cadence.model import Member, NoticeKind, Role
from cadence.schedule.clocks import local_day

TO_MANAGERS = frozenset({Role.MANAGER, Role.DECIDERS_MANAGER})
"""Roles whose steps are shown to the owner and the lead one working day before."""

OF_OTHERS = TO_MANAGERS | {Role.OTHER_LEAD}
"""Roles of whose silence the lead hears, where a direct message does not reach their holder."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. rung: its name, unique in the subject's ladder. round: the promised day it counts from, ISO.

    kind: STEP for an escalation; DUE, PICK or WORTH for what an owner or raiser is told of their own promise; SKIPPED
    for what the lead is told of a step that went on.
    at: when it reaches the recipient (or their cover): in their working hours, by their working days. preview_at: one
    working day of owner and lead before, for steps to a manager; None elsewhere. viewers: member ids of who sees the
    preview. skipped: roles before this one whose holder is gone or cannot be reached. gone_id: of whom SKIPPED tells
    the lead.
    """

    rung: str
    round: str
    kind: NoticeKind
    role: Role
    recipient_id: str
    at: datetime
    preview_at: datetime | None = None
    viewers: tuple[str, ...] = ()
    skipped: tuple[Role, ...] = ()
    gone_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A row of the ladder before it is known who stands there. days: after the promised day; negative: before it.

    None leaves it out. holder_id: who should hear. is_for_all: told although the same person was told before.
    """

    name: str
    role: Role
    days: int | None
    holder_id: str | None
    kind: NoticeKind = NoticeKind.STEP
    is_for_all: bool = False


@dataclass
class Climb:
    """Goes up the rungs of one subject. base: the promised day. owner_id: who answers for it. about_id: the person it
    is about, who is passed over. since: when it was raised: what a promise says of itself must lie after it."""

    stage: Stage
    base: date
    round: str
    owner_id: str | None = None
    about_id: str | None = None
    since: datetime | None = None
    _told: set[str] = field(default_factory=set)
    _skipped: list[Role] = field(default_factory=list)

    def steps(self, rungs: Iterable[Rung]) -> list[Step]:
        """The steps that these rungs come to, in their order."""
        return [step for rung in rungs if rung.days is not None for step in self._stand(rung, rung.days)]

    def _stand(self, rung: Rung, days: int) -> list[Step]:
        holder = self.stage.reached(rung.holder_id)
        is_missed = rung.holder_id is not None and holder is None
        found = holder if holder and not self._is_about(holder, rung) else self._above(rung)
        noted = [self._note(rung, days)] if is_missed and self._is_noted(rung) else []
        if is_missed:
            self._skipped.append(rung.role)
        step = self._step(rung, days, found) if found else None
        return [row for row in (*noted, step) if row is not None]

    def _is_noted(self, rung: Rung) -> bool:
        """Of somebody who is only out of reach the lead heard already: once more where a step past the team is lost."""
        is_gone = self.stage.present(rung.holder_id) is None
        return is_gone or (rung.kind == NoticeKind.STEP and rung.role in OF_OTHERS)

    def _is_about(self, member: Member, rung: Rung) -> bool:
        return member.id == self.about_id and rung.role in {*TO_MANAGERS, Role.LEAD, Role.ROLLOUT_LEAD}

    def _above(self, rung: Rung) -> Member | None:
        """Past a manager who is not reached, or whom it is about, the next is whom that manager answers to."""
        if rung.role not in TO_MANAGERS or rung.holder_id is None:
            return None
        found = self.stage.reached(self.stage.managers.get(rung.holder_id))
        return found if found and found.id != self.about_id else None

    def _step(self, rung: Rung, days: int, person: Member) -> Step | None:
        if person.id in self._told and not rung.is_for_all:
            return None
        at = _moment(self.stage, person, self.base, days)
        if self.since and at <= self.since and rung.kind != NoticeKind.STEP:
            if rung.kind == NoticeKind.DUE:
                return None  # promised only after this moment: whoever promised it knows
            at = self.stage.reach(person, local_day(self.since, person.zone), 1)
        self._told.add(person.id)
        skipped, self._skipped = tuple(self._skipped), []
        step = Step(
            rung=rung.name,
            round=self.round,
            kind=rung.kind,
            role=rung.role,
            recipient_id=person.id,
            at=at,
            skipped=skipped,
        )
        return self._with_preview(step, person) if rung.role in TO_MANAGERS else step

    def _with_preview(self, step: Step, person: Member) -> Step:
        stage = self.stage
        rows = [stage.reached(found) for found in dict.fromkeys((self.owner_id, stage.team.lead_id))]
        viewers = [row for row in rows if row and row.id != person.id]
        if not viewers:
            return step
        day = local_day(step.at, person.zone)
        before = max(stage.morning_before(row, day) for row in viewers)  # not days early since one goes on leave
        return replace(step, preview_at=before, viewers=tuple(row.id for row in viewers))

    def _note(self, rung: Rung, days: int) -> Step | None:
        """The lead hears, when the step would have come, that it reached nobody there."""
        lead = self.stage.reached(self.stage.team.lead_id)
        if lead is None or lead.id == rung.holder_id:
            return None
        return Step(
            rung=f"{rung.name}_skipped",
            round=self.round,
            kind=NoticeKind.SKIPPED,
            role=rung.role,
            recipient_id=lead.id,
            at=_moment(self.stage, lead, self.base, days),
            gone_id=rung.holder_id,
        )


def _moment(stage: Stage, person: Member, base: date, days: int) -> datetime:
    if days >= 0:
        return stage.reach(person, base, days)
    day = base
    for _ in range(-days):
        day = local_day(stage.morning_before(person, day), person.zone)
    return stage.reach(person, day)
