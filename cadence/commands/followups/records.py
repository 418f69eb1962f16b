"""`okr blocker`, `okr decision`, `okr action`: record one now, show it back, and take it back on request.

Knows who may record and what holds where something was left open; the words stand in `cadence.wording.records`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from cadence.answering.offers import offers_to_share
from cadence.cards import Block, Card, card
from cadence.commands.followups.things import find, is_hidden
from cadence.commands.giving_back import by_name, give_back
from cadence.context import Context
from cadence.deciding import decider_of, falls_due
from cadence.errors import NotUnderstood, Refused
from cadence.fields import cannot_own, is_past, too_long
from cadence.finding import Ref, find_key_result, find_team
from cadence.follow.blocker_messages import show_blocker
from cadence.follow.decision_messages import show_decision
from cadence.follow.dependencies import with_team_waited_on
from cadence.follow.upkeep import keep_true
from cadence.grammar.commands import RecordAction, RecordBlocker, RecordDecision
from cadence.grammar.dates import show_day
from cadence.ids import new_id
from cadence.model import Action, ActionState, Blocker, BlockerState, Decision, DecisionState, KeyResult, Member, Team
from cadence.permissions import refuse_guest, runs_team
from cadence.requests import ButtonPressed, Reply, Say
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import next_occurrence
from cadence.settling import GONE, Item, close_decision, settle_action, solve_blocker
from cadence.snapshot import Snapshot, load_snapshot
from cadence.weekly.closing import refresh_summary
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.weekly.thread import post_in_thread
from cadence.wording.records import keep_typed, noun_of, recorded_card, recorded_line, taken_back_line, what_of

C = TypeVar("C", RecordBlocker, RecordDecision, RecordAction)


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where something is recorded. common: what every record of it has."""

    snapshot: Snapshot
    key_result: KeyResult | None
    person: Member | None
    common: dict[str, Any]

    @property
    def team(self) -> Team:
        return self.snapshot.team


async def record_blocker(ctx: Context, command: RecordBlocker) -> Reply:
    return await _keeping(ctx, command, _blocker)


async def record_decision(ctx: Context, command: RecordDecision) -> Reply:
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
    await _publish(ctx, found.team, item, taken_back_line(item, ctx.me.name))
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
    target = await _target(ctx, command.ref, command.person)
    blocker = Blocker(
        **target.common,
        text=_words(ctx, command.text, "what holds it back: `okr blocker 2.1 waiting for legal`"),
        since=ctx.today(target.team),
        waiting_on=target.person.name if target.person else "",
        waiting_on_id=target.person.id if target.person else None,
        owner_id=target.key_result.owner_id if target.key_result else None,
    )
    blocker = await with_team_waited_on(ctx.unit, ctx.me, target.team, blocker)
    await ctx.unit.blockers.add(blocker)
    return await _recorded(ctx, target, blocker, offers=await offers_to_share(ctx, target.team, [blocker]))


async def _decision(ctx: Context, command: RecordDecision) -> Reply:
    target = await _target(ctx, command.ref, command.person)
    if target.person:
        _require_owner(target.person)
    question = _words(ctx, command.question, "the question: `okr decision 1.3 pause paid ads? friday`")
    today = ctx.today(target.team)
    _require_future(is_past(command.needed_by, today) if command.needed_by else "")
    decider = target.person.id if target.person else None
    decision = Decision(**target.common, question=question, decider_id=decider, needed_by=command.needed_by)
    await ctx.unit.decisions.add(decision)
    return await _recorded(ctx, target, decision, await _meant(ctx, target, decision))


async def _action(ctx: Context, command: RecordAction) -> Reply:
    target = await _target(ctx, command.ref, command.person)
    if target.person:
        _require_owner(target.person)
    text = _words(ctx, command.text, "what is to be done: `okr action 1.1 pricing test @cy friday`")
    _require_future(is_past(command.due, ctx.today(target.team)) if command.due else "")
    owner = target.person.id if target.person else None
    action = Action(**target.common, text=text, owner_id=owner, due=command.due)
    await ctx.unit.actions.add(action)
    return await _recorded(ctx, target, action)


