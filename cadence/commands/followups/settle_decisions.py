"""Buttons and forms that settle a decision: decide, who and when, not needed.

Knows permissions and fields; the moves stand in `cadence.settling`, the words in `cadence.wording.settle`.
"""

from dataclasses import replace
from datetime import date

from cadence.cards import card
from cadence.commands.followups.aftermath import settled
from cadence.commands.followups.shown import read_promise, read_shown, with_shown
from cadence.commands.followups.things import Found, find, proposed_for, require_settler
from cadence.context import Context
from cadence.deciding import proposed_day
from cadence.fields import Fields
from cadence.model import Decision, DecisionState
from cadence.proposing import Proposal
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.settling import Outcome, assign_decision, claim, close_decision, decide
from cadence.wording.settle import decide_form, decided_line, set_decision_form, set_line, settled_line, unchanged_line


async def ask_decision(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.decide`: a form for outcome, owner and date."""
    found = await decision_of(ctx, press.value, deciding=True)
    await claim(ctx.unit, ctx.unit.decisions, found.item)
    return ShowForm(decide_form(found.item, found.snapshot, found.today, press.value, _proposed(ctx, found)))


async def ask_who_decides(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.set`: a form for who and when."""
    found = await _settable(ctx, press.value)
    proposed = proposed_for(ctx, found)
    context = with_shown(press.value, [(found.item, proposed)])
    return ShowForm(set_decision_form(found.item, found.snapshot, found.today, context, proposed))


def _proposed(ctx: Context, found: Found[Decision]) -> date | None:
    return proposed_day(found.item, found.snapshot, found.today, found.leaves, ctx.services.holidays)


async def not_needed(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.not_needed`: at once."""
    found = await decision_of(ctx, press.value)
    closed = await close_decision(ctx.unit, found.item, ctx.me.id, ctx.now, DecisionState.NOT_NEEDED)
    return await settled(ctx, found, closed, settled_line(closed, ctx.me.name, "not needed"))


async def take_decision(ctx: Context, form: FormSubmitted) -> Reply:
    """The decide form."""
    found = await decision_of(ctx, form.context, deciding=True)
    fields = Fields(ctx, form.values, found.today)
    outcome, why_late = fields.line("outcome", "Say what is decided, in a line."), fields.line("why_late")
    owner, due = await fields.person("owner"), fields.day("due")
    fields.check()
    result = Outcome(text=outcome, owner_id=owner.id if owner else None, due=due, why_late=why_late)
    decided, _ = await decide(ctx.unit, found.item, ctx.me.id, ctx.now, result)
    return await settled(ctx, found, decided, decided_line(decided, found.snapshot, ctx.me.name, found.today))


async def set_decision(ctx: Context, form: FormSubmitted) -> Reply:
    """What was left as the form showed it stays as somebody set it meanwhile."""
    value, shown = read_shown(form.context)
    found = await _settable(ctx, value)
    fields = Fields(ctx, form.values, found.today)
    promise = await read_promise(fields, found.item, shown.get(found.item.id))
    fields.need_one(("owner", "due"), "Say who, or by when.")
    if promise == Proposal():
        return Say(card(unchanged_line(found.item, found.snapshot, found.today)))
    assigned = await assign_decision(ctx.unit, found.item, promise.owner_id, promise.due, ctx.me.id, ctx.now)
    return await settled(ctx, found, assigned, set_line(assigned, found.snapshot, ctx.me.name, found.today))


async def _settable(ctx: Context, value: str) -> Found[Decision]:
    """As it stands now: open, or decided. Raises AlreadySettled where it is not needed any more."""
    found = await decision_of(ctx, value)
    await ctx.unit.lock(found.item.team_id)
    fresh = await ctx.unit.decisions.get(found.item.id)
    if fresh is None or fresh.state != DecisionState.DECIDED:
        fresh = await claim(ctx.unit, ctx.unit.decisions, found.item)
    return replace(found, item=fresh)


async def decision_of(ctx: Context, value: str, deciding: bool = False) -> Found[Decision]:
    """The decision behind a button or a form, for whoever may settle it. Raises Refused."""
    found = await find(ctx, ctx.unit.decisions, value)
    require_settler(ctx.me, found, deciding)
    return found
