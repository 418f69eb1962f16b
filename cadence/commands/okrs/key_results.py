"""Key results: the form for a new one or a changed one, and keeping what it says.

Decides who may, which number comes next, and when a changed target needs a reason; the words stand in
`cadence.wording`.
"""

from dataclasses import replace

from cadence.commands.okrs.holding import hold_key_result
from cadence.commands.okrs.initiatives import initiatives_of, keep_initiatives
from cadence.commands.okrs.key_result_entries import KeyResultEntry, read_key_result
from cadence.commands.okrs.objectives import find_objective
from cadence.context import Context, form_record_id
from cadence.errors import Refused
from cadence.fields import wrong
from cadence.finding import Ref
from cadence.forms import text
from cadence.ids import new_id
from cadence.model import CheckInState, KeyResult, Objective, Reading, TargetChange
from cadence.permissions import may_update, refuse_guest, require_runs_team, runs_team
from cadence.requests import FormSubmitted, Reply, Say, ShowForm
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.okr_forms import key_result_form, new_key_result_form
from cadence.wording.okrs import key_result_card

WHY = "Why does the target change? It is kept and stands in the next summary."


async def open_new_key_result(ctx: Context, snapshot: Snapshot, ref: Ref | None = None) -> Reply:
    """The empty form, for the objective meant or the last one. The lead and admins add KRs."""
    team = snapshot.team
    require_runs_team(ctx.me, team, snapshot.name(team.lead_id))
    if not snapshot.objectives:
        raise Refused(f"{team.name} has no objective yet. Type `okr add objective` first.")
    objective = find_objective(snapshot, ref) if ref else snapshot.objectives[-1]
    return ShowForm(new_key_result_form(snapshot, f"new:{team.id}", objective, _mine(ctx, snapshot)))


def _mine(ctx: Context, snapshot: Snapshot) -> tuple[str, ...]:
    return (ctx.me.external_id,) if ctx.me in snapshot.roster else ()


async def open_key_result(ctx: Context, snapshot: Snapshot, key_result: KeyResult) -> Reply:
    """The filled form."""
    _require_may(ctx, snapshot, key_result)
    owner = snapshot.people.get(key_result.owner_id)
    initiatives = await initiatives_of(ctx.unit, key_result)
    mine = (owner.external_id,) if owner else ()
    return ShowForm(key_result_form(snapshot, f"edit:{key_result.id}", key_result, mine, initiatives))


def _require_may(ctx: Context, snapshot: Snapshot, key_result: KeyResult) -> None:
    if not may_update(ctx.me, snapshot.team, key_result):
        raise Refused(who_may(snapshot, key_result), snapshot.team)


def who_may(snapshot: Snapshot, key_result: KeyResult) -> str:
    """A refusal that names who may change the KR."""
    owner, lead = snapshot.name(key_result.owner_id), snapshot.name(snapshot.team.lead_id)
    who = f"{owner}, who owns it," if owner == lead else f"{owner}, who owns it, {lead}"
    return f"Only {who} or an admin can change {snapshot.place(key_result.id)}."


async def submit_key_result(ctx: Context, form: FormSubmitted) -> Reply:
    """Keep a new or a changed KR."""
    refuse_guest(ctx.me)
    mode, _, record_id = form.context.partition(":")
    if mode == "new":
        return await _add(ctx, form, record_id)
    return await _change(ctx, form, record_id)


async def _add(ctx: Context, form: FormSubmitted, team_id: str) -> Reply:
    team = await ctx.unit.lock(team_id)
    if team is None or not runs_team(ctx.me, team):
        wrong("title", f"Only the lead of {team.name if team else 'the team'} or an admin adds key results.", team)
    snapshot = await load_snapshot(ctx.unit, team)
    objective = next((item for item in snapshot.objectives if item.id == text(form.values, "objective")), None)
    if objective is None:
        wrong("objective", "This objective was removed meanwhile. Choose another one.")
    entry = await read_key_result(ctx, snapshot, form.values, is_new=True)
    key_result = await _keep_new(ctx, objective, entry)
    now = await load_snapshot(ctx.unit, team)
    return Say(key_result_card(now, key_result, is_new=True, is_turned=entry.is_turned))