async def _target(ctx: Context, ref: Ref | None, person: str | None) -> Target:
    snapshot, key_result = await _place(ctx, ref)
    await _require_part(ctx, snapshot)
    checkin = await open_checkin(ctx.unit, snapshot.team)
    common = {
        "id": new_id(),
        "workspace_id": ctx.unit.workspace.id,
        "team_id": snapshot.team.id,
        "raised_by": ctx.me.id,
        "raised_at": ctx.now,
        "key_result_id": key_result.id if key_result else None,
        "checkin_id": checkin.id if checkin else None,
    }
    named = await _named(ctx, person)
    return Target(snapshot=snapshot, key_result=key_result, person=named, common=common)


async def _place(ctx: Context, ref: Ref | None) -> tuple[Snapshot, KeyResult | None]:
    if ref is not None:
        return await find_key_result(ctx, ref)
    return await load_snapshot(ctx.unit, await find_team(ctx)), None


async def _require_part(ctx: Context, snapshot: Snapshot) -> None:
    refuse_guest(ctx.me)
    team = snapshot.team
    roles = (team.lead_id, team.manager_id, team.sponsor_id, *(member.id for member in snapshot.roster))
    if ctx.me.id not in roles and not ctx.me.administers:
        lead = snapshot.name(team.lead_id)
        raise Refused(f"Only the members of {team.name} record for it. {lead}, who leads it, can add you.", team)


async def _named(ctx: Context, person: str | None) -> Member | None:
    if person is None:
        return None
    member = await ctx.member(person)
    if member is None:
        raise Refused(f"I don't know {person} here. Name somebody of this workspace.")
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


def _require_owner(member: Member) -> None:
    fault = cannot_own(member)
    if fault:
        raise Refused(f"{fault} Nothing was recorded:")


async def _meant(ctx: Context, target: Target, decision: Decision) -> str:
    """What holds where something was left open; empty where nothing was."""
    team, today = target.team, ctx.today(target.team)
    decider = target.snapshot.people[decider_of(decision, team)]
    who = "" if decision.decider_id else f"Nobody named: {decider.name} decides."
    if decision.needed_by:
        return who
    leaves = await ctx.unit.leaves.find(member_id=decider.id)
    day = falls_due(await _closing_day(ctx, team), decider, team, leaves, ctx.services.holidays)
    return f"{who} No date: by {show_day(day, today)}.".strip()


async def _closing_day(ctx: Context, team: Team) -> date:
    """The local day on which the open check-in closes; else the next one."""
    planned = await open_checkin(ctx.unit, team) or await scheduled_checkin(ctx.unit, team)
    return local_day((planned or next_occurrence(team, ctx.now, ctx.services.holidays)).closes_at, team.zone)


async def _recorded(
    ctx: Context, target: Target, item: Item, remark: str = "", offers: tuple[Block, ...] = ()
) -> Reply:
    today = ctx.today(target.team)
    await _publish(ctx, target.team, item, recorded_line(item, target.snapshot, ctx.me.name, today))
    shown = recorded_card(item, target.snapshot, today, remark)
    return Say(Card(shown.notice, (*shown.blocks, *offers)))


async def _publish(ctx: Context, team: Team, item: Item, line: str) -> None:
    if isinstance(item, Blocker):
        await show_blocker(ctx.unit, ctx.services, team, item, line=line if item.state != BlockerState.OPEN else "")
    elif isinstance(item, Decision):
        await show_decision(ctx.unit, ctx.services, team, item)
    else:
        await post_in_thread(ctx.unit, team, f"{noun_of(item)}:{item.id}", card(line))
    checkin = await ctx.unit.checkins.get(item.checkin_id) if item.checkin_id else None
    if checkin:
        await refresh_summary(ctx.unit, ctx.services, checkin)


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
