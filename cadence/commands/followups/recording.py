"""Keeps what somebody records, from a line or from a form: one way of keeping, showing back and telling the team.

Knows who may record and what holds where something was left open; must not know how it was typed. The words stand in
`cadence.wording.records`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from cadence.answering.offers import offers_to_share
from cadence.cards import Block, Card, card
from cadence.context import Context
from cadence.deciding import decider_of, falls_due
from cadence.errors import Refused
from cadence.follow.blocker_messages import show_blocker
from cadence.follow.decision_messages import show_decision
from cadence.follow.dependencies import with_team_waited_on
from cadence.grammar.dates import show_day
from cadence.ids import new_id
from cadence.model import Action, Blocker, BlockerState, Decision, KeyResult, Team
from cadence.permissions import refuse_guest
from cadence.ports import Repository
from cadence.requests import Reply, Say
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import next_occurrence
from cadence.settling import SAID_AS, STILL_OPEN, Item
from cadence.snapshot import Snapshot
from cadence.weekly.closing import refresh_summary
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.weekly.thread import post_line
from cadence.wording.records import noun_of, recorded_card, recorded_line

T = TypeVar("T", Blocker, Decision, Action)


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where something is recorded. common: what every record of it has."""

    snapshot: Snapshot
    key_result: KeyResult | None
    common: dict[str, Any]

    @property
    def team(self) -> Team:
        return self.snapshot.team


def may_record(ctx: Context, snapshot: Snapshot) -> bool:
    """Whether this person has a part in the team."""
    team = snapshot.team
    roles = (team.lead_id, team.manager_id, team.sponsor_id, *(member.id for member in snapshot.roster))
    return ctx.me.administers or ctx.me.id in roles


async def target_of(ctx: Context, snapshot: Snapshot, key_result: KeyResult | None, record_id: str = "") -> Target:
    """Where this person records. record_id: of the one record that a form makes. Raises Refused."""
    refuse_guest(ctx.me)
    team = snapshot.team
    if not may_record(ctx, snapshot):
        lead = snapshot.name(team.lead_id)
        raise Refused(f"Only the members of {team.name} record for it. {lead}, who leads it, can add you.", team)
    checkin = await open_checkin(ctx.unit, team)
    common = {
        "id": record_id or new_id(),
        "workspace_id": ctx.unit.workspace.id,
        "team_id": team.id,
        "raised_by": ctx.me.id,
        "raised_at": ctx.now,
        "key_result_id": key_result.id if key_result else None,
        "checkin_id": checkin.id if checkin else None,
    }
    return Target(snapshot=snapshot, key_result=key_result, common=common)


async def keep_blocker(ctx: Context, target: Target, fields: Mapping[str, Any]) -> Reply:
    """fields: of the blocker, by name."""
    known = await ctx.unit.blockers.get(target.common["id"])
    made = _anew(known, target, fields) if known else Blocker(**target.common, since=ctx.today(target.team), **fields)
    blocker = await with_team_waited_on(ctx.unit, ctx.me, target.team, made, known)
    await _keep(ctx.unit.blockers, known, blocker)
    offers = await offers_to_share(ctx, target.team, [blocker])
    return await _recorded(ctx, target, blocker, offers=offers, before=known)


async def keep_decision(ctx: Context, target: Target, fields: Mapping[str, Any]) -> Reply:
    """fields: of the decision, by name."""
    known = await ctx.unit.decisions.get(target.common["id"])
    decision = _anew(known, target, fields) if known else Decision(**target.common, **fields)
    await _keep(ctx.unit.decisions, known, decision)
    return await _recorded(ctx, target, decision, await _meant(ctx, target, decision))


async def keep_action(ctx: Context, target: Target, fields: Mapping[str, Any]) -> Reply:
    """fields: of the action, by name."""
    action = Action(**target.common, **fields)
    await ctx.unit.actions.add(action)
    return await _recorded(ctx, target, action)


async def publish(ctx: Context, team: Team, item: Item, line: str, before: Blocker | None = None) -> None:
    """Show the team what was recorded or taken back. before: a blocker as it stood."""
    if isinstance(item, Blocker):
        said = line if item.state != BlockerState.OPEN else ""
        await show_blocker(ctx.unit, ctx.services, team, item, before, said)
    elif isinstance(item, Decision):
        await show_decision(ctx.unit, ctx.services, team, item)
    else:
        await post_line(ctx.unit, team, f"{noun_of(item)}:{item.id}", card(line))
    checkin = await ctx.unit.checkins.get(item.checkin_id) if item.checkin_id else None
    if checkin:
        await refresh_summary(ctx.unit, ctx.services, checkin)


def _anew(known: T, target: Target, fields: Mapping[str, Any]) -> T:
    """The same form, sent with other values: it is still one record. Raises Refused where that is settled by now."""
    if known.state not in STILL_OPEN:
        raise Refused(f"This was {SAID_AS.get(known.state, 'settled')} meanwhile; nothing was changed.", target.team)
    return replace(known, key_result_id=target.common["key_result_id"], **fields)


async def _keep(kept_in: Repository[T], known: T | None, item: T) -> None:
    await (kept_in.save(item) if known else kept_in.add(item))


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
    ctx: Context,
    target: Target,
    item: Item,
    remark: str = "",
    offers: tuple[Block, ...] = (),
    before: Blocker | None = None,
) -> Reply:
    today = ctx.today(target.team)
    line = recorded_line(item, target.snapshot, ctx.me.name, today)
    await publish(ctx, target.team, item, line, before)
    shown = recorded_card(item, target.snapshot, today, remark)
    return Say(Card(shown.notice, (*shown.blocks, *offers)))
