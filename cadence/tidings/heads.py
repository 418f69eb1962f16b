"""Who answers for a team: its lead; once the lead has left, whoever may name another. Who is told of it: the same,
past whom no direct message reaches.

Knows roles and their order; must not know what they are told.
"""

from collections.abc import Callable

from cadence.model import Member, Team
from cadence.permissions import is_here, is_reachable, runs_team
from cadence.ports import Unit


async def heads_of(unit: Unit, team: Team) -> list[Member]:
    """Who is told: the lead; else the next who would have a word; empty where nobody can be reached."""
    lead = await unit.members.get(team.lead_id)
    return [lead] if lead and is_reachable(lead) else await _above(unit, team, is_reachable)


async def who_may_name(unit: Unit, team: Team) -> list[Member]:
    """Who hears that the team needs a lead: its manager; else the rollout lead; else every admin."""
    return await _above(unit, team, is_here)


async def _above(unit: Unit, team: Team, fits: Callable[[Member | None], bool]) -> list[Member]:
    for role in (team.manager_id, unit.workspace.rollout_lead_id):
        found = await unit.members.get(role) if role else None
        if found and fits(found) and found.id != team.lead_id:
            return [found]
    return [member for member in await admins(unit) if fits(member)]


async def admins(unit: Unit) -> list[Member]:
    """By name."""
    found = [member for member in await unit.members.find() if member.administers and is_here(member)]
    return sorted(found, key=lambda member: (member.name, member.id))


async def may_set_up(unit: Unit, me: Member, team: Team) -> bool:
    """The lead or an admin; while there is no lead, also who may name one, and any of its members if nobody may."""
    if runs_team(me, team):
        return True
    if is_here(await unit.members.get(team.lead_id)) or not is_here(me):
        return False
    others = await who_may_name(unit, team)
    if others:
        return me in others
    return bool(await unit.memberships.find(team_id=team.id, member_id=me.id))
