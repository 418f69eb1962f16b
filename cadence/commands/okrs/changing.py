"""`okr add`, `okr edit` and `okr remove`: find what is meant, and open its form. Removing is kept here, too.

Decides who may remove; what a form keeps stands in `objectives`, `key_results` and `initiatives`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from cadence.commands.okrs.initiatives import open_new_initiative
from cadence.commands.okrs.key_results import open_key_result, open_new_key_result
from cadence.commands.okrs.objectives import find_objective, open_new_objective, open_objective
from cadence.context import Context
from cadence.errors import Refused
from cadence.finding import Ref, find_key_result, find_team
from cadence.grammar.commands import Add, Edit, Noun, Remove
from cadence.model import KeyResult, Objective
from cadence.permissions import may_update, refuse_guest, require_runs_team, runs_team
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.okr_forms import remove_form
from cadence.wording.okrs import choose_card, removed_card

OPENERS: dict[Noun, Callable[[Context, Snapshot, Ref | None], Awaitable[Reply]]] = {
    Noun.OBJECTIVE: open_new_objective,
    Noun.KEY_RESULT: open_new_key_result,
    Noun.INITIATIVE: open_new_initiative,
}

GONE = "This was removed already. `okr` shows what there is now."


async def add(ctx: Context, command: Add) -> Reply:
    """The form of what is to be added; where that was not said, the question."""
    refuse_guest(ctx.me)
    team = await find_team(ctx, command.ref.team if command.ref else None)
    snapshot = await load_snapshot(ctx.unit, team)
    noun = command.noun or _only_choice(ctx, snapshot)
    if noun is None:
        return Say(choose_card(snapshot, runs_team(ctx.me, team)))
    return await OPENERS[noun](ctx, snapshot, command.ref)


def _only_choice(ctx: Context, snapshot: Snapshot) -> Noun | None:
    """What else could be added: the first thing is an objective, and whoever only owns a KR adds work to it."""
    if runs_team(ctx.me, snapshot.team):
        return None if snapshot.objectives else Noun.OBJECTIVE
    if any(may_update(ctx.me, snapshot.team, kr) for kr in snapshot.key_results):
        return Noun.INITIATIVE
    return Noun.OBJECTIVE  # refused there, naming who may


async def press_add(ctx: Context, press: ButtonPressed) -> Reply:
    """A button of the question; value: `<noun>:<team id>`."""
    refuse_guest(ctx.me)
    noun, _, team_id = press.value.partition(":")
    team = await ctx.unit.teams.get(team_id)
    if team is None or noun not in set(Noun):
        raise Refused("This team is no longer there.")
    return await OPENERS[Noun(noun)](ctx, await load_snapshot(ctx.unit, team), None)


async def edit(ctx: Context, command: Edit) -> Reply:
    """The filled form of an objective or a KR."""
    refuse_guest(ctx.me)
    if command.ref.key_result is not None:
        return await open_key_result(ctx, *await find_key_result(ctx, command.ref))
    snapshot = await load_snapshot(ctx.unit, await find_team(ctx, command.ref.team))
    return await open_objective(ctx, snapshot, find_objective(snapshot, command.ref))


async def remove(ctx: Context, command: Remove) -> Reply:
    """The form that says what happens, and asks."""
    refuse_guest(ctx.me)
    if command.ref.key_result is not None:
        snapshot, key_result = await find_key_result(ctx, command.ref)
        _require_lead(ctx, snapshot)
        place = snapshot.place(key_result.id)
        return ShowForm(remove_form(f"kr:{key_result.id}", place, key_result.title, 0))
    snapshot = await load_snapshot(ctx.unit, await find_team(ctx, command.ref.team))
    _require_lead(ctx, snapshot)
    objective = find_objective(snapshot, command.ref)
    count = len(snapshot.under(objective))
    return ShowForm(remove_form(f"objective:{objective.id}", str(objective.number), objective.title, count))


async def submit_remove(ctx: Context, form: FormSubmitted) -> Reply:
    """Take it from the board. Nothing of its history goes."""
    refuse_guest(ctx.me)
    what, _, record_id = form.context.partition(":")
    if what == "kr":
        return await _remove_key_result(ctx, record_id)
    return await _remove_objective(ctx, record_id)


async def _remove_key_result(ctx: Context, key_result_id: str) -> Reply:
    snapshot = await _locked(ctx, await ctx.unit.key_results.get(key_result_id))
    key_result = next((kr for kr in snapshot.key_results if kr.id == key_result_id), None)
    if key_result is None:
        raise Refused(GONE)
    await ctx.unit.key_results.save(replace(key_result, is_removed=True))
    return Say(removed_card(snapshot.place(key_result.id), key_result.title))


async def _remove_objective(ctx: Context, objective_id: str) -> Reply:
    snapshot = await _locked(ctx, await ctx.unit.objectives.get(objective_id))
    objective = next((item for item in snapshot.objectives if item.id == objective_id), None)
    if objective is None:
        raise Refused(GONE)
    for key_result in snapshot.under(objective):
        await ctx.unit.key_results.save(replace(key_result, is_removed=True))
    await ctx.unit.objectives.save(replace(objective, is_removed=True))
    return Say(removed_card(str(objective.number), objective.title))


async def _locked(ctx: Context, known: KeyResult | Objective | None) -> Snapshot:
    """The record's team as it is now, held; for its lead or an admin."""
    team = await ctx.unit.lock(known.team_id) if known else None
    if team is None:
        raise Refused(GONE)
    snapshot = await load_snapshot(ctx.unit, team)
    _require_lead(ctx, snapshot)
    return snapshot


def _require_lead(ctx: Context, snapshot: Snapshot) -> None:
    require_runs_team(ctx.me, snapshot.team, snapshot.name(snapshot.team.lead_id))
