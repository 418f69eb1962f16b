"""`okr update`, the small update form, and taking an update back.

Decides who may and what is kept; the words stand in `cadence.wording.update`.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from cadence.cards import Card
from cadence.commands.giving_back import give_back
from cadence.commands.okrs.holding import hold_key_result
from cadence.commands.okrs.key_results import who_may
from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.fields import Fields, clean, too_long, wrong
from cadence.finding import find_key_result, find_team
from cadence.grammar.commands import Update
from cadence.grammar.lines import MENTION
from cadence.grammar.numbers import read_amount, read_confidence, value_for, without_unit
from cadence.ids import new_id
from cadence.model import KeyResult, Reading
from cadence.permissions import may_update, refuse_guest, runs_team
from cadence.requests import ButtonPressed, FormSubmitted, Person, Reply, Say, ShowForm
from cadence.schedule.workdays import cover_of
from cadence.snapshot import Snapshot, load_snapshot
from cadence.weekly.current import open_checkin
from cadence.wording.help_request import help_rows
from cadence.wording.update import undone_card, update_form, updated_card


async def update(ctx: Context, command: Update) -> Reply:
    """A reading from one line. A confidence that was not given stays what it was."""
    refuse_guest(ctx.me)
    await ctx.unit.lock((await find_team(ctx, command.ref.team)).id)
    snapshot, key_result = await find_key_result(ctx, command.ref)
    await _require_may(ctx, snapshot, key_result)
    note = clean(_with_names(command.note, ctx.request.people))
    note = note if command.amount.unit else without_unit(note, key_result.unit)
    try:
        _require_short(note)
        value = value_for(command.amount, key_result.unit, _last_value(snapshot, key_result))
    except NotUnderstood as error:
        return give_back(ctx, error)
    return await _keep(ctx, snapshot, key_result, value, command.confidence, note)


def _with_names(text: str, people: Mapping[str, Person]) -> str:
    """People as they are called: a note is read where nobody can look an id up."""
    return MENTION.sub(lambda found: people[found[1]].name if found[1] in people else found[0], text)


def _require_short(note: str) -> None:
    if complaint := too_long(note):
        raise NotUnderstood(f"The note is too long. {complaint}")


async def press_update(ctx: Context, press: ButtonPressed) -> Reply:
    """The small form of one KR; value: KR id."""
    refuse_guest(ctx.me)
    snapshot, key_result = await hold_key_result(ctx, press.value)
    await _require_may(ctx, snapshot, key_result)
    return ShowForm(update_form(snapshot, key_result))


async def submit_update(ctx: Context, form: FormSubmitted) -> Reply:
    """A reading from the small form."""
    refuse_guest(ctx.me)
    try:
        snapshot, key_result = await hold_key_result(ctx, form.context)
        await _require_may(ctx, snapshot, key_result)
    except Refused as error:
        wrong("value", str(error), error.about)
    fields = Fields(ctx, form.values)
    last = _last_value(snapshot, key_result)
    value = fields.read(
        "value", lambda typed: value_for(read_amount(typed), key_result.unit, last), Decimal(0), "Where is it now?"
    )
    confidence = fields.read("confidence", read_confidence, None)
    note = fields.line("note")
    fields.check()
    return await _keep(ctx, snapshot, key_result, value, confidence, note)


async def _require_may(ctx: Context, snapshot: Snapshot, key_result: KeyResult) -> None:
    """The owner, the lead or an admin; the owner's cover while the owner is away."""
    if may_update(ctx.me, snapshot.team, key_result):
        return
    leaves = await ctx.unit.leaves.find(member_id=key_result.owner_id)
    if cover_of(key_result.owner_id, ctx.today(snapshot.team), leaves) != ctx.me.id:
        raise Refused(who_may(snapshot, key_result), snapshot.team)


def _last_value(snapshot: Snapshot, key_result: KeyResult) -> Decimal | None:
    latest = snapshot.latest(key_result.id)
    return latest.value if latest else None


async def _keep(
    ctx: Context, snapshot: Snapshot, key_result: KeyResult, value: Decimal, confidence: int | None, note: str
) -> Reply:
    last = snapshot.latest(key_result.id)
    checkin = await open_checkin(ctx.unit, snapshot.team)
    reading = Reading(
        id=new_id(),
        workspace_id=key_result.workspace_id,
        team_id=key_result.team_id,
        key_result_id=key_result.id,
        member_id=ctx.me.id,
        at=ctx.now,
        value=value,
        confidence=confidence if confidence is not None or last is None else last.confidence,
        note=note,
        checkin_id=checkin.id if checkin else None,
    )
    await ctx.unit.readings.add(reading)
    shown = updated_card(snapshot, key_result, last, reading, is_kept=confidence is None)
    now = await load_snapshot(ctx.unit, snapshot.team)
    return Say(Card(shown.notice, (*shown.blocks, *help_rows(now, [key_result], ctx.me.id))))


async def press_undo(ctx: Context, press: ButtonPressed) -> Reply:
    """Take an update back; value: reading id. It stays in the history, marked."""
    reading = await ctx.unit.readings.get(press.value)
    team = await ctx.unit.lock(reading.team_id) if reading else None
    reading = await ctx.unit.readings.get(press.value)
    if reading is None or team is None:
        raise Refused("This update is no longer there.")
    if ctx.me.id != reading.member_id and not runs_team(ctx.me, team):
        raise Refused("Only who gave this value, the lead or an admin can take it back.")
    if not reading.is_withdrawn:
        await ctx.unit.readings.save(replace(reading, is_withdrawn=True))
    key_result = await ctx.unit.key_results.get(reading.key_result_id)
    return Say(undone_card(await load_snapshot(ctx.unit, team), key_result), replaces=True)
