"""Settles what a check-in left behind: actions, stops, blockers and decisions, each exactly once.

Knows which states follow which, and who was first; must not know who may do it, nor say anything. Every function holds
the team's lock and reads the record anew, so that of two people who settle the same thing the second one hears who
was first. `by` is always a member id.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from cadence.errors import Refused
from cadence.grammar.dates import show_day
from cadence.ids import id_for
from cadence.model import (
    Action,
    ActionState,
    Blocker,
    BlockerState,
    Decision,
    DecisionState,
    StopShift,
    StopState,
)
from cadence.ports import Repository, Unit
from cadence.schedule.clocks import local_day

Item = Action | Blocker | Decision | StopShift
T = TypeVar("T", Action, Blocker, Decision, StopShift)

STILL_OPEN = frozenset({ActionState.OPEN, BlockerState.OPEN, DecisionState.OPEN, StopState.OPEN, StopState.NOT_YET})

SAID_AS = {
    ActionState.DONE: "done",
    ActionState.DROPPED: "dropped",
    BlockerState.SOLVED: "solved",
    DecisionState.DECIDED: "decided",
    DecisionState.NOT_NEEDED: "not needed",
    StopState.STOPPED: "it did stop",
    StopState.NOT_YET: "not yet",
    StopState.CHANGED_MIND: "it goes on",
    BlockerState.WITHDRAWN: "taken back",
}

GONE = "This is not there any more."


class AlreadySettled(Refused):
    """Somebody was first; says who, when and how."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was decided. owner_id, due: who does what follows, by when. why_late: why it took so long."""

    text: str
    owner_id: str | None = None
    due: date | None = None
    why_late: str = ""


async def settle_action(
    unit: Unit, action: Action, by: str, state: ActionState, now: datetime, reason: str = ""
) -> Action:
    """The action, done, dropped or withdrawn. Raises AlreadySettled."""
    fresh = await claim(unit, unit.actions, action)
    settled = replace(fresh, state=state, settled_at=now, settled_by=by, reason=reason or fresh.reason)
    await unit.actions.save(settled)
    return settled


async def move_action(
    unit: Unit,
    action: Action,
    by: str,  # noqa: ARG001 - as everywhere here; the audit trail keeps who moved it
    due: date,
    now: datetime,
    reason: str,
) -> Action:
    """The action with a new date. Counts as moved only where it had another date before. Raises AlreadySettled."""
    fresh = await claim(unit, unit.actions, action)
    moved = replace(fresh, due=due)
    if fresh.due is not None and fresh.due != due:
        moved = replace(moved, times_moved=fresh.times_moved + 1, moved_at=now, reason=reason)
    await unit.actions.save(moved)
    return moved


async def settle_stop(unit: Unit, stop: StopShift, by: str, state: StopState, now: datetime) -> StopShift:
    """The stop with what became of it; NOT_YET stays open for the next week. Raises AlreadySettled."""
    fresh = await claim(unit, unit.stops, stop)
    settled = replace(fresh, state=state, settled_at=now, settled_by=by)
    await unit.stops.save(settled)
    return settled


async def solve_blocker(
    unit: Unit, blocker: Blocker, by: str, now: datetime, state: BlockerState = BlockerState.SOLVED
) -> Blocker:
    """The blocker, solved or withdrawn. Raises AlreadySettled."""
    fresh = await claim(unit, unit.blockers, blocker)
    settled = replace(fresh, state=state, settled_at=now, settled_by=by)
    await unit.blockers.save(settled)
    return settled


async def decide(
    unit: Unit, decision: Decision, by: str, now: datetime, outcome: Outcome
) -> tuple[Decision, Action | None]:
    """The decision with its outcome, and the action that follows where it has an owner or a date.

    Raises AlreadySettled.
    """
    fresh = await claim(unit, unit.decisions, decision)
    decided = replace(
        fresh,
        state=DecisionState.DECIDED,
        outcome=outcome.text,
        owner_id=outcome.owner_id,
        due=outcome.due,
        why_late=outcome.why_late,
        decided_at=now,
        decided_by=by,
    )
    await unit.decisions.save(decided)
    return decided, await _follow_up(unit, decided, by, now)


