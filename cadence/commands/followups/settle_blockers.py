"""Buttons and forms of a blocker: take, assign, solved, a new check date, shown to the team it waits on.

Knows permissions and fields; the moves stand in `cadence.settling`, the words in `cadence.wording.settle` and
`cadence.wording.blocker_forms`.
"""

from datetime import date

from cadence.cards import card
from cadence.commands.followups.aftermath import settled
from cadence.commands.followups.things import Found, find, require_settler
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.follow.blocker_messages import show_blocker
from cadence.follow.dependencies import find_team_waited_on, share_with
from cadence.model import Blocker
from cadence.proposing import look_again
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.settling import GONE, assign_blocker, claim, hand_blocker, solve_blocker
from cadence.weekly.closing import refresh_summary
from cadence.weekly.current import latest_checkin
from cadence.wording.blocker_forms import shared_line, take_blocker_form, taken_line
from cadence.wording.settle import check_blocker_form, set_blocker_form, set_line, settled_line

ASK_CHECK = "Choose the day to look at it again."
SEEN = "|"
"""Stands in a form's context before the owner that its reader saw, and before each of the days."""


async def blocker_solved(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.solved`: at once."""
    found = await _blocker(ctx, press.value)
    solved = await solve_blocker(ctx.unit, found.item, ctx.me.id, ctx.now)
    return await settled(ctx, found, solved, settled_line(solved, ctx.me.name, "solved"))


async def ask_take(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.take`: a form for the next check, without which nobody takes anything."""
    found = await _taken(ctx, press.value)
    blocker = await claim(ctx.unit, ctx.unit.blockers, found.item)
    day = _look_again(ctx, found, None)
    return ShowForm(take_blocker_form(blocker, found.snapshot, day, _with_owner(press.value, blocker)))


def _look_again(ctx: Context, found: Found[Blocker], stands: date | None) -> date:
    country = found.team.country
    return look_again(stands, found.today, ctx.me, country, found.leaves, ctx.services.holidays)


async def ask_check(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.check`: a form for the next check."""
    found = await _blocker(ctx, press.value)
    blocker = await claim(ctx.unit, ctx.unit.blockers, found.item)
    return ShowForm(check_blocker_form(blocker, _look_again(ctx, found, blocker.next_check), press.value))


async def ask_blocker(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.assign` and `blocker.set`: a form for the owner and the next check."""
    found = await find(ctx, ctx.unit.blockers, press.value)
    require_settler(ctx.me, found)
    blocker = await claim(ctx.unit, ctx.unit.blockers, found.item)
    day = _look_again(ctx, found, blocker.next_check)
    context = _with_days(_with_owner(press.value, blocker), blocker, day)
    return ShowForm(set_blocker_form(blocker, found.snapshot, day, context))


async def take_blocker(ctx: Context, form: FormSubmitted) -> Reply:
    value, seen = _owner_seen(form.context)
    found = await _taken(ctx, value, seen is None)
    fields = Fields(ctx, form.values, found.today)
    next_check = fields.day("next_check", ASK_CHECK)
    fields.check()
    taken = await hand_blocker(ctx.unit, found.item, ctx.me.id, next_check, seen)
    return await settled(ctx, found, taken, taken_line(taken, found.snapshot, ctx.me.name, found.today))


async def check_blocker(ctx: Context, form: FormSubmitted) -> Reply:
    found = await _blocker(ctx, form.context)
    fields = Fields(ctx, form.values, found.today)
    next_check = fields.day("next_check", ASK_CHECK)
    fields.check()
    checked = await assign_blocker(ctx.unit, found.item, None, next_check)
    return await settled(ctx, found, checked, set_line(checked, found.snapshot, ctx.me.name, found.today))


async def set_blocker(ctx: Context, form: FormSubmitted) -> Reply:
    """Taking a blocker requires a next check. One that was set while the form was open stays, unless it was changed
    there."""
    value, seen = _owner_seen(form.context)
    found = await find(ctx, ctx.unit.blockers, value)
    require_settler(ctx.me, found)
    fresh = await claim(ctx.unit, ctx.unit.blockers, found.item)
    fields = Fields(ctx, form.values, found.today)
    owner, next_check = await fields.person("owner"), fields.day("next_check", ASK_CHECK)
    fields.check()
    owner_id = owner.id if owner else None
    is_seen = SEEN in form.context
    day = fresh.next_check if _is_day_overtaken(form.context, fresh, next_check) else next_check
    taken = await hand_blocker(ctx.unit, fresh, owner_id, day, seen if is_seen else fresh.owner_id)
    return await settled(ctx, found, taken, set_line(taken, found.snapshot, ctx.me.name, found.today))


async def share(ctx: Context, press: ButtonPressed) -> Reply:
    """`blocker.share`, value `<blocker id>:<team id>`: the consent to show it to the team it waits on."""
    record_id, _, team_id = press.value.partition(":")
    found = await find(ctx, ctx.unit.blockers, record_id)
    require_settler(ctx.me, found)
    before = await claim(ctx.unit, ctx.unit.blockers, found.item)
    other = await find_team_waited_on(ctx.unit, ctx.me, found.team, before)
    if other is None or other.id != team_id:
        raise Refused(GONE)
    shared = await share_with(ctx.unit, before, other)
    await show_blocker(ctx.unit, ctx.services, found.team, shared, before)
    newest = await latest_checkin(ctx.unit, found.team)
    if newest:
        await refresh_summary(ctx.unit, ctx.services, newest)
    return Say(card(shared_line(other)), replaces=True)


def _with_owner(value: str, blocker: Blocker) -> str:
    return f"{value}{SEEN}{blocker.owner_id or ''}"


def _owner_seen(context: str) -> tuple[str, str | None]:
    """The button's value, and the owner that stood there when the form was opened."""
    value, owner, *_ = (*context.split(SEEN), "")
    return value, owner or None


def _with_days(context: str, blocker: Blocker, shown: date) -> str:
    """With the next check that stood when the form was opened, and the one that the form showed."""
    return SEEN.join((context, str(blocker.next_check or ""), str(shown)))


def _is_day_overtaken(context: str, blocker: Blocker, sent: date | None) -> bool:
    """Whether another day was set since the form was opened, and what it showed was left as it was."""
    days = context.split(SEEN)[2:]
    return str(sent) in days[1:] and blocker.next_check is not None and str(blocker.next_check) != days[0]


async def _taken(ctx: Context, value: str, was_free: bool = False) -> Found[Blocker]:
    """One that nobody has may be taken by anybody of the team. was_free: nobody had it when the form was opened."""
    found = await find(ctx, ctx.unit.blockers, value)
    is_free = was_free or found.item.owner_id is None
    team = {member.id for member in found.snapshot.roster} if is_free else set()
    require_settler(ctx.me, found, more=found.helpers | team)
    return found


async def _blocker(ctx: Context, value: str) -> Found[Blocker]:
    """One that this person may settle: as its own team does, or as those it waits on."""
    found = await find(ctx, ctx.unit.blockers, value)
    require_settler(ctx.me, found, more=found.helpers)
    return found
