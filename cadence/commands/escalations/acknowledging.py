"""Buttons and forms that acknowledge an escalation: I'll take it, until a date; Snooze, hidden from its reader alone.

Knows which dates are allowed, and whose a blocker is then; nothing here settles anything: the ladder brings both back
(cadence.follow).
"""

from dataclasses import replace
from datetime import date

from cadence.cards import card
from cadence.commands.escalations.aftermath import moved
from cadence.commands.escalations.held import Held, day_of, hold_to_settle, hold_to_snooze, require_not_taken
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.follow.notices import refresh_told
from cadence.forms import text
from cadence.model import Blocker, EscalationState, Member
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.schedule.workdays import add_working_days
from cadence.settling import GONE, assign_blocker
from cadence.wording.escalation import is_held, snoozed_line, taken_line
from cadence.wording.escalation_forms import (
    ASK_RETURN,
    SNOOZES,
    first_line,
    short_name,
    snooze_form,
    take_form,
)

DAYS_UNTIL_RETURN = 2
ASK_SPAN = "Choose for how long."
A_DATE = "date"
SPANS = tuple(span for span, _ in SNOOZES)


async def ask_take(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.take`: a form for the day on which it returns."""
    held = await hold_to_settle(ctx, press.value)
    require_not_taken(ctx, held)
    day = _working_day(ctx, held, ctx.me, DAYS_UNTIL_RETURN)
    blocker = held.subject.item
    is_theirs = isinstance(blocker, Blocker) and await _is_free(ctx, held, blocker)
    return ShowForm(take_form(held.escalation, held.subject, held.today, day, is_theirs))


async def take(ctx: Context, form: FormSubmitted) -> Reply:
    """Whoever takes it holds the escalation. A blocker that nobody else looks after is theirs, too, with that day as
    its next check; all else stays with its owner."""
    held = await hold_to_settle(ctx, form.context)
    require_not_taken(ctx, held)
    fields = Fields(ctx, form.values, held.today)
    day = _later(fields, held, "returns")
    fields.check()
    assert day is not None  # noqa: S101 - check() has raised where it is not
    before = held.escalation
    taken = replace(
        before,
        state=EscalationState.TAKEN,
        returns_on=day,
        snoozed_until=None,
        settled_by=ctx.me.id,
        settled_at=ctx.now,
    )
    line = taken_line(taken, ctx.me.name, short_name(held.subject), held.today)
    if is_held(before, held.today) and before.returns_on == day:
        return Say(card(line), replaces=True)  # said already
    return await moved(ctx, held, taken, line, await _owned(ctx, held, day))


async def _owned(ctx: Context, held: Held, day: date) -> Blocker | None:
    """The blocker with whoever took it as its owner; None where it is with somebody else, or is none."""
    blocker = held.subject.item
    if not isinstance(blocker, Blocker) or not await _is_free(ctx, held, blocker):
        return None
    return await assign_blocker(ctx.unit, blocker, ctx.me.id, day)


async def _is_free(ctx: Context, held: Held, blocker: Blocker) -> bool:
    """Whether nobody else looks after it: whoever has left does not, nor who passed this very step on."""
    owner = held.subject.snapshot.people.get(blocker.owner_id or "")
    if owner is None or owner.id == ctx.me.id or not owner.is_active:
        return True
    passed = await ctx.unit.escalations.find(passed_to=held.escalation.id)
    return any(owner.id in (row.recipient_id, row.settled_by) for row in passed)


async def snooze(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.snooze`, value `<escalation id>:1`, `:3` (working days) or `:date` (asks)."""
    escalation_id, _, span = press.value.partition(":")
    if span not in SPANS:
        raise Refused(GONE)
    held = await _snoozed(ctx, escalation_id)
    if span == A_DATE:
        return ShowForm(snooze_form(held.escalation))
    return await _hide(ctx, held, _working_day(ctx, held, held.recipient or ctx.me, int(span)))


async def submit_snooze(ctx: Context, form: FormSubmitted) -> Reply:
    """A day that was chosen counts, whatever stands above it."""
    held = await _snoozed(ctx, form.context)
    fields = Fields(ctx, form.values, held.today)
    span = text(form.values, "span")
    if text(form.values, "until") or span == A_DATE:
        day = _later(fields, held, "until")
    else:
        fields.fault("span", "" if span in SPANS else ASK_SPAN)
        fields.check()
        day = _working_day(ctx, held, held.recipient or ctx.me, int(span))
    fields.check()
    assert day is not None  # noqa: S101 - check() has raised where it is not
    return await _hide(ctx, held, day)


async def _snoozed(ctx: Context, escalation_id: str) -> Held:
    """Raises AlreadySettled for one that was taken: it is away already, until its date."""
    held = await hold_to_snooze(ctx, escalation_id)
    if is_held(held.escalation, held.today):
        raise Refused(first_line(held.escalation, held.subject.snapshot, ctx.me.id, held.today))
    return held


async def _hide(ctx: Context, held: Held, day: date) -> Reply:
    """The team does not hear of it: nothing changed for anybody else."""
    hidden = replace(held.escalation, snoozed_until=day)
    await ctx.unit.escalations.save(hidden)
    await refresh_told(ctx.unit, ctx.services, held.subject.kind, held.subject.id)
    return Say(card(snoozed_line(hidden, held.today)), replaces=True)


def _later(fields: Fields, held: Held, field: str) -> date | None:
    """A day after today."""
    day = fields.day(field, ASK_RETURN)
    fields.fault(field, ASK_RETURN if day is not None and day <= held.today else "")
    return day


def _working_day(ctx: Context, held: Held, member: Member, count: int) -> date:
    """That many working days of this member from today."""
    country = held.subject.team.country
    return add_working_days(day_of(ctx, member), count, member, held.leaves, ctx.services.holidays, country)