async def close_decision(unit: Unit, decision: Decision, by: str, now: datetime, state: DecisionState) -> Decision:
    """The decision, not needed or withdrawn. Raises AlreadySettled."""
    fresh = await claim(unit, unit.decisions, decision)
    closed = replace(fresh, state=state, decided_at=now, decided_by=by)
    await unit.decisions.save(closed)
    return closed


async def assign_action(unit: Unit, action: Action, owner_id: str | None, due: date | None, now: datetime) -> Action:
    """The action with this owner and date; what is None stays as it was. Another date than before is a move."""
    fresh = await claim(unit, unit.actions, action)
    moves = due is not None and fresh.due is not None and due != fresh.due
    assigned = replace(
        fresh,
        owner_id=owner_id or fresh.owner_id,
        due=due or fresh.due,
        times_moved=fresh.times_moved + moves,
        moved_at=now if moves else fresh.moved_at,
    )
    await unit.actions.save(assigned)
    source = await unit.decisions.get(assigned.decision_id) if assigned.decision_id else None
    if source is not None:
        await unit.decisions.save(_filled(source, assigned.owner_id, assigned.due))
    return assigned


async def assign_blocker(unit: Unit, blocker: Blocker, owner_id: str | None, next_check: date | None) -> Blocker:
    """The blocker with this owner and next check; what is None stays as it was. Raises AlreadySettled."""
    fresh = await claim(unit, unit.blockers, blocker)
    assigned = replace(fresh, owner_id=owner_id or fresh.owner_id, next_check=next_check or fresh.next_check)
    await unit.blockers.save(assigned)
    return assigned


async def hand_blocker(
    unit: Unit, blocker: Blocker, owner_id: str | None, next_check: date | None, seen: str | None
) -> Blocker:
    """As `assign_blocker`, for whoever saw it with this owner. Raises AlreadySettled where another took it since."""
    fresh = await claim(unit, unit.blockers, blocker)
    if owner_id and fresh.owner_id not in (seen, owner_id):
        owner = await unit.members.get(fresh.owner_id) if fresh.owner_id else None
        check = f"; next check {show_day(fresh.next_check)}" if fresh.next_check else ""
        raise AlreadySettled(f"{owner.name if owner else 'Somebody'} took it first{check}.")
    return await assign_blocker(unit, fresh, owner_id, next_check)


async def assign_decision(
    unit: Unit, decision: Decision, who: str | None, day: date | None, by: str, now: datetime
) -> Decision:
    """Who decides by when; once it is decided, who does what follows by when. What is None stays as it was.

    Raises AlreadySettled where it is not needed any more.
    """
    await unit.lock(decision.team_id)
    fresh = await unit.decisions.get(decision.id)
    if fresh is None or fresh.state != DecisionState.DECIDED:
        fresh = await claim(unit, unit.decisions, decision)
        assigned = replace(fresh, decider_id=who or fresh.decider_id, needed_by=day or fresh.needed_by)
        if assigned.decider_id != fresh.decider_id:
            assigned = replace(assigned, handed_by=None, handed_why="")  # named anew, not handed on
    else:
        assigned = replace(fresh, owner_id=who or fresh.owner_id, due=day or fresh.due)
        await _follow_up(unit, assigned, by, now)
    await unit.decisions.save(assigned)
    return assigned


async def claim(unit: Unit, kept: Repository[T], item: T) -> T:
    """The record as it stands now, held until the unit ends. Raises AlreadySettled where somebody was first."""
    await unit.lock(item.team_id)
    fresh = await kept.get(item.id)
    if fresh is None:
        raise Refused(GONE)
    if fresh.state not in STILL_OPEN:
        raise AlreadySettled(await who_was_first(unit, fresh))
    return fresh


