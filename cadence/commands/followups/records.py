"""`okr blocker`, `okr decision`, `okr action`: record one now, show it back, and take it back on request.

Knows what a typed line says; how it is kept stands in `recording`, the words in `cadence.wording.records`.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from cadence.commands.followups.record_forms import open_record_form
from cadence.commands.followups.recording import (
    Target,
    keep_action,
    keep_blocker,
    keep_decision,
    publish,
    target_of,
)
from cadence.commands.followups.things import find, is_hidden
from cadence.commands.giving_back import by_name, give_back
from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.fields import cannot_name_now, cannot_own, is_past, too_long
from cadence.finding import Ref, find_key_result, find_team
from cadence.follow.upkeep import keep_true
from cadence.grammar.commands import RecordAction, RecordBlocker, RecordDecision
from cadence.model import Action, ActionState, Blocker, BlockerState, Decision, DecisionState, KeyResult, Member
from cadence.permissions import runs_team
from cadence.requests import ButtonPressed, Reply, Say
from cadence.settling import GONE, Item, close_decision, settle_action, solve_blocker
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.records import keep_typed, taken_back_line, what_of

C = TypeVar("C", RecordBlocker, RecordDecision, RecordAction)


async def record_blocker(ctx: Context, command: RecordBlocker) -> Reply:
    """From the line; the form where nothing was typed."""
    if not command.text:
        return await open_record_form(ctx, "blocker")
    return await _keeping(ctx, command, _blocker)


async def record_decision(ctx: Context, command: RecordDecision) -> Reply:
    """From the line; the form where nothing was typed."""
    if not command.question:
        return await open_record_form(ctx, "decision")
    return await _keeping(ctx, command, _decision)


async def record_action(ctx: Context, command: RecordAction) -> Reply:
    return await _keeping(ctx, command, _action)


async def take_back(ctx: Context, press: ButtonPressed) -> Reply:
    """`record.undo`, value `blocker:<id>`."""
    noun, _, record_id = press.value.partition(":")
    if noun not in ("blocker", "decision", "action"):
        raise Refused(GONE)
    found = await find(ctx, getattr(ctx.unit, f"{noun}s"), record_id)
    if is_hidden(ctx.me, found.team, found.item):
        raise Refused(GONE)
    if ctx.me.id != found.item.raised_by and not runs_team(ctx.me, found.team):
        raise Refused(
            f"Only {found.snapshot.name(found.item.raised_by)}, who recorded it, or the lead can take it back.",
            found.team,
        )
    item = await _withdraw(ctx, found.item)
    await publish(ctx, found.team, item, taken_back_line(item, ctx.me.name))
    if isinstance(item, Blocker | Decision | Action):
        await keep_true(ctx.unit, ctx.services, item, ctx.me.id)
    return Say(keep_typed("Taken back. This is what it said:", what_of(item)), replaces=True)


async def _keeping(ctx: Context, command: C, make: Callable[[Context, C], Awaitable[Reply]]) -> Reply:
    """The reply; a refusal gives back the line as typed. Nothing is written before everything was checked."""
    try:
        return await make(ctx, command)
    except (Refused, NotUnderstood) as error:
        return give_back(ctx, error)


async def _blocker(ctx: Context, command: RecordBlocker) -> Reply:
    target = await _target(ctx, command.ref)
    person = await _named(ctx, command.person)
    words = _words(ctx, command.text, "what holds it back: `okr blocker 2.1 waiting for legal`")
    fields = {
        "text": words,
        "waiting_on": person.name if person else "",
        "waiting_on_id": person.id if person else None,
        "owner_id": target.key_result.owner_id if target.key_result else None,
    }
    return await keep_blocker(ctx, target, fields)


async def _decision(ctx: Context, command: RecordDecision) -> Reply:
    target = await _target(ctx, command.ref)
    person = await _owner(ctx, command.person)
    question = _words(ctx, command.question, "the question: `okr decision 1.3 pause paid ads? friday`")
    _require_future(is_past(command.needed_by, ctx.today(target.team)) if command.needed_by else "")
    fields = {"question": question, "decider_id": person, "needed_by": command.needed_by}
    return await keep_decision(ctx, target, fields)


async def _action(ctx: Context, command: RecordAction) -> Reply:
    target = await _target(ctx, command.ref)
    person = await _owner(ctx, command.person)
    text = _words(ctx, command.text, "what is to be done: `okr action 1.1 pricing test @cy friday`")
    _require_future(is_past(command.due, ctx.today(target.team)) if command.due else "")
    return await keep_action(ctx, target, {"text": text, "owner_id": person, "due": command.due})


async def _target(ctx: Context, ref: Ref | None) -> Target:
    snapshot, key_result = await _place(ctx, ref)
    return await target_of(ctx, snapshot, key_result)


async def _place(ctx: Context, ref: Ref | None) -> tuple[Snapshot, KeyResult | None]:
    if ref is not None:
        return await find_key_result(ctx, ref)
    return await load_snapshot(ctx.unit, await find_team(ctx)), None


async def _named(ctx: Context, person: str | None) -> Member | None:
    if person is None:
        return None
    member = await ctx.member(person)
    if member is None:
        raise Refused(cannot_name_now(ctx, person, None))
    return member


def _words(ctx: Context, typed: str, usage: str) -> str:
    line = " ".join(by_name(ctx, typed).split())
    if not line:
        raise NotUnderstood(f"Say {usage}")
    fault = too_long(line)
    if fault:
        raise Refused(f"{fault} Nothing was recorded; shorten it and send it again:")
    return line


def _require_future(fault: str) -> None:
    if fault:
        raise Refused(f"{fault} Nothing was recorded:")


async def _owner(ctx: Context, person: str | None) -> str | None:
    """The member id of who is named, if something can be given to them. Raises Refused."""
    member = await _named(ctx, person)
    fault = cannot_own(member) if member else ""
    if fault:
        raise Refused(f"{fault} Nothing was recorded:")
    return member.id if member else None


async def _withdraw(ctx: Context, item: Item) -> Item:
    unit, me, now = ctx.unit, ctx.me.id, ctx.now
    match item:
        case Blocker():
            return await solve_blocker(unit, item, me, now, BlockerState.WITHDRAWN)
        case Decision():
            return await close_decision(unit, item, me, now, DecisionState.WITHDRAWN)
        case Action():
            return await settle_action(unit, item, me, ActionState.WITHDRAWN, now)
    raise Refused(GONE)
