"""Buttons and forms that settle an action or a stop: done, owner and date, move, drop, keep; did it stop?

Knows permissions and fields; the moves stand in `cadence.settling`, the words in `cadence.wording.settle`.
"""

from dataclasses import replace

from cadence.cards import card
from cadence.commands.followups.aftermath import settled
from cadence.commands.followups.shown import read_promise, read_shown, with_shown
from cadence.commands.followups.things import Found, find, proposed_for, require_settler
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.follow.notices import refresh_told
from cadence.model import Action, ActionState, StopShift, StopState, SubjectKind
from cadence.proposing import Proposal
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.schedule.clocks import local_day
from cadence.settling import GONE, assign_action, claim, keep_action, move_action, settle_action, settle_stop
from cadence.wording.action_entry import kept_line
from cadence.wording.settle import (
    drop_action_form,
    move_action_form,
    moved_line,
    set_action_form,
    set_line,
    settled_line,
    stop_line,
    unchanged_line,
)

ASK_DATE = "Choose a day, today or later."
ASK_REASON = "Say why, in a few words."


async def action_done(ctx: Context, press: ButtonPressed) -> Reply:
    """`action.done`: at once."""
    found = await _action(ctx, press.value)
    done = await settle_action(ctx.unit, found.item, ctx.me.id, ActionState.DONE, ctx.now)
    return await settled(ctx, found, done, settled_line(done, ctx.me.name, "done"))


async def ask_action(ctx: Context, press: ButtonPressed) -> Reply:
    """`action.set`: a form for owner and date."""
    found = await _open_action(ctx, press.value)
    proposed = proposed_for(ctx, found)
    context = with_shown(press.value, [(found.item, proposed)])
    return ShowForm(set_action_form(found.item, found.snapshot, context, proposed))


async def ask_move(ctx: Context, press: ButtonPressed) -> Reply:
    """`action.move`: a form for the new date and why."""
    found = await _open_action(ctx, press.value)
    return ShowForm(move_action_form(found.item, found.today, press.value))


async def ask_drop(ctx: Context, press: ButtonPressed) -> Reply:
    """`action.drop`: a form that asks why."""
    found = await _open_action(ctx, press.value)
    return ShowForm(drop_action_form(found.item, press.value))


async def keep(ctx: Context, press: ButtonPressed) -> Reply:
    """`action.keep`: still worth doing. Between Drumbeat and its owner; the team does not hear that it was asked."""
    found = await _action(ctx, press.value)
    kept = await keep_action(ctx.unit, found.item)
    await refresh_told(ctx.unit, ctx.services, SubjectKind.ACTION, kept.id)
    return Say(card(kept_line(kept, found.today)), replaces=True)


async def set_action(ctx: Context, form: FormSubmitted) -> Reply:
    """What was left as the form showed it stays as somebody set it meanwhile."""
    value, shown = read_shown(form.context)
    found = await _open_action(ctx, value)
    fields = Fields(ctx, form.values, found.today)
    promise = await read_promise(fields, found.item, shown.get(found.item.id))
    fields.need_one(("owner", "due"), "Say who does it, or by when.")
    if promise == Proposal():
        return Say(card(unchanged_line(found.item, found.snapshot, found.today)))
    assigned = await assign_action(ctx.unit, found.item, promise.owner_id, promise.due, ctx.now)
    return await settled(ctx, found, assigned, set_line(assigned, found.snapshot, ctx.me.name, found.today))


async def move(ctx: Context, form: FormSubmitted) -> Reply:
    found = await _action(ctx, form.context)
    fields = Fields(ctx, form.values, found.today)
    due, reason = fields.day("due", ASK_DATE), fields.line("reason", ASK_REASON)
    if due is not None and due == found.item.due:
        fields.fault("due", "That is the date it has now. Choose another one.")
    fields.check()
    assert due is not None  # noqa: S101 - check() has raised where it is not
    moved = await move_action(ctx.unit, found.item, ctx.me.id, due, ctx.now, reason)
    return await settled(ctx, found, moved, moved_line(moved, ctx.me.name, found.today))


async def drop(ctx: Context, form: FormSubmitted) -> Reply:
    found = await _action(ctx, form.context)
    fields = Fields(ctx, form.values, found.today)
    reason = fields.line("reason", ASK_REASON)
    fields.check()
    dropped = await settle_action(ctx.unit, found.item, ctx.me.id, ActionState.DROPPED, ctx.now, reason)
    return await settled(ctx, found, dropped, settled_line(dropped, ctx.me.name, "dropped") + f" ({reason})")


async def stop_settle(ctx: Context, press: ButtonPressed) -> Reply:
    """`stop.settle`, value `<stop id>:<StopState>`: did it stop?"""
    record_id, _, state = press.value.partition(":")
    if state not in (StopState.STOPPED, StopState.NOT_YET, StopState.CHANGED_MIND):
        raise Refused(GONE)
    found = await find(ctx, ctx.unit.stops, record_id)
    require_settler(ctx.me, found)
    if _is_said_today(found, StopState(state)):
        return Say(card(stop_line(found.item, found.snapshot.name(found.item.settled_by))))
    stop = await settle_stop(ctx.unit, found.item, ctx.me.id, StopState(state), ctx.now)
    return await settled(ctx, found, stop, stop_line(stop, ctx.me.name))


def _is_said_today(found: Found[StopShift], state: StopState) -> bool:
    """ "Not yet" leaves it open: pressed again, the team is not told twice."""
    at = found.item.settled_at
    is_same = found.item.state == state == StopState.NOT_YET
    return is_same and at is not None and local_day(at, found.team.zone) == found.today


async def _action(ctx: Context, value: str) -> Found[Action]:
    found = await find(ctx, ctx.unit.actions, value)
    require_settler(ctx.me, found)
    return found


async def _open_action(ctx: Context, value: str) -> Found[Action]:
    """Raises AlreadySettled before a form is filled in for nothing."""
    found = await _action(ctx, value)
    return replace(found, item=await claim(ctx.unit, ctx.unit.actions, found.item))
