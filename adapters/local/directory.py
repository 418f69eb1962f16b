"""Who and what there is in the local workspace, read once per request: people, teams, channels.

Knows records and channels; must not know pages or HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.local.clock import WORKSPACE
from cadence.model import Member, Membership, Team
from cadence.ports import Channel, ChatLog, Store
from cadence.requests import Person


@dataclass(frozen=True, kw_only=True)
class Directory:
    """now: domain time. members: the active ones, by name. teams: by name. channels: by name."""

    name: str
    now: datetime
    members: tuple[Member, ...]
    teams: tuple[Team, ...]
    memberships: tuple[Membership, ...]
    channels: tuple[Channel, ...]

    def member(self, person: str) -> Member | None:
        """The member with this platform id."""
        return next((member for member in self.members if member.external_id == person), None)

    def channel(self, channel_id: str) -> Channel | None:
        return next((channel for channel in self.channels if channel.id == channel_id), None)

    def team_of(self, channel_id: str) -> Team | None:
        """The team that lives in this channel."""
        return next((team for team in self.teams if team.channel == channel_id), None)

    def teams_with(self, me: Member) -> list[Team]:
        """The teams that ask this member or that they lead, those they lead first."""
        asked = {row.team_id for row in self.memberships if row.member_id == me.id}
        mine = [team for team in self.teams if team.id in asked or team.lead_id == me.id]
        return sorted(mine, key=lambda team: team.lead_id != me.id)

    def roster(self, team: Team) -> list[Member]:
        """Whom the team asks, by name."""
        asked = {row.member_id for row in self.memberships if row.team_id == team.id}
        return [member for member in self.members if member.id in asked]

    def name_of(self, member_id: str | None) -> str:
        """The member's name, or nothing."""
        return next((member.name for member in self.members if member.id == member_id), "")

    def role(self, member: Member) -> str:
        """What the member does here, in a few words."""
        led = [team.name for team in self.teams if team.lead_id == member.id]
        if led:
            return f"leads {' and '.join(led)}"
        asked = [team.name for team in self.teams_with(member)]
        managed = [team.name for team in self.teams if member.id in (team.manager_id, team.sponsor_id)]
        return ", ".join(asked) or (f"looks after {', '.join(managed)}" if managed else "no team yet")

    def visible_to(self, me: Member) -> list[Channel]:
        """Public channels, and the private ones of teams that the member belongs to."""
        return [channel for channel in self.channels if not channel.is_private or self._belongs(me, channel)]

    def _belongs(self, me: Member, channel: Channel) -> bool:
        team = self.team_of(channel.id)
        if team is None or me.administers:
            return True
        return me.id in (team.lead_id, team.manager_id, team.sponsor_id) or me in self.roster(team)

    def newcomer_team(self) -> Team | None:
        """The team to begin with: the first that is no leadership team."""
        return min(self.teams, key=lambda team: (team.is_leadership, team.name), default=None)


def person_of(member: Member) -> Person:
    """The member as a platform would name them in a request."""
    return Person(
        id=member.external_id,
        name=member.name,
        zone=member.zone,
        is_guest=member.is_guest,
    )


async def load_directory(store: Store, chatlog: ChatLog) -> Directory:
    """Raises LookupError where the local workspace does not exist yet."""
    channels = await chatlog.channels()
    async with store.unit(WORKSPACE, actor="drumbeat") as unit:
        return Directory(
            name=unit.workspace.name,
            now=unit.now,
            members=_by_name(await unit.members.find(is_active=True)),
            teams=tuple(sorted(await unit.teams.find(), key=lambda team: team.name)),
            memberships=tuple(await unit.memberships.find()),
            channels=tuple(channels),
        )


def _by_name(members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda member: (member.name.lower(), member.id)))
