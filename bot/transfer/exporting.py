"""Writes a workspace's teams, members and OKRs as YAML. One function per kind of entry: record in, plain values out.

The same plain values show what an import would change. No readings, no answers.
"""

from collections.abc import Callable, Mapping
from datetime import time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

import yaml

from bot.shown import acts, tame
from bot.transfer.state import State, load_state
from cadence.follow.policies import STEPS, differences
from cadence.model import Cycle, Initiative, KeyResult, Member, Objective, Policy, Record, Team, Workspace
from cadence.ports import Store
from cadence.rhythm import DAYS

Names = Mapping[str, str]
Data = dict[str, Any]

HEADER = "# Teams, members and OKRs of a Drumbeat workspace. docs/import.md describes every key.\n"


async def export_yaml(store: Store, workspace_id: str) -> str:
    """The workspace as a file that imports without a change. Raises LookupError for an unknown workspace."""
    async with store.unit(workspace_id, actor="operator") as unit:
        state = await load_state(unit)
    text = yaml.dump(_file(state), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return HEADER + tame(text)  # what acts stands in double quotes, where it is read back as what it was


def _file(state: State) -> Data:
    assert state.workspace is not None  # noqa: S101 - loaded from it
    return {
        "workspace": workspace_data(state.workspace, state.names),
        "members": [member_data(member) for member in sorted(state.members, key=attrgetter("external_id"))],
        "teams": [_team(team, state) for team in sorted(state.teams, key=attrgetter("slug"))],
    }


def _team(team: Team, state: State) -> Data:
    data = team_data(team, state.names)
    data["members"] = sorted(state.names[row.member_id] for row in state.memberships if row.team_id == team.id)
    policy = state.policy_of(team)
    if policy and differences(policy):
        data["ladder"] = differences(policy)
    cycle = state.current_cycle(team)
    if cycle:
        mine = [row for row in state.objectives if row.cycle_id == cycle.id and not row.is_removed]
        data["cycle"] = cycle_data(cycle)
        data["objectives"] = [_objective(row, state) for row in sorted(mine, key=attrgetter("number"))]
    return data


def _objective(objective: Objective, state: State) -> Data:
    mine = [row for row in state.key_results if row.objective_id == objective.id and not row.is_removed]
    listed = [_key_result(row, state) for row in sorted(mine, key=attrgetter("number"))]
    return {**objective_data(objective, state.names), "key_results": listed}


def _key_result(key_result: KeyResult, state: State) -> Data:
    mine = [row for row in state.initiatives if row.key_result_id == key_result.id and not row.is_removed]
    listed = [initiative_data(row, state.names) for row in sorted(mine, key=attrgetter("title"))]
    return {**key_result_data(key_result, state.names), "initiatives": listed}


def workspace_data(workspace: Workspace, names: Names) -> Data:
    return {"id": workspace.id, "name": workspace.name, "rollout_lead": _name(workspace.rollout_lead_id, names)}


def member_data(member: Member) -> Data:
    return {
        "id": member.external_id,
        "name": member.name,
        "zone": member.zone,
        "country": member.country,
        "works_from": _wall(member.works_from),
        "works_until": _wall(member.works_until),
        "admin": member.is_admin,
        "active": member.is_active,
        "guest": member.is_guest,
    }


def team_data(team: Team, names: Names) -> Data:
    """Without its members, cycle and objectives."""
    return {
        "slug": team.slug,
        "name": team.name,
        "channel": team.channel,
        "private": team.channel_is_private,
        "lead": _name(team.lead_id, names),
        "manager": _name(team.manager_id, names),
        "sponsor": _name(team.sponsor_id, names),
        "zone": team.zone,
        "weekday": DAYS[team.weekday].lower(),
        "opens_at": _wall(team.opens_at),
        "window": _span(team.window),
        "meeting": team.meeting,
        "meeting_at": _wall(team.meeting_at),
        "replaces": team.replaces,
        "trial_ends": team.trial_ends,
        "country": team.country,
        "leadership": team.is_leadership,
        "paused": team.is_paused,
    }


def cycle_data(cycle: Cycle) -> Data:
    return {"name": cycle.name, "starts": cycle.starts, "ends": cycle.ends}


def objective_data(objective: Objective, names: Names) -> Data:
    return {"number": objective.number, "title": objective.title, "owner": _name(objective.owner_id, names)}


def key_result_data(key_result: KeyResult, names: Names) -> Data:
    return {
        "number": key_result.number,
        "title": key_result.title,
        "owner": _name(key_result.owner_id, names),
        "start": key_result.start,
        "target": key_result.target,
        "unit": key_result.unit,
        "direction": key_result.direction.value,
        "kind": key_result.kind.value,
    }


def initiative_data(initiative: Initiative, names: Names) -> Data:
    return {"title": initiative.title, "owner": _name(initiative.owner_id, names)}


_DATA: dict[type[Record], Callable[[Any, Names], Data]] = {
    Member: lambda row, _: member_data(row),
    Team: team_data,
    Cycle: lambda row, _: cycle_data(row),
    Objective: objective_data,
    KeyResult: key_result_data,
    Initiative: initiative_data,
    Policy: lambda row, _: {step: getattr(row, step) for step in STEPS},
}


def row_data(row: Record, names: Names) -> Data:
    """The plain values of any of these records, by key."""
    return _DATA[type(row)](row, names)


def _name(member_id: str | None, names: Names) -> str | None:
    return names.get(member_id) if member_id else None


class _Clock(str):
    """A time of day; quoted in the file, since other readers of YAML take some of them for numbers."""

    __slots__ = ()


def _wall(wall: time | None) -> str | None:
    return _Clock(f"{wall:%H:%M}") if wall else None


def _span(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.3f}".rstrip("0").rstrip(".") + "h"


class _Dumper(yaml.SafeDumper):
    """Numbers exactly as they are, lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _number(dumper: _Dumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value.normalize():f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _clock(dumper: _Dumper, wall: _Clock) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(wall), style='"')


def _words(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if any(map(acts, value)) else None)


_Dumper.add_representer(str, _words)
_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(_Clock, _clock)