async def who_was_first(unit: Unit, item: Item) -> str:
    """`Ben settled this on Wed 11 Nov: done.`"""
    by, at = (item.decided_by, item.decided_at) if isinstance(item, Decision) else (item.settled_by, item.settled_at)
    who = await unit.members.get(by) if by else None
    team = await unit.teams.get(item.team_id)
    on = f" on {show_day(local_day(at, team.zone))}" if at and team else ""
    return f"{who.name if who else 'Somebody'} settled this{on}: {SAID_AS.get(item.state, 'settled')}."


async def hand_over(unit: Unit, decision: Decision, to: str, by: str, why: str, seen: str) -> Decision:
    """The decision with another decider. seen: the decider that `by` saw, or empty for none.

    Raises AlreadySettled where it was settled, or where it went to somebody else since.
    """
    fresh = await claim_from(unit, decision, seen)
    handed = replace(fresh, decider_id=to, handed_by=by, handed_why=why)
    await unit.decisions.save(handed)
    return handed


async def claim_from(unit: Unit, decision: Decision, seen: str) -> Decision:
    """As `claim`, for whoever saw it with this decider; raises AlreadySettled also where it went to somebody else."""
    fresh = await claim(unit, unit.decisions, decision)
    if (fresh.decider_id or "") != seen:
        raise AlreadySettled(await _who_has_it(unit, fresh))
    return fresh


async def _who_has_it(unit: Unit, decision: Decision) -> str:
    has = await unit.members.get(decision.decider_id) if decision.decider_id else None
    gave = await unit.members.get(decision.handed_by) if decision.handed_by else None
    name = has.name if has else "the lead"
    return f"{gave.name} handed this to {name} first." if gave else f"This is with {name} by now."


async def postpone(unit: Unit, decision: Decision, day: date, seen: date | None) -> Decision:
    """The decision with another day by which it is needed. seen: the day that whoever chose it saw.

    Raises AlreadySettled where it was settled, or got another date since.
    """
    fresh = await claim(unit, unit.decisions, decision)
    if fresh.needed_by not in (seen, day):
        now = show_day(fresh.needed_by) if fresh.needed_by else "none"
        raise AlreadySettled(f"Somebody set another date first: {now}.")
    postponed = replace(fresh, needed_by=day)
    await unit.decisions.save(postponed)
    return postponed


async def keep_action(unit: Unit, action: Action) -> Action:
    """The action, still worth doing; that is asked again only after another move. Raises AlreadySettled."""
    fresh = await claim(unit, unit.actions, action)
    kept = replace(fresh, kept_moves=fresh.times_moved)
    await unit.actions.save(kept)
    return kept


async def _follow_up(unit: Unit, decision: Decision, by: str, now: datetime) -> Action | None:
    """The action that a decision leads to: made once, later only filled in where something was not set."""
    if decision.owner_id is None and decision.due is None:
        return None
    known = await unit.actions.get(follow_up_id(decision.id))
    if known is not None:
        await unit.actions.save(_filled(known, decision.owner_id, decision.due))
        return known
    action = Action(
        id=follow_up_id(decision.id),
        workspace_id=decision.workspace_id,
        team_id=decision.team_id,
        text=decision.outcome,
        raised_by=by,
        raised_at=now,
        owner_id=decision.owner_id,
        due=decision.due,
        key_result_id=decision.key_result_id,
        checkin_id=decision.checkin_id,
        decision_id=decision.id,
    )
    await unit.actions.add(action)
    return action


def follow_up_id(decision_id: str) -> str:
    """The id of the one action that a decision leads to."""
    return id_for("action", decision_id)


P = TypeVar("P", Action, Decision)


def _filled(promise: P, owner_id: str | None, due: date | None) -> P:
    return replace(promise, owner_id=promise.owner_id or owner_id, due=promise.due or due)
