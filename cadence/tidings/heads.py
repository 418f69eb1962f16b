"""Who answers for a team: its lead; once the lead has left, whoever may name another.

Knows roles and their order; must not know what they are told.
"""

from cadence.model import Member, Team
from cadence.permissions import is_here, runs_team
from cadence.ports import Unit


async def heads_of(unit: Unit, team: Team) -> list[Member]:
    """The lead; else who may name another; empty where nobody is left."""
    lead = await unit.members.get(team.lead_id)
    return [lead] if lead and is_here(lead) else await who_may_name(unit, team)


async def who_may_name(unit: Unit, team: Team) -> list[Member]:
    """Who hears that the team needs a lead: its manager; else the rollout lead; else every admin."""
    for role in (team.manager_id, unit.workspace.rollout_lead_id):
        found = await unit.members.get(role) if role else None
        if found and is_here(found) and found.id != team.lead_id:
            return [found]
    return await admins(unit)


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
