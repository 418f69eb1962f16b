"""Brings a file into the store: all of it in one unit of work, or nothing.

Knows which changes call for more than a saved row: a team whose rhythm changed has its next check-in planned anew.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.calendars import PublicHolidays
from bot.dates import LenientDates
from bot.transfer.diffing import Change, Comparison
from bot.transfer.records import OPERATOR
from bot.transfer.schema import Draft
from bot.transfer.state import State, load_state
from cadence.context import Services
from cadence.model import Team, Workspace
from cadence.ports import Store, Unit
from cadence.weekly.planning import replan

RHYTHM = ("weekday", "opens_at", "window", "zone", "country", "is_paused")


async def plan_import(store: Store, text: str, prune: bool = False) -> list[Change]:
    """What `apply_import` would change. Changes nothing. Raises ConfigurationError with every fault of the file."""
    draft = Draft(text)
    if not await _is_known(store, draft.workspace_id):
        return _compare(draft, State(), datetime.now(UTC), prune)
    async with store.unit(draft.workspace_id, actor=OPERATOR) as unit:
        return _compare(draft, await load_state(unit), unit.now, prune)


async def apply_import(store: Store, text: str, prune: bool = False) -> list[Change]:
    """Make the changes, and say which. Makes the workspace where it is missing. Raises ConfigurationError."""
    draft = Draft(text)
    founded = [] if await _is_known(store, draft.workspace_id) else await _found(store, draft)
    async with store.unit(draft.workspace_id, actor=OPERATOR) as unit:
        state = await load_state(unit, hold=True)
        changes = _compare(draft, state, unit.now, prune)
        for change in changes:
            await _apply(unit, change)
        await _replan(unit, state, changes)
    told = [change for change in changes if not founded or change.kind != "workspace"]  # founding it is one change
    return [*founded, *told]


def _compare(draft: Draft, state: State, now: datetime, prune: bool) -> list[Change]:
    plan = draft.check(set(state.names.values()))
    return Comparison(plan, state, now, prune).run().changes


async def _is_known(store: Store, workspace_id: str) -> bool:
    return workspace_id in {workspace.id for workspace in await store.workspaces()}


async def _found(store: Store, draft: Draft) -> list[Change]:
    """Make the workspace, once the whole file was found to be without fault."""
    changes = _compare(draft, State(), datetime.now(UTC), prune=False)
    founding = [change for change in changes if change.kind == "workspace"]
    for change in founding:
        if isinstance(change.record, Workspace):
            await store.add_workspace(replace(change.record, rollout_lead_id=None))  # kept together with the members
    return founding


async def _apply(unit: Unit, change: Change) -> None:
    if isinstance(change.record, Workspace):
        await unit.save_workspace(change.record)
        return
    repository: Any = getattr(unit, change.kind)
    if change.is_gone:
        await repository.remove(change.record.id)
    elif change.is_new:
        await repository.add(change.record)
    else:
        await repository.save(change.record)


async def _replan(unit: Unit, state: State, changes: Iterable[Change]) -> None:
    services = Services(holidays=PublicHolidays(), dates=LenientDates())
    known = {team.id: team for team in state.teams}
    for change in changes:
        team = change.record
        if isinstance(team, Team) and team.id in known and not team.is_paused and _moved(known[team.id], team):
            await replan(unit, services, team)


def _moved(before: Team, after: Team) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in RHYTHM)
