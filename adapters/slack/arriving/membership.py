"""What Drumbeat knows of a workspace that decides which news of it matter: its members, and its teams' groups.

Knows the store; must not know Slack.
"""

from cadence.context import member_id
from cadence.ports import Store

READER = "drumbeat"


class Membership:
    """Reads what is kept; changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def knows(self, workspace_id: str, user: str) -> bool:
        """Whether this person was ever met here. Raises what the store raises."""
        async with self._store.unit(workspace_id, actor=READER) as unit:
            return await unit.members.get(member_id(workspace_id, user)) is not None

    async def rosters(self, workspace_id: str) -> frozenset[str]:
        """The platform's ids of the groups whose members are a team."""
        async with self._store.unit(workspace_id, actor=READER) as unit:
            used = {team.group_id for team in await unit.teams.find() if team.group_id}
            return frozenset(group.external_id for group in await unit.groups.find(id=tuple(used)))

    async def leads(self, workspace_id: str) -> frozenset[str]:
        """The platform's ids of everybody who leads a team here: whose manager may be asked for something."""
        async with self._store.unit(workspace_id, actor=READER) as unit:
            leads = {team.lead_id for team in await unit.teams.find()}
            return frozenset(member.external_id for member in await unit.members.find(id=tuple(leads)))
