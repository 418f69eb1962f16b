"""`esc.assign` and its form: somebody gets it, by a day. That ends it; the new promise has a ladder of its own.

Knows what an owner and a day mean for each kind of subject; the moves stand in `cadence.settling`.
"""

from dataclasses import dataclass
from datetime import date

from cadence.commands.escalations.aftermath import settled
from cadence.commands.escalations.held import Held, hold_to_settle, proposed
from cadence.context import Context, form_record_id
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.model import Action, Blocker, Decision, KeyResult, Member
from cadence.requests import ButtonPressed, FormSubmitted, Reply, ShowForm
from cadence.settling import GONE, Item, assign_action, assign_blocker, assign_decision
from cadence.wording.escalation_forms import (
    ASK_DAY,
    ASK_WHAT,
    ASK_WHO,
    NOT_FOR_THEM,
    action_line,
    assign_form,
    assigned_line,
    promised_day,
)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Who does it by when. what: of a key result, what is to be done."""

    owner: Member
    due: date
    what: str = ""


async def ask_assign(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.assign`: a form for who and by when."""
    held = await hold_to_settle(ctx, press.value)
    if held.subject.item is None:
        raise Refused(GONE)
    day = proposed(ctx, held, promised_day(held.subject))
    return ShowForm(assign_form(held.escalation, held.subject, held.today, day))


async def assign(ctx: Context, form: FormSubmitted) -> Reply:
    held = await hold_to_settle(ctx, form.context)
    fields = Fields(ctx, form.values, held.today)
    promise = await read_promise(fields, held)
    return await keep_promise(ctx, held, promise)


async def read_promise(fields: Fields, held: Held) -> Promise:
    """Raises InvalidForm with every fault."""
    what = fields.line("what", ASK_WHAT) if isinstance(held.subject.item, KeyResult) else ""
    owner, due = await fields.person("owner", ASK_WHO), fields.day("due", ASK_DAY)
    if owner and not held.subject.is_for(owner.id):
        fields.fault("owner", NOT_FOR_THEM)
    fields.check()
    assert owner is not None and due is not None  # noqa: S101 - check() has raised where they are not
    return Promise(owner=owner, due=due, what=what)


async def keep_promise(ctx: Context, held: Held, promise: Promise) -> Reply:
    """Somebody has it now; they and the team hear of it."""
    item = await _assigned(ctx, held, promise)
    line = _line(ctx, held, promise, item)
    return await settled(ctx, held, item, line, f"{promise.owner.name} has it", promise.owner)


def _line(ctx: Context, held: Held, promise: Promise, item: Item) -> str:
    subject, owner = held.subject, promise.owner.name
    if isinstance(item, Action) and item.id != subject.id:
        return action_line(subject, item, ctx.me.name, owner, held.today)
    return assigned_line(subject, ctx.me.name, owner, promise.due, held.today)


async def _assigned(ctx: Context, held: Held, promise: Promise) -> Item:
    """The record with its new owner and day; for a key result a new action. Raises AlreadySettled."""
    owner, due = promise.owner.id, promise.due
    match held.subject.item:
        case Blocker() as blocker:
            return await assign_blocker(ctx.unit, blocker, owner, due)
        case Decision() as decision:
            return await assign_decision(ctx.unit, decision, owner, due, ctx.me.id, ctx.now)
        case Action() as action:
            return await assign_action(ctx.unit, action, owner, due, ctx.now)
        case KeyResult() as key_result:
            return await _action(ctx, key_result, promise)
    raise Refused(GONE)


async def _action(ctx: Context, key_result: KeyResult, promise: Promise) -> Action:
    action = Action(
        id=form_record_id(ctx, "action"),
        workspace_id=key_result.workspace_id,
        team_id=key_result.team_id,
        text=promise.what,
        raised_by=ctx.me.id,
        raised_at=ctx.now,
        owner_id=promise.owner.id,
        due=promise.due,
        key_result_id=key_result.id,
    )
    await ctx.unit.actions.add(action)
    return action
