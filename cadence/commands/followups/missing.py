"""`summary.missing`: one form for the decisions and actions of a check-in that have no owner or no date yet.

Knows which those are; must not know how an owner or a date is kept.
"""

from dataclasses import dataclass

from cadence.cards import card
from cadence.commands.followups.aftermath import tell
from cadence.commands.followups.shown import Shown, read_promise, read_shown, with_shown
from cadence.commands.followups.things import Found, may_settle
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.model import Action, ActionState, Decision, DecisionState
from cadence.permissions import refuse_guest
from cadence.proposing import Proposal, proposal_for
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.settling import GONE, assign_action, assign_decision
from cadence.snapshot import Snapshot
from cadence.weekly.week import load_week
from cadence.wording.matters import lacks, unset_actions, unset_decisions
from cadence.wording.settle import NOTHING_FILLED, NOTHING_MISSING, missing_form, owner_and_day, set_line

MOST = 5
Lacking = Decision | Action


@dataclass(frozen=True)
class Filled:
    """What was filled in for one thing."""

    item: Lacking
    promise: Proposal


async def ask_missing(ctx: Context, press: ButtonPressed) -> Reply:
    """The form, with those that this person may settle."""
    refuse_guest(ctx.me)
    snapshot, items = await _lacking(ctx, press.value)
    if not items:
        return Say(card(NOTHING_MISSING))
    leaves, today = await ctx.unit.leaves.find(), ctx.today(snapshot.team)
    mine = (await _mine(ctx, snapshot, items))[:MOST]
    proposed = [(item, proposal_for(item, snapshot, today, leaves, ctx.services.holidays)) for item in mine]
    return ShowForm(missing_form(proposed, snapshot, with_shown(press.value, proposed)))


async def save_missing(ctx: Context, form: FormSubmitted) -> Reply:
    """Keeps what was filled in. What somebody else settled or set meanwhile is left as it is."""
    refuse_guest(ctx.me)
    checkin_id, shown = read_shown(form.context)
    snapshot, items = await _lacking(ctx, checkin_id)
    fields = Fields(ctx, form.values, ctx.today(snapshot.team))
    filled = [await _read(fields, item, shown.get(item.id)) for item in await _mine(ctx, snapshot, items)]
    fields.check()
    lines = [line for one in filled if (line := await _save(ctx, snapshot, one))]
    return Say(card("\n".join(lines) or NOTHING_FILLED))


async def _lacking(ctx: Context, checkin_id: str) -> tuple[Snapshot, list[Lacking]]:
    """What this check-in's summary shows as "not set", as it stands now and in its order, decisions first."""
    checkin = await ctx.unit.checkins.get(checkin_id)
    team = await ctx.unit.lock(checkin.team_id) if checkin else None
    if checkin is None or team is None:
        raise Refused(GONE)
    week = await load_week(ctx.unit, ctx.services, checkin)
    shown = [row.id for row in unset_decisions(week)]
    decisions = sorted(await ctx.unit.decisions.find(id=shown), key=lambda row: shown.index(row.id))
    actions = await ctx.unit.actions.find(id=[row.id for row in unset_actions(week)])
    standing = {row.id for row in decisions}
    rows: list[Lacking] = [*decisions, *(row for row in actions if row.decision_id not in standing)]
    return week.snapshot, [row for row in rows if _is_lacking(row)]


def _is_lacking(item: Lacking) -> bool:
    """Not settled meanwhile, and still without an owner or a date."""
    return item.state in (ActionState.OPEN, DecisionState.OPEN, DecisionState.DECIDED) and lacks(*owner_and_day(item))


async def _mine(ctx: Context, snapshot: Snapshot, items: list[Lacking]) -> list[Lacking]:
    """Those that this person may settle. Raises Refused where there are some, and none is theirs."""
    leaves, today = await ctx.unit.leaves.find(), ctx.today(snapshot.team)
    found = [(item, Found(item=item, snapshot=snapshot, leaves=leaves, today=today)) for item in items]
    mine = [item for item, one in found if may_settle(ctx.me, one)]
    if items and not mine:
        lead = snapshot.name(snapshot.team.lead_id)
        raise Refused(f"Only who raised or owns them, {lead} or an admin can set these.", snapshot.team)
    return mine


async def _read(fields: Fields, item: Lacking, shown: Shown | None) -> Filled:
    return Filled(item, await read_promise(fields, item, shown, f"{item.id}."))


async def _save(ctx: Context, snapshot: Snapshot, filled: Filled) -> str:
    """The line that the team reads; empty where nothing changed."""
    item, owner, due = filled.item, filled.promise.owner_id, filled.promise.due
    changed: Lacking
    if isinstance(item, Decision):
        changed = await assign_decision(ctx.unit, item, owner, due, ctx.me.id, ctx.now)
    else:
        changed = await assign_action(ctx.unit, item, owner, due, ctx.now)
    if changed == item:
        return ""
    line = set_line(changed, snapshot, ctx.me.name, ctx.today(snapshot.team))
    await tell(ctx, snapshot.team, changed, line)
    return line
