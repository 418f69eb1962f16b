"""What is there now of all that a file may name: loaded once, compared later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cadence.model import Cycle, Initiative, KeyResult, Member, Membership, Objective, Policy, Team, Workspace
from cadence.ports import Unit


@dataclass(frozen=True, kw_only=True)
class State:
    """workspace: None where it is not kept yet; then all the rest is empty. Removed rows are included."""

    workspace: Workspace | None = None
    members: Sequence[Member] = ()
    teams: Sequence[Team] = ()
    memberships: Sequence[Membership] = ()
    cycles: Sequence[Cycle] = ()
    objectives: Sequence[Objective] = ()
    key_results: Sequence[KeyResult] = ()
    initiatives: Sequence[Initiative] = ()
    policies: Sequence[Policy] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Platform id by member id."""

    def policy_of(self, team: Team) -> Policy | None:
        return next((policy for policy in self.policies if policy.team_id == team.id), None)

    def current_cycle(self, team: Team) -> Cycle | None:
        mine = [cycle for cycle in self.cycles if cycle.team_id == team.id and cycle.is_current]
        return mine[-1] if mine else None


async def load_state(unit: Unit, hold: bool = False) -> State:
    """The workspace's state. hold: lock its teams first, since they are about to be changed."""
    if hold:
        for team in await unit.teams.find():
            await unit.lock(team.id)
    members = await unit.members.find()
    return State(
        workspace=unit.workspace,
        members=members,
        teams=await unit.teams.find(),
        memberships=await unit.memberships.find(),
        cycles=await unit.cycles.find(),
        objectives=await unit.objectives.find(),
        key_results=await unit.key_results.find(),
        initiatives=await unit.initiatives.find(),
        policies=await unit.policies.find(),
        names={member.id: member.external_id for member in members},
    )
