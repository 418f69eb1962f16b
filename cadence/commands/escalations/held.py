"""Finds the escalation that a button or a form names, held until the unit ends; says who may, and who was first.

Knows recipients, covers, the lead and admins; must not know what is done with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cadence.context import Context
from cadence.errors import Refused
from cadence.follow.subjects import Subject, load_subject
from cadence.model import Action, Blocker, Decision, Escalation, EscalationState, Leave, Member, SubjectKind
from cadence.permissions import refuse_guest
from cadence.proposing import look_again
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import cover_of
from cadence.settling import GONE, AlreadySettled, who_was_first
from cadence.wording.escalation_forms import first_line, not_sent_line, not_yours_line

OVER = frozenset({EscalationState.SETTLED, EscalationState.PASSED, EscalationState.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Held:
    """An escalation with its subject, as they stand now. today: on the clock of whoever pressed."""

    escalation: Escalation
    subject: Subject
    leaves: Sequence[Leave]
    today: date

    @property
    def recipient(self) -> Member | None:
        return self.subject.snapshot.people.get(self.escalation.recipient_id)

    def readers(self) -> tuple[str, ...]:
        """Member ids of whom it is for: its recipient, and who covers them on the recipient's day."""
        recipient = self.escalation.recipient_id
        cover = cover_of(recipient, self.today, self.leaves)
        return (recipient, cover) if cover and self.subject.is_for(cover) else (recipient,)

    def settlers(self) -> tuple[str, ...]:
        """Member ids of who may settle it, besides admins. What is about a leader's absence is not for the lead."""
        lead = () if self.subject.kind == SubjectKind.ABSENCE else (self.subject.team.lead_id,)
        return tuple(dict.fromkeys((*self.readers(), *lead)))

    def warners(self) -> tuple[str, ...]:
        """Member ids of whose preview it is, besides admins: the owner, the lead, and who covers them."""
        owner = self.subject.owner_id
        whose = (*((owner,) if owner else ()), self.subject.team.lead_id)
        covers = (cover_of(who, self.today, self.leaves) for who in whose)
        return tuple(dict.fromkeys((*whose, *(cover for cover in covers if cover and self.subject.is_for(cover)))))


async def hold(ctx: Context, value: str) -> Held:
    """The escalation that a button or a form names. Raises Refused where it is not there, or not for me."""
    refuse_guest(ctx.me)
    known = await ctx.unit.escalations.get(value)
    if known is None or await ctx.unit.lock(known.team_id) is None:
        raise Refused(GONE)
    fresh = await ctx.unit.escalations.get(value)
    subject = await load_subject(ctx.unit, known.subject_kind, known.subject_id)
    if fresh is None or subject is None or not subject.is_for(ctx.me.id):
        raise Refused(GONE)
    return Held(escalation=fresh, subject=subject, leaves=await ctx.unit.leaves.find(), today=ctx.today())


async def hold_to_settle(ctx: Context, value: str) -> Held:
    """... for whoever may settle it, while there is something to settle. Raises Refused, AlreadySettled."""
    held = await hold(ctx, value)
    _require(ctx.me, held, held.settlers())
    await _require_open(ctx, held)
    if held.escalation.state == EscalationState.PLANNED:
        raise Refused(not_sent_line(held.escalation, held.subject.snapshot))
    return held


async def hold_to_snooze(ctx: Context, value: str) -> Held:
    """... for its recipient or their cover alone: it is hidden from them, and from nobody else."""
    held = await hold_to_settle(ctx, value)
    if ctx.me.id not in held.readers():
        raise Refused(not_yours_line([held.subject.snapshot.name(who) for who in held.readers()]))
    return held


async def hold_preview(ctx: Context, value: str) -> Held:
    """... for the owner, the lead or an admin, while it has not gone out. Raises Refused, AlreadySettled."""
    held = await hold(ctx, value)
    _require(ctx.me, held, held.warners())
    await _require_open(ctx, held)
    if held.escalation.state != EscalationState.PLANNED:
        raise AlreadySettled(first_line(held.escalation, held.subject.snapshot, ctx.me.id, held.today))
    return held


async def hold_to_solve(ctx: Context, value: str) -> Held:
    """... for the owner, too, whether or not it has gone out."""
    held = await hold(ctx, value)
    who = held.warners() if held.escalation.state == EscalationState.PLANNED else (*held.warners(), *held.readers())
    _require(ctx.me, held, who)
    await _require_open(ctx, held)
    return held


def require_not_taken(ctx: Context, held: Held) -> None:
    """Raises AlreadySettled while somebody else has acknowledged it."""
    row = held.escalation
    is_held = row.state == EscalationState.TAKEN and row.returns_on is not None and held.today < row.returns_on
    if is_held and row.settled_by != ctx.me.id:
        raise AlreadySettled(first_line(row, held.subject.snapshot, ctx.me.id, held.today))


async def _require_open(ctx: Context, held: Held) -> None:
    if held.escalation.state in OVER:
        raise AlreadySettled(first_line(held.escalation, held.subject.snapshot, ctx.me.id, held.today))
    item = held.subject.item
    if not held.subject.is_open:
        if isinstance(item, Blocker | Decision | Action):
            raise AlreadySettled(await who_was_first(ctx.unit, item))
        raise AlreadySettled(GONE)


def _require(me: Member, held: Held, who: Sequence[str]) -> None:
    """Raises Refused, naming who may."""
    if me.id in who or (me.administers and held.subject.is_for(me.id)):
        return
    names = list(dict.fromkeys(held.subject.snapshot.name(member) for member in who))
    raise Refused(f"Only {', '.join(names)} or an admin can do this.", held.subject.team)


def proposed(ctx: Context, held: Held, stands: date | None = None) -> date:
    """When somebody who takes it on may look at it again. stands: the promised day, kept where it is not past."""
    country = held.subject.team.country
    return look_again(stands, held.today, ctx.me, country, held.leaves, ctx.services.holidays)


def day_of(ctx: Context, member: Member) -> date:
    """The day that it is for this member."""
    return local_day(ctx.now, member.zone)
