"""`esc.not_mine` and its form: it goes on to whom it belongs to, with everything said so far; the old one is linked.

Knows to whom it may not go, and that what goes round ends with the lead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cadence.cards import card
from cadence.commands.escalations.aftermath import end, moved
from cadence.commands.escalations.held import Held, day_of, hold_to_settle, require_not_taken
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import Fields, cannot_own
from cadence.follow.handing_on import handed_on, told_at_once
from cadence.follow.notices import notify
from cadence.model import Blocker, Escalation, EscalationState, Member, Role, SubjectKind
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.schedule.workdays import cover_of, is_away
from cadence.wording.escalation_forms import (
    ASK_WHO,
    AWAY,
    NOT_FOR_THEM,
    THE_ONE_ASKED,
    THE_ONE_IT_IS_ABOUT,
    WAITS_ON_THEM,
    WENT_ROUND,
    WHO_ASKED,
    YOURSELF,
    ends_with_lead_line,
    not_mine_form,
    passed_line,
)


@dataclass(frozen=True, kw_only=True)
class Handing:
    """Who gets it. is_round: they had passed it on before, so that it goes to the lead instead."""

    to: Member
    role: Role
    is_round: bool = False


async def ask_not_mine(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.not_mine`: a form for whose it is."""
    held = await hold_to_settle(ctx, press.value)
    require_not_taken(ctx, held)
    return ShowForm(not_mine_form(held.escalation))


async def not_mine(ctx: Context, form: FormSubmitted) -> Reply:
    held = await hold_to_settle(ctx, form.context)
    require_not_taken(ctx, held)
    fields = Fields(ctx, form.values, held.today)
    to = await fields.person("to", ASK_WHO, lambda member: _cannot_get(ctx, held, member))
    fields.check()
    assert to is not None  # noqa: S101 - check() has raised where it is not
    handing = _handing(held, to, await _had_it(ctx, held.escalation))
    fresh = handed_on(held.escalation, handing.to.id, handing.role, ctx.now)
    await ctx.unit.escalations.add(fresh)
    passed = end(ctx, held.escalation, EscalationState.PASSED, f"passed on to {handing.to.name}")
    line = passed_line(held.subject, ctx.me.name, handing.to.name)
    reply = await moved(ctx, held, replace(passed, passed_to=fresh.id), line)
    await notify(ctx.unit, ctx.services, told_at_once(fresh, ctx.now, is_solicited=True))
    return Say(card(ends_with_lead_line(held.subject, to.name)), replaces=True) if handing.is_round else reply


def _cannot_get(ctx: Context, held: Held, member: Member) -> str:
    """Why it cannot go to this member; empty where it can."""
    subject, row = held.subject, held.escalation
    checks = (
        (cannot_own(member), True),
        (YOURSELF, member.id == ctx.me.id),
        (THE_ONE_ASKED, member.id == row.recipient_id),
        (WHO_ASKED, member.id == row.asked_by),
        (THE_ONE_IT_IS_ABOUT, member.id == _about(held)),
        (WAITS_ON_THEM, isinstance(subject.item, Blocker) and member.id == subject.item.waiting_on_id),
        (NOT_FOR_THEM, not subject.is_for(member.id)),
        (AWAY, _is_out_of_reach(ctx, held, member)),
    )
    return next((words.format(who=member.name) for words, holds in checks if words and holds), "")


def _about(held: Held) -> str | None:
    """Member id of whom it is about: who answers for it; of an absence the leader who was missed."""
    if held.subject.kind == SubjectKind.ABSENCE and Role.MANAGER in held.escalation.rung:
        return held.subject.team.manager_id
    return held.subject.owner_id


def _is_out_of_reach(ctx: Context, held: Held, member: Member) -> bool:
    day = day_of(ctx, member)
    return is_away(member.id, day, held.leaves) and cover_of(member.id, day, held.leaves) is None


async def _had_it(ctx: Context, escalation: Escalation) -> list[str]:
    """Member ids of who passed it on before, the latest first."""
    passed = await ctx.unit.escalations.find(subject_id=escalation.subject_id, state=EscalationState.PASSED)
    before = {row.passed_to: row for row in passed}
    found: list[str] = []
    current: Escalation | None = before.get(escalation.id)
    while current is not None:
        found.append(current.recipient_id)
        current = before.get(current.id)
    return found


def _handing(held: Held, to: Member, had_it: Sequence[str]) -> Handing:
    """What goes round ends with the lead; where the lead had it, too, somebody has to settle it. Raises Refused."""
    lead = held.subject.snapshot.people.get(held.subject.team.lead_id)
    if to.id not in had_it:
        role = Role.LEAD if lead and to.id == lead.id else held.escalation.role
        return Handing(to=to, role=role)
    is_private = held.subject.kind == SubjectKind.ABSENCE
    if lead is None or is_private or lead.id in (*had_it, held.escalation.recipient_id) or not lead.is_active:
        names = dict.fromkeys(held.subject.snapshot.name(who) for who in reversed(had_it))
        raise Refused(WENT_ROUND.format(names=", ".join(names)))
    return Handing(to=lead, role=Role.LEAD, is_round=True)
