"""Last week's promises in the form: which are asked about, what was chosen, and what follows from it.

What was settled in this very answer is asked about again while the answer is edited, so that a wrong Done can be taken
back. Knows the fields' ids and the moves; must not know how a field is worded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from cadence.answering.answers import answer_of
from cadence.answering.opened import Opened
from cadence.answering.seat import Seat, answer_id
from cadence.errors import InvalidForm, Refused
from cadence.fields import Fields
from cadence.forms import FormValues
from cadence.model import Action, ActionState, Blocker, BlockerState, StopShift, StopState
from cadence.ports import Repository, Unit
from cadence.settling import (
    GONE,
    STILL_OPEN,
    AlreadySettled,
    assign_blocker,
    move_action,
    settle_action,
    settle_stop,
    solve_blocker,
    who_was_first,
)
from cadence.weekly.promises import MOST, Promises, promises_of, settled_in

T = TypeVar("T", Action, Blocker, StopShift)
P = TypeVar("P", bound=Action | Blocker | StopShift)


class ActionChoice(StrEnum):
    """What became of an action that was due."""

    STILL = "still"
    DONE = "done"
    MOVE = "move"
    DROP = "drop"


class CheckChoice(StrEnum):
    """What became of a blocker that was to be looked at again."""

    STILL = "still"
    SOLVED = "solved"
    MOVE = "move"


SETTLED_AS = {ActionChoice.DONE: ActionState.DONE, ActionChoice.DROP: ActionState.DROPPED}
NO_DUE = 'When will it be done? Pick the new date, or choose "Still on it".'
NO_CHECK = 'When will you look again? Pick the new date, or choose "Still off track".'
STOPPED_AS = (StopState.STOPPED, StopState.NOT_YET, StopState.CHANGED_MIND)


@dataclass(frozen=True, kw_only=True)
class GivenAction:
    action: Action
    choice: ActionChoice
    due: date | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class GivenStopState:
    stop: StopShift
    state: StopState


@dataclass(frozen=True, kw_only=True)
class GivenCheck:
    blocker: Blocker
    choice: CheckChoice
    day: date | None


@dataclass(frozen=True, kw_only=True)
class GivenPromises:
    actions: tuple[GivenAction, ...]
    stops: tuple[GivenStopState, ...]
    checks: tuple[GivenCheck, ...]

    @property
    def says_something(self) -> bool:
        """Whether anything was settled or moved."""
        chosen = [*(row.choice for row in self.actions), *(row.choice for row in self.checks)]
        return bool(self.stops) or any(choice not in (ActionChoice.STILL, CheckChoice.STILL) for choice in chosen)


async def asked_promises(unit: Unit, seat: Seat) -> Promises:
    """What the form asks about: what this answer settled already, then what is due; at most five of each."""
    whose = [subject.member.id for subject in seat.answered]
    due = await promises_of(unit, seat.team, seat.checkin, whose, max(seat.today, seat.closing_day))
    answer = await answer_of(unit, seat, seat.voice)
    said = await settled_in(unit, seat.team, answer, whose) if answer else Promises()
    is_mine = answer_id(seat.checkin, seat.voice.member.id)
    return Promises(
        actions=_both([row for row in said.actions if row.state not in STILL_OPEN], due.actions),
        stops=_both([row for row in said.stops if row.state not in STILL_OPEN], due.stops),
        checks=_both(said.checks, [row for row in due.checks if row.answer_id != is_mine]),
    )


def _both(said: Sequence[P], due: Sequence[P]) -> tuple[P, ...]:
    return (*said, *(row for row in due if row not in said))[:MOST]


def read_promises(fields: Fields, promises: Promises, values: FormValues) -> GivenPromises:
    """What was chosen; what the form did not show stays as it is."""
    return GivenPromises(
        actions=tuple(_action(fields, row) for row in promises.actions if f"action:{row.id}" in values),
        stops=tuple(_stop_states(fields, promises.stops)),
        checks=tuple(_check(fields, row) for row in promises.checks if f"check:{row.id}" in values),
    )


def _action(fields: Fields, action: Action) -> GivenAction:
    field = f"action:{action.id}"
    choice = fields.choice(field, ActionChoice) or ActionChoice.STILL
    due = _new_day(fields, field, "due", NO_DUE) if choice == ActionChoice.MOVE else None
    return GivenAction(action=action, choice=choice, due=due, reason=fields.words(f"{field}:reason"))


def _stop_states(fields: Fields, stops: Iterable[StopShift]) -> Iterable[GivenStopState]:
    for stop in stops:
        state = fields.choice(f"stopped:{stop.id}", StopState)
        if state in STOPPED_AS:
            yield GivenStopState(stop=stop, state=state)


def _check(fields: Fields, blocker: Blocker) -> GivenCheck:
    field = f"check:{blocker.id}"
    choice = fields.choice(field, CheckChoice) or CheckChoice.STILL
    day = _new_day(fields, field, "day", NO_CHECK) if choice == CheckChoice.MOVE else None
    return GivenCheck(blocker=blocker, choice=choice, day=day)


def _new_day(fields: Fields, field: str, name: str, ask: str) -> date | None:
    """The date that a promise moves to. Where the form did not show its field yet, what is missing is said above it."""
    day = f"{field}:{name}"
    if not fields.has(day):
        fields.fault(day if fields.shown(day) else field, ask)
        return None
    return fields.day(day)


async def save_promises(unit: Unit, seat: Seat, given: GivenPromises, opened: Opened) -> list[Blocker]:
    """Do what was chosen; returns the blockers that changed. Raises InvalidForm where somebody else was first.

    opened: what was settled after that by anybody else, or elsewhere, is not what the form showed, and stays.
    """
    for action in given.actions:
        if not opened.came_since(action.action.settled_at):
            await _settle_action(unit, seat, action)
    for stop in given.stops:
        if not opened.came_since(stop.stop.settled_at) or stop.stop.state in STILL_OPEN:
            await _settle_stop(unit, seat, stop)
    changed = [
        await _settle_check(unit, seat, check)
        for check in given.checks
        if not opened.came_since(check.blocker.settled_at)
    ]
    return [blocker for blocker in changed if blocker]


async def _settle_action(unit: Unit, seat: Seat, given: GivenAction) -> None:
    now, by, action = unit.now, seat.me.id, given.action
    try:
        if action.state not in STILL_OPEN:
            if SETTLED_AS.get(given.choice) == action.state and given.reason in ("", action.reason):
                return
            action = await _reopened(unit, unit.actions, action, by)
        if given.choice in SETTLED_AS:
            await settle_action(unit, action, by, SETTLED_AS[given.choice], now, given.reason)
        elif given.choice == ActionChoice.MOVE and given.due:
            await move_action(unit, action, by, given.due, now, given.reason)
    except AlreadySettled as error:
        raise InvalidForm({f"action:{action.id}": f'{error} Choose "Still on it" to leave it so.'}) from error


async def _settle_stop(unit: Unit, seat: Seat, given: GivenStopState) -> None:
    stop = given.stop
    is_said = stop.settled_at is not None and stop.settled_at >= seat.checkin.opens_at
    if is_said and given.state == stop.state:
        return
    try:
        if stop.state not in STILL_OPEN:
            stop = await _reopened(unit, unit.stops, stop, seat.me.id)
        await settle_stop(unit, stop, seat.me.id, given.state, unit.now)
    except AlreadySettled as error:
        raise InvalidForm({f"stopped:{stop.id}": str(error)}) from error


async def _settle_check(unit: Unit, seat: Seat, given: GivenCheck) -> Blocker | None:
    blocker = given.blocker
    try:
        if blocker.state not in STILL_OPEN:
            if given.choice == CheckChoice.SOLVED:
                return None
            blocker = await _reopened(unit, unit.blockers, blocker, seat.me.id)
        match given.choice:
            case CheckChoice.SOLVED:
                return await solve_blocker(unit, blocker, seat.me.id, unit.now)
            case CheckChoice.MOVE if given.day:
                return await assign_blocker(unit, blocker, None, given.day)
    except AlreadySettled as error:
        raise InvalidForm({f"check:{blocker.id}": f'{error} Choose "Still off track" to leave it so.'}) from error
    return blocker if blocker is not given.blocker else None


async def _reopened(unit: Unit, kept: Repository[T], item: T, by: str) -> T:
    """The record, open again. Raises AlreadySettled where it was not this person who settled it."""
    await unit.lock(item.team_id)
    fresh = await kept.get(item.id)
    if fresh is None:
        raise Refused(GONE)
    if fresh.state in STILL_OPEN:
        return fresh
    if fresh.settled_by != by:
        raise AlreadySettled(await who_was_first(unit, fresh))
    opened = _open(fresh)
    await kept.save(opened)
    return opened


def _open(item: T) -> T:
    match item:
        case Action():
            return replace(item, state=ActionState.OPEN, settled_at=None, settled_by=None, reason="")
        case Blocker():
            return replace(item, state=BlockerState.OPEN, settled_at=None, settled_by=None)
        case StopShift():
            return replace(item, state=StopState.OPEN, settled_at=None, settled_by=None)