async def _keep_new(ctx: Context, objective: Objective, entry: KeyResultEntry) -> KeyResult:
    """Added; or changed, where the same form of a new KR is sent with other values."""
    key_result = await _fresh(ctx, objective, entry)
    known = await ctx.unit.key_results.get(key_result.id)
    if known is None:
        await ctx.unit.key_results.add(key_result)
    else:
        stays = known.objective_id == objective.id
        key_result = replace(key_result, number=known.number) if stays else key_result
        await ctx.unit.key_results.save(key_result)
    await _first_reading(ctx, key_result, entry)
    return key_result


async def _fresh(ctx: Context, objective: Objective, entry: KeyResultEntry) -> KeyResult:
    known = await ctx.unit.key_results.find(objective_id=objective.id)
    return KeyResult(
        id=form_record_id(ctx, "key_result"),
        workspace_id=objective.workspace_id,
        team_id=objective.team_id,
        cycle_id=objective.cycle_id,
        objective_id=objective.id,
        number=1 + max((kr.number for kr in known), default=0),
        title=entry.title,
        owner_id=entry.owner.id,
        start=entry.start,
        target=entry.target,
        unit=entry.unit,
        direction=entry.direction,
        kind=entry.kind,
    )


async def _first_reading(ctx: Context, key_result: KeyResult, entry: KeyResultEntry) -> None:
    """Where the KR is now, if that was said; what the same form said before is taken back."""
    before = await ctx.unit.readings.find(key_result_id=key_result.id, is_withdrawn=False)
    if len(before) > 1 or (before and before[0].value == entry.value):
        return
    for reading in before:
        await ctx.unit.readings.save(replace(reading, is_withdrawn=True))
    if entry.value is not None:
        await ctx.unit.readings.add(
            Reading(
                id=new_id(),
                workspace_id=key_result.workspace_id,
                team_id=key_result.team_id,
                key_result_id=key_result.id,
                member_id=ctx.me.id,
                at=ctx.now,
                value=entry.value,
            )
        )


async def _change(ctx: Context, form: FormSubmitted, key_result_id: str) -> Reply:
    try:
        snapshot, known = await hold_key_result(ctx, key_result_id)
        _require_may(ctx, snapshot, known)
    except Refused as error:
        wrong("title", str(error), error.about)
    entry = await read_key_result(ctx, snapshot, form.values, is_new=False)
    await _check_unit(ctx, known, entry)
    await _keep_target_change(ctx, known, entry)
    await keep_initiatives(ctx, known, form.values)
    key_result = replace(
        known,
        title=entry.title,
        owner_id=entry.owner.id,
        start=entry.start,
        target=entry.target,
        unit=entry.unit,
        direction=entry.direction,
        kind=entry.kind,
    )
    await ctx.unit.key_results.save(key_result)
    return Say(key_result_card(await load_snapshot(ctx.unit, snapshot.team), key_result, is_new=False))


async def _check_unit(ctx: Context, known: KeyResult, entry: KeyResultEntry) -> None:
    """Readings are numbers in the KR's unit: it stays once there are any."""
    if not known.unit or entry.unit == known.unit:
        return
    if await ctx.unit.readings.find(key_result_id=known.id, is_withdrawn=False):
        wrong("unit", f"Its readings are in {known.unit}. To measure it otherwise, remove it and add a new one.")


async def _keep_target_change(ctx: Context, known: KeyResult, entry: KeyResultEntry) -> None:
    if entry.target == known.target:
        return
    if not entry.reason and await _has_begun(ctx, known):
        wrong("reason", WHY)
    if entry.reason:
        change = TargetChange(
            id=new_id(),
            workspace_id=known.workspace_id,
            team_id=known.team_id,
            key_result_id=known.id,
            member_id=ctx.me.id,
            at=ctx.now,
            old=known.target,
            new=entry.target,
            reason=entry.reason,
        )
        await ctx.unit.target_changes.add(change)


async def _has_begun(ctx: Context, key_result: KeyResult) -> bool:
    """The cycle runs for this KR: it has a reading, or the cycle had its first check-in."""
    if await ctx.unit.readings.find(key_result_id=key_result.id, is_withdrawn=False):
        return True
    held = (CheckInState.OPEN, CheckInState.CLOSED)
    return bool(await ctx.unit.checkins.find(team_id=key_result.team_id, cycle_id=key_result.cycle_id, state=held))
