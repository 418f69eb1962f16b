"""People and apps that come and go in the loopback Teams, and which events tell of it."""

from tests.fakes.teams.activities import Activities
from tests.fakes.teams.server import FakeTeams
from tests.fakes.teams.state import Conversation, Kind, MsTeam, User
from tests.fakes.teams.tenant import Tenant


class Happenings:
    """Of one tenant. tells: whether the bot hears of it at once."""

    def __init__(self, teams: FakeTeams, at: Tenant | None = None) -> None:
        self.teams, self.at = teams, at or teams.tenant

    @property
    def activities(self) -> Activities:
        return Activities(self.at, self.teams.service_url)

    async def add_app(self, by: User, place: Conversation | MsTeam | None = None) -> None:
        """To a team, a chat, or their own apps. Two events tell of it, in no order that one could rely on."""
        chosen = self._chosen(place, by)
        self._set_app(chosen, by, is_there=True)
        too = [self.activities.account(by)] if chosen.kind is Kind.PERSONAL else []
        told = self.activities.update(by, chosen, "", membersAdded=[self.activities.bot(), *too])
        if chosen.team is not None:
            told["conversation"]["name"] = chosen.name
            told["channelData"]["settings"] = {"selectedChannel": {"id": chosen.id}}
        await self.teams.wire.deliver(told)
        await self.teams.wire.deliver(self.activities.installation(by, chosen, "add"))

    async def remove_app(self, by: User, place: Conversation | MsTeam | None = None) -> None:
        """Out of a team, a chat, or their own apps."""
        chosen = self._chosen(place, by)
        self._set_app(chosen, by, is_there=False)
        await self.teams.wire.deliver(self.activities.installation(by, chosen, "remove"))

    async def join(self, user: User, place: Conversation | MsTeam) -> None:
        """The event of a team names nobody's id in the directory."""
        chosen = self._chosen(place, user)
        chosen.people.append(user)
        added = [self.activities.account(user, with_aad=chosen.team is None)]
        event = "teamMemberAdded" if chosen.team else ""
        await self.teams.wire.deliver(self.activities.update(user, chosen, event, membersAdded=added))

    async def leave(self, user: User, place: Conversation | MsTeam) -> None:
        """Once gone, the roster knows nothing of them any more."""
        chosen = self._chosen(place, user)
        chosen.people.remove(user)
        gone = [self.activities.account(user, with_aad=False)]
        event = "teamMemberRemoved" if chosen.team else ""
        await self.teams.wire.deliver(self.activities.update(None, chosen, event, membersRemoved=gone))

    async def rename_channel(self, by: User, channel: Conversation, name: str) -> None:
        channel.name = name
        told = {"channel": {"id": channel.id, "name": name}}
        await self.teams.wire.deliver(self.activities.update(by, channel, "channelRenamed", channel_data=told))

    async def delete_channel(self, by: User, channel: Conversation) -> None:
        del self.at.conversations[channel.id]
        told = {"channel": {"id": channel.id, "name": channel.name}}
        await self.teams.wire.deliver(self.activities.update(by, channel, "channelDeleted", channel_data=told))

    def _chosen(self, place: Conversation | MsTeam | None, by: User) -> Conversation:
        if isinstance(place, MsTeam):
            return place.channels[0]
        return place or self.at.personal(by)

    def _set_app(self, place: Conversation, by: User, *, is_there: bool) -> None:
        if place.team is not None and place.channel_type == "standard":
            place.team.has_app = is_there
        elif place.kind is Kind.PERSONAL:
            self.at.installed_for.discard(by.aad)
            self.at.installed_for |= {by.aad} if is_there else set()
        else:
            place.added_app = is_there
