"""Buttons and forms that settle a decision: decide, who and when, not needed.

Knows permissions and fields; the moves stand in `cadence.settling`, the words in `cadence.wording.settle`.
"""

from datetime import date

from cadence.commands.followups.aftermath import settled
from cadence.commands.followups.things import Found, find, proposed_for, require_settler
from cadence.context import Context
from cadence.deciding import proposed_day
from cadence.fields import Fields
from cadence.model import Decision, DecisionState
from cadence.requests import ButtonPressed, FormSubmitted, Reply, ShowForm
from cadence.settling import Outcome, assign_decision, claim, close_decision, decide
from cadence.wording.settle import decide_form, decided_line, owner_and_day, set_decision_form, set_line, settled_line


async def ask_decision(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.decide`: a form for outcome, owner and date."""
    found = await decision_of(ctx, press.value, deciding=True)
    await claim(ctx.unit, ctx.unit.decisions, found.item)
    return ShowForm(decide_form(found.item, found.snapshot, found.today, press.value, _proposed(ctx, found)))


async def ask_who_decides(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.set`: a form for who and when."""
    found = await decision_of(ctx, press.value)
    if found.item.state != DecisionState.DECIDED:
        await claim(ctx.unit, ctx.unit.decisions, found.item)
    return ShowForm(set_decision_form(found.item, found.snapshot, found.today, press.value, proposed_for(ctx, found)))


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
    found = await decision_of(ctx, form.context)
    fields = Fields(ctx, form.values, found.today)
    who, day = await fields.person("owner"), fields.day("due", keep=owner_and_day(found.item)[1])
    fields.need_one(("owner", "due"), "Say who, or by when.")
    assigned = await assign_decision(ctx.unit, found.item, who.id if who else None, day, ctx.me.id, ctx.now)
    return await settled(ctx, found, assigned, set_line(assigned, found.snapshot, ctx.me.name, found.today))


async def decision_of(ctx: Context, value: str, deciding: bool = False) -> Found[Decision]:
    """The decision behind a button or a form, for whoever may settle it. Raises Refused."""
    found = await find(ctx, ctx.unit.decisions, value)
    require_settler(ctx.me, found, deciding)
    return found
