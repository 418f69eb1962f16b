"""`okr history`: the readings of one key result, also of one that was removed.

Loads what is shown; the words stand in `cadence.wording.history`.
"""

from cadence.commands.okrs.initiatives import initiatives_of
from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.finding import Ref, can_read, find_key_result, find_team
from cadence.grammar.commands import ShowHistory
from cadence.model import KeyResult, Team
from cadence.requests import ButtonPressed, Reply, Say
from cadence.snapshot import load_snapshot
from cadence.wording.history import LAST, History, history_card

UNSEEN = "This key result is not there for you any more. `okr` shows what there is."


async def show_history(ctx: Context, command: ShowHistory) -> Reply:
    """The KR at this place. Numbers are never reused, so that a removed one is still found under its own."""
    try:
        snapshot, key_result = await find_key_result(ctx, command.ref)
    except NotUnderstood:
        team = await find_team(ctx, command.ref.team)
        removed = await _removed(ctx, team, command.ref)
        if removed is None:
            raise
        return await _history(ctx, team, removed, f"{command.ref.objective}.{command.ref.key_result}")
    return await _history(ctx, snapshot.team, key_result, snapshot.place(key_result.id))


async def press_history(ctx: Context, press: ButtonPressed) -> Reply:
    """The `History` button; value: KR id."""
    key_result = await ctx.unit.key_results.get(press.value)
    team = await ctx.unit.teams.get(key_result.team_id) if key_result else None
    objective = await ctx.unit.objectives.get(key_result.objective_id) if key_result else None
    if key_result is None or team is None or objective is None or not await can_read(ctx, team):
        raise Refused(UNSEEN)
    return await _history(ctx, team, key_result, f"{objective.number}.{key_result.number}")


async def _removed(ctx: Context, team: Team, ref: Ref) -> KeyResult | None:
    cycles = await ctx.unit.cycles.find(team_id=team.id, is_current=True)
    objectives = await ctx.unit.objectives.find(cycle_id=[cycle.id for cycle in cycles], number=ref.objective)
    found = await ctx.unit.key_results.find(objective_id=[item.id for item in objectives], number=ref.key_result)
    return found[0] if found and ref.key_result is not None else None


async def _history(ctx: Context, team: Team, key_result: KeyResult, place: str) -> Reply:
    readings = await ctx.unit.latest_readings([key_result.id], LAST)
    changes = await ctx.unit.target_changes.find(key_result_id=key_result.id)
    history = History(
        snapshot=await load_snapshot(ctx.unit, team),
        key_result=key_result,
        place=place,
        today=ctx.today(team),
        readings=tuple(readings.get(key_result.id, ())),
        changes=tuple(sorted(changes, key=lambda change: (change.at, change.id))),
        initiatives=tuple(await initiatives_of(ctx.unit, key_result)),
    )
    return Say(history_card(history))
