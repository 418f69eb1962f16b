"""Buttons and forms that settle a blocker: solved, a new check date, who takes it.

Knows permissions and fields; the moves stand in `cadence.settling`, the words in `cadence.wording.settle`.
"""

from cadence.commands.followups.aftermath import settled
from cadence.commands.followups.things import Found, find, require_settler
from cadence.context import Context
from cadence.fields import Fields
from cadence.model import Blocker
from cadence.requests import ButtonPressed, FormSubmitted, Reply, ShowForm
from cadence.settling import assign_blocker, claim, solve_blocker
from cadence.wording.settle import check_blocker_form, set_blocker_form, set_line, settled_line

ASK_CHECK = "Choose the day to look at it again."


async def blocker_solved(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.solved`: at once."""
    found = await _blocker(ctx, press.value)
    solved = await solve_blocker(ctx.unit, found.item, ctx.me.id, ctx.now)
    return await settled(ctx, found, solved, settled_line(solved, ctx.me.name, "solved"))


async def ask_check(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.check`: a form for the next check."""
    found = await _open_blocker(ctx, press.value)
    return ShowForm(check_blocker_form(found.item, press.value))


async def ask_blocker(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.set`: a form for the owner and the next check."""
    found = await _open_blocker(ctx, press.value)
    return ShowForm(set_blocker_form(found.item, found.snapshot, press.value))


async def check_blocker(ctx: Context, form: FormSubmitted) -> Reply:
    found = await _blocker(ctx, form.context)
    fields = Fields(ctx, form.values, found.today)
    next_check = fields.day("next_check", ASK_CHECK)
    fields.check()
    checked = await assign_blocker(ctx.unit, found.item, None, next_check)
    return await settled(ctx, found, checked, set_line(checked, found.snapshot, ctx.me.name, found.today))


async def set_blocker(ctx: Context, form: FormSubmitted) -> Reply:
    """Taking a blocker requires a next check."""
    found = await _blocker(ctx, form.context)
    fields = Fields(ctx, form.values, found.today)
    owner, next_check = await fields.person("owner"), fields.day("next_check", ASK_CHECK)
    fields.check()
    taken = await assign_blocker(ctx.unit, found.item, owner.id if owner else None, next_check)
    return await settled(ctx, found, taken, set_line(taken, found.snapshot, ctx.me.name, found.today))


async def _blocker(ctx: Context, value: str) -> Found[Blocker]:
    found = await find(ctx, ctx.unit.blockers, value)
    require_settler(ctx.me, found)
    return found


async def _open_blocker(ctx: Context, value: str) -> Found[Blocker]:
    """Raises AlreadySettled before a form is filled in for nothing."""
    found = await _blocker(ctx, value)
    await claim(ctx.unit, ctx.unit.blockers, found.item)
    return found
