"""Turns each entry of a file into the record it describes: a new one, or the known one with what the entry gives."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.transfer.schema import (
    CycleEntry,
    InitiativeEntry,
    KeyResultEntry,
    LadderEntry,
    MemberEntry,
    ObjectiveEntry,
    TeamEntry,
    WorkspaceEntry,
)
from cadence.context import member_id as member_key
from cadence.follow.stage import policy_id
from cadence.ids import id_for, new_id
from cadence.model import Cycle, Initiative, KeyResult, Member, Objective, Policy, Record, TargetChange, Team, Workspace
from cadence.schedule.cycles import quarter_of

Row = Record
R = TypeVar("R", bound=Record)

OPERATOR = "operator"

_MEMBER = {"id": "external_id", "admin": "is_admin", "active": "is_active", "guest": "is_guest"}
_TEAM = {
    "private": "channel_is_private",
    "lead": "lead_id",
    "manager": "manager_id",
    "sponsor": "sponsor_id",
    "leadership": "is_leadership",
    "paused": "is_paused",
}
_OWNED = {"owner": "owner_id"}


def workspace(entry: WorkspaceEntry, known: Workspace | None) -> Workspace:
    base = known or Workspace(id=entry.id, platform=entry.platform, name=entry.id)
    named = replace(base, name=entry.name or base.name)
    if "rollout_lead" not in entry.model_fields_set:
        return named
    return replace(named, rollout_lead_id=member_key(entry.id, entry.rollout_lead) if entry.rollout_lead else None)


def member(entry: MemberEntry, workspace_id: str, known: Member | None) -> Member:
    fixed = {"id": member_key(workspace_id, entry.id), "workspace_id": workspace_id}
    return _made(Member, known, _given(entry, _MEMBER, workspace_id, known is None), fixed)


def team(entry: TeamEntry, workspace_id: str, known: Team | None) -> Team:
    given = _given(entry, _TEAM, workspace_id, known is None, leave=("members", "ladder", "cycle", "objectives"))
    return _made(Team, known, given, {"id": new_id(), "workspace_id": workspace_id})


def policy(entry: LadderEntry, team: Team, known: Policy | None) -> Policy:
    """Only the steps that the entry names; the others stay, in a new one at their defaults."""
    base = known or Policy(id=policy_id(team.id), workspace_id=team.workspace_id, team_id=team.id)
    return replace(base, **_given(entry, {}, team.workspace_id, is_new=False))


def cycle(entry: CycleEntry | None, team: Team, today: date) -> Cycle:
    """The calendar quarter where the file names none."""
    name, starts, ends = (entry.name, entry.starts, entry.ends) if entry else quarter_of(today)
    cycle_id = id_for("cycle", team.id, name)
    return Cycle(id=cycle_id, workspace_id=team.workspace_id, team_id=team.id, name=name, starts=starts, ends=ends)


def objective(entry: ObjectiveEntry, cycle: Cycle, known: Objective | None) -> Objective:
    """A removed one that is named again comes back."""
    given = _given(entry, _OWNED, cycle.workspace_id, known is None, leave=("key_results",))
    return _made(Objective, known, {**given, "is_removed": False}, _below(cycle, cycle_id=cycle.id))


def key_result(entry: KeyResultEntry, objective: Objective, known: KeyResult | None) -> KeyResult:
    """As `objective`."""
    given = _given(entry, _OWNED, objective.workspace_id, known is None, leave=("initiatives",))
    fixed = _below(objective, cycle_id=objective.cycle_id, objective_id=objective.id)
    return _made(KeyResult, known, {**given, "is_removed": False}, fixed)


def initiative(entry: InitiativeEntry, key_result: KeyResult, known: Initiative | None) -> Initiative:
    """As `objective`."""
    given = _given(entry, _OWNED, key_result.workspace_id, known is None)
    return _made(Initiative, known, {**given, "is_removed": False}, _below(key_result, key_result_id=key_result.id))


def new_target(before: KeyResult, after: KeyResult, now: datetime) -> TargetChange:
    """A target changed in mid-cycle stands in the next summary, whoever changed it."""
    return TargetChange(
        **_below(after, key_result_id=after.id),
        member_id=OPERATOR,
        at=now,
        old=before.target,
        new=after.target,
        reason="changed by the operator's import",
    )


def _below(parent: Any, **more: str) -> dict[str, Any]:
    """What a new record has of the one it belongs to."""
    return {"id": new_id(), "workspace_id": parent.workspace_id, "team_id": parent.team_id, **more}


def _made(kind: type[R], known: R | None, given: Mapping[str, Any], fixed: Mapping[str, Any]) -> R:
    return replace(known, **given) if known else kind(**given, **fixed)


def _given(
    entry: BaseModel, names: Mapping[str, str], workspace_id: str, is_new: bool, leave: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The fields of a record that the entry gives; all of them for a new one. People become member ids."""
    given: dict[str, Any] = {}
    for field in type(entry).model_fields if is_new else entry.model_fields_set:
        if field not in leave:
            name, value = names.get(field, field), getattr(entry, field)
            is_person = name.endswith("_id") and name != "external_id"
            given[name] = member_key(workspace_id, value) if is_person and value else value
    return given
