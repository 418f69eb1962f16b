"""What last weeks promised and this check-in asks about: actions, stops, and blockers to look at again.

Knows whose they are and when they are due; must not know how they are asked about.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadence.model import (
    Action,
    ActionState,
    Answer,
    Blocker,
    BlockerState,
    CheckIn,
    StopShift,
    StopState,
    Team,
)
from cadence.ports import Since, Unit

SETTLED = (ActionState.DONE, ActionState.DROPPED)
MOST = 5
"""How many of each are asked about at once; the oldest first, the others wait in the lists."""


@dataclass(frozen=True, kw_only=True)
class Promises:
    """actions: due by the closing, or without a date. stops: of earlier weeks. checks: blockers to look at again."""

    actions: tuple[Action, ...] = ()
    stops: tuple[StopShift, ...] = ()
    checks: tuple[Blocker, ...] = ()

    @property
    def count(self) -> int:
        return len(self.actions) + len(self.stops) + len(self.checks)


async def promises_of(unit: Unit, team: Team, checkin: CheckIn, member_ids: Iterable[str], until: date) -> Promises:
    """What these members promised in this team and is due by `until` (a local day), at most five of each."""
    whose = tuple(member_ids)
    actions = await unit.actions.find(team_id=team.id, owner_id=whose, state=ActionState.OPEN)
    stops = await unit.stops.find(team_id=team.id, raised_by=whose, state=(StopState.OPEN, StopState.NOT_YET))
    checks = await unit.blockers.find(team_id=team.id, owner_id=whose, state=BlockerState.OPEN)
    due = sorted((row for row in actions if _is_due(row, checkin, until)), key=lambda row: (row.due or until, row.id))
    earlier = sorted((row for row in stops if row.checkin_id != checkin.id), key=lambda row: (row.raised_at, row.id))
    looks = sorted(((row.next_check, row.id, row) for row in checks if row.next_check), key=lambda item: item[:2])
    return Promises(
        actions=tuple(due[:MOST]),
        stops=tuple(earlier[:MOST]),
        checks=tuple(row for day, _, row in looks if day <= until)[:MOST],
    )


async def settled_in(unit: Unit, team: Team, answer: Answer, member_ids: Iterable[str]) -> Promises:
    """What this answer's giver settled for these members when it was given or edited; moved actions too."""
    whose = set(member_ids)
    return _settled_in(await _may_be_settled(unit, team, [answer], whose), answer, whose)


async def settled_by(unit: Unit, team: Team, answers: Sequence[Answer]) -> dict[str, Promises]:
    """As `settled_in`, of each of these answers for its own member, by answer id."""
    known = await _may_be_settled(unit, team, answers, {answer.member_id for answer in answers})
    return {answer.id: _settled_in(known, answer, {answer.member_id}) for answer in answers}


async def _may_be_settled(unit: Unit, team: Team, answers: Sequence[Answer], member_ids: Collection[str]) -> Promises:
    if not answers:
        return Promises()
    whose, givers = tuple(member_ids), {answer.given_by or answer.member_id for answer in answers}
    here = {"team_id": team.id, "settled_at": Since(min(answer.at for answer in answers))}
    moved = await unit.actions.find(team_id=team.id, owner_id=whose, state=ActionState.OPEN)
    return Promises(
        actions=(*moved, *await unit.actions.find(owner_id=whose, state=SETTLED, **here)),
        stops=tuple(await unit.stops.find(raised_by=whose, settled_by=givers, **here)),
        checks=tuple(await unit.blockers.find(owner_id=whose, settled_by=givers, state=BlockerState.SOLVED, **here)),
    )


def _settled_in(known: Promises, answer: Answer, whose: Collection[str]) -> Promises:
    by, until = answer.given_by or answer.member_id, answer.edited_at or answer.at

    def is_here(moment: datetime | None) -> bool:
        return moment is not None and answer.at <= moment <= until

    def is_settled(action: Action) -> bool:
        is_moved = action.state == ActionState.OPEN and is_here(action.moved_at)
        return is_moved or (is_here(action.settled_at) and _is_by(action, by))

    actions = (row for row in known.actions if row.owner_id in whose and is_settled(row))
    stops = (row for row in known.stops if row.raised_by in whose and row.settled_by == by)
    checks = (row for row in known.checks if row.owner_id in whose and row.settled_by == by)
    return Promises(
        actions=tuple(sorted(actions, key=lambda row: row.id)),
        stops=tuple(sorted((row for row in stops if is_here(row.settled_at)), key=lambda row: row.id)),
        checks=tuple(sorted((row for row in checks if is_here(row.settled_at)), key=lambda row: row.id)),
    )


def _is_by(action: Action, by: str) -> bool:
    return action.settled_by == by and action.state in SETTLED


def _is_due(action: Action, checkin: CheckIn, until: date) -> bool:
    """An action without a date is asked about from the next check-in on."""
    if action.due is None:
        return action.checkin_id != checkin.id and action.raised_at < checkin.opens_at
    return action.due <= until
