"""Objectives: the form for a new one or a changed one, and keeping what it says.

Decides who may and which number comes next; the words stand in `cadence.wording`.
"""

from dataclasses import replace

from cadence.context import Context, form_record_id
from cadence.errors import NotUnderstood, Refused
from cadence.fields import Fields, wrong
from cadence.finding import Ref
from cadence.model import Member, Objective, Team
from cadence.permissions import refuse_guest, require_runs_team, runs_team
from cadence.requests import FormSubmitted, Reply, Say, ShowForm
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.okr_forms import LONGEST_TITLE, objective_form
from cadence.wording.okrs import objective_card

GONE = "This objective was removed meanwhile. `okr` shows what there is now."


async def open_new_objective(ctx: Context, snapshot: Snapshot, ref: Ref | None = None) -> Reply:  # noqa: ARG001
    """The empty form. The lead and admins add objectives."""
    team = snapshot.team
    require_runs_team(ctx.me, team, snapshot.name(team.lead_id))
    _require_cycle(snapshot)
    return ShowForm(objective_form(f"new:{team.id}", (ctx.me.external_id,)))


async def open_objective(ctx: Context, snapshot: Snapshot, objective: Objective) -> Reply:
    """The filled form. Its owner changes it, too."""
    if not _may_change(ctx.me, snapshot.team, objective):
        raise Refused(_who_may(snapshot, objective), snapshot.team)
    owner = snapshot.people.get(objective.owner_id)
    return ShowForm(objective_form(f"edit:{objective.id}", (owner.external_id,) if owner else (), objective))


def find_objective(snapshot: Snapshot, ref: Ref) -> Objective:
    """The objective with this number. Raises NotUnderstood, naming the numbers that there are."""
    for objective in snapshot.objectives:
        if objective.number == ref.objective:
            return objective
    numbers = ", ".join(str(objective.number) for objective in snapshot.objectives)
    known = f"It has {numbers}." if numbers else "It has none yet; `okr add` makes one."
    raise NotUnderstood(f"{snapshot.team.name} has no objective {ref.objective}. {known}")


async def submit_objective(ctx: Context, form: FormSubmitted) -> Reply:
    """Keep a new or a changed objective."""
    refuse_guest(ctx.me)
    mode, _, record_id = form.context.partition(":")
    if mode == "new":
        return await _add(ctx, form, record_id)
    return await _change(ctx, form, record_id)


async def _add(ctx: Context, form: FormSubmitted, team_id: str) -> Reply:
    team = await ctx.unit.lock(team_id)
    if team is None:
        wrong("title", "This team is no longer there.")
    if not runs_team(ctx.me, team):
        wrong("title", f"Only the lead of {team.name} or an admin adds objectives.", team)
    snapshot = await load_snapshot(ctx.unit, team)
    cycle = _require_cycle(snapshot)
    title, owner = await _read(ctx, form)
    known = await ctx.unit.objectives.get(form_record_id(ctx, "objective"))
    if known is not None:
        return await _sent_again(ctx, team, replace(known, title=title, owner_id=owner.id))
    number = 1 + max((known.number for known in await ctx.unit.objectives.find(cycle_id=cycle)), default=0)
    objective = Objective(
        id=form_record_id(ctx, "objective"),
        workspace_id=team.workspace_id,
        team_id=team.id,
        cycle_id=cycle,
        number=number,
        title=title,
        owner_id=owner.id,
    )
    await ctx.unit.objectives.add(objective)
    return Say(objective_card(await load_snapshot(ctx.unit, team), objective, is_new=True))


async def _sent_again(ctx: Context, team: Team, objective: Objective) -> Reply:
    """The same form of a new objective, sent with other values: it is still one objective."""
    await ctx.unit.objectives.save(objective)
    return Say(objective_card(await load_snapshot(ctx.unit, team), objective, is_new=True))


async def _change(ctx: Context, form: FormSubmitted, objective_id: str) -> Reply:
    known = await ctx.unit.objectives.get(objective_id)
    team = await ctx.unit.lock(known.team_id) if known else None
    known = await ctx.unit.objectives.get(objective_id)
    if known is None or team is None or known.is_removed:
        wrong("title", GONE)
    if not _may_change(ctx.me, team, known):
        wrong("title", _who_may(await load_snapshot(ctx.unit, team), known), team)
    title, owner = await _read(ctx, form)
    objective = replace(known, title=title, owner_id=owner.id)
    await ctx.unit.objectives.save(objective)
    return Say(objective_card(await load_snapshot(ctx.unit, team), objective, is_new=False))


async def _read(ctx: Context, form: FormSubmitted) -> tuple[str, Member]:
    fields = Fields(ctx, form.values)
    title = fields.line("title", "Where do you want to get?", LONGEST_TITLE)
    owner = await fields.person("owner", "Who answers for it? One person.")
    fields.check()
    return title, owner or ctx.me


def _require_cycle(snapshot: Snapshot) -> str:
    if snapshot.cycle is None:
        raise Refused(f"{snapshot.team.name} has no cycle yet. Type `okr setup` once, then add objectives.")
    return snapshot.cycle.id


def _may_change(me: Member, team: Team, objective: Objective) -> bool:
    return me.id == objective.owner_id or runs_team(me, team)


def _who_may(snapshot: Snapshot, objective: Objective) -> str:
    owner, lead = snapshot.name(objective.owner_id), snapshot.name(snapshot.team.lead_id)
    who = owner if owner == lead else f"{owner}, who owns it, {lead}"
    return f"Only {who} or an admin can change objective {objective.number}."
