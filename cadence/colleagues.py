"""Whom somebody works with, as far as we know: for platforms that offer no roster where a form is shown.

Knows teams and roles; must not know what anybody is chosen for.
"""

from cadence.context import member_id
from cadence.model import Team
from cadence.permissions import is_here
from cadence.ports import Store, Unit

ASKING = "drumbeat"


async def colleagues(store: Store, workspace_id: str, platform_id: str) -> tuple[tuple[str, str], ...]:
    """(platform id, name) of everybody in the teams that this person is in or has a role in, they too, by name."""
    me = member_id(workspace_id, platform_id)
    async with store.unit(workspace_id, actor=ASKING) as unit:
        found: set[str] = {me}
        for team in await _teams_of(unit, me):
            found |= await _people_of(unit, team)
        people = await unit.members.find(id=sorted(found))
    named = [(each.external_id, each.name) for each in people if each.name and is_here(each)]
    return tuple(sorted(named, key=lambda each: (each[1].casefold(), each[0])))


async def _teams_of(unit: Unit, me: str) -> list[Team]:
    asked = [row.team_id for row in await unit.memberships.find(member_id=me)]
    teams = [
        *await unit.teams.find(id=asked),
        *await unit.teams.find(lead_id=me),
        *await unit.teams.find(manager_id=me),
        *await unit.teams.find(sponsor_id=me),
    ]
    return list({team.id: team for team in teams}.values())


async def _people_of(unit: Unit, team: Team) -> set[str]:
    asked = {row.member_id for row in await unit.memberships.find(team_id=team.id)}
    return asked | {role for role in (team.lead_id, team.manager_id, team.sponsor_id) if role}
