"""What the owner and the lead can do before a step reaches a manager: solve it, promise anew, add a line, send it now.

Knows what a new promise is for each kind of subject; the moves stand in `cadence.settling`.
"""

from dataclasses import replace
from datetime import date

from cadence.cards import card
from cadence.commands.escalations.aftermath import settled
from cadence.commands.escalations.assigning import keep_promise, read_promise
from cadence.commands.escalations.held import Held, hold_preview, hold_to_solve, proposed
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.follow.following import send_now
from cadence.follow.notices import refresh_told
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, KeyResult
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.settling import GONE, Item, assign_blocker, move_action, postpone, solve_blocker
from cadence.wording.escalation_forms import (
    ASK_CONTEXT,
    ASK_DAY,
    SAME_DAY,
    context_form,
    new_promise_form,
    promised_line,
    sent_line,
    wrote_meanwhile,
)
from cadence.wording.escalation_lines import LONGEST_CONTEXT
from cadence.wording.settle import settled_line

SEEN = "|"
"""Stands in a form's context before the line that its reader saw, so that nobody's line is overwritten unseen."""


async def solved(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.solved`: the blocker is solved, at once."""
    held = await hold_to_solve(ctx, press.value)
    blocker = held.subject.item
    if not isinstance(blocker, Blocker):
        raise Refused(GONE)
    done = await solve_blocker(ctx.unit, blocker, ctx.me.id, ctx.now)
    return await settled(ctx, held, done, settled_line(done, ctx.me.name, "solved"), "solved")


async def ask_new_date(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.new_date`: a form for the new promise."""
    held = await hold_preview(ctx, press.value)
    if held.subject.item is None:
        raise Refused(GONE)
    return ShowForm(new_promise_form(held.escalation, held.subject, proposed(ctx, held)))


async def new_date(ctx: Context, form: FormSubmitted) -> Reply:
    """A new promise ends this round; the next one counts from it."""
    held = await hold_preview(ctx, form.context)
    item, fields = held.subject.item, Fields(ctx, form.values, held.today)
    if item is None:
        raise Refused(GONE)
    if isinstance(item, KeyResult) or (isinstance(item, Blocker) and item.owner_id is None):
        return await keep_promise(ctx, held, await read_promise(fields, held))
    changed, day = await _postponed(ctx, fields, item)
    line = promised_line(held.subject, ctx.me.name, day, held.today)
    return await settled(ctx, held, changed, line, f"new date {show_day(day, held.today)}")


async def _postponed(ctx: Context, fields: Fields, item: Blocker | Decision | Action) -> tuple[Item, date]:
    reason = fields.line("reason", "Say why, in a few words.") if isinstance(item, Action) else ""
    day = fields.day("due", ASK_DAY)
    fields.fault("due", SAME_DAY if day is not None and day == _day_of(item) else "")
    fields.check()
    assert day is not None  # noqa: S101 - check() has raised where it is not
    match item:
        case Blocker():
            return await assign_blocker(ctx.unit, item, None, day), day
        case Decision():
            return await postpone(ctx.unit, item, day, item.needed_by), day
    return await move_action(ctx.unit, item, ctx.me.id, day, ctx.now, reason), day


def _day_of(item: Blocker | Decision | Action) -> date | None:
    match item:
        case Blocker():
            return item.next_check
        case Decision():
            return item.needed_by
    return item.due


async def ask_context(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.context`: a form for one line."""
    held = await hold_preview(ctx, press.value)
    seen = f"{held.escalation.id}{SEEN}{held.escalation.context}"
    return ShowForm(context_form(held.escalation, _recipient(held), seen))


async def add_context(ctx: Context, form: FormSubmitted) -> Reply:
    """The manager reads it with what was tried."""
    escalation_id, _, seen = form.context.partition(SEEN)
    held = await hold_preview(ctx, escalation_id)
    fields = Fields(ctx, form.values, held.today)
    line = fields.line("line", ASK_CONTEXT, LONGEST_CONTEXT)
    now = held.escalation.context
    if now not in (seen, line):
        fields.fault("line", wrote_meanwhile(now))
    fields.check()
    await ctx.unit.escalations.save(replace(held.escalation, context=line))
    await refresh_told(ctx.unit, ctx.services, held.subject.kind, held.subject.id)
    return Say(card(f"{_recipient(held)} will read: {line}"), replaces=True)


async def send(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.send_now`: somebody asks for it to go up at once."""
    held = await hold_preview(ctx, press.value)
    sent = await send_now(ctx.unit, ctx.services, held.escalation, ctx.me.id)
    await refresh_told(ctx.unit, ctx.services, held.subject.kind, held.subject.id)
    return Say(card(sent_line(sent, held.subject)), replaces=True)


def _recipient(held: Held) -> str:
    return held.subject.snapshot.name(held.escalation.recipient_id)
