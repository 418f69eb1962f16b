"""The Bot Connector's REST calls over one long-lived session: each is made once, and its end is told exactly.

Knows URLs, time limits and bodies; must not know what a call is for. Only services that `allows` lets through are called.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from adapters.teams.credentials import Credentials
from cadence.ports import Address

Json = dict[str, Any]


class Connector:
    """allows: whether a serviceUrl is one of Microsoft's (in the emulator mode: on this machine)."""

    def __init__(self, credentials: Credentials, allows: Callable[[str], bool]) -> None:
        self._credentials, self._allows = credentials, allows

    async def send(self, address: Address, activity: Json, thread: str = "") -> str:
        """Post it; its ref, `<conversation>|<activity id>`. thread: id of the thread's first message, in a channel.

        Where Teams took it without naming it, the ref ends with the bar. Raises TeamsError.
        """
        raise NotImplementedError

    async def update(self, address: Address, ref: str, activity: Json) -> str:
        """Put it in the place of the message with this ref, which is returned. Raises TeamsError."""
        raise NotImplementedError

    async def open_personal(self, service_url: str, tenant: str, bot: str, user: str) -> str:
        """The id of the conversation with this person alone, the same each time. Raises TeamsError.

        user: `29:..`, or the person's aadObjectId.
        """
        raise NotImplementedError

    def members(self, address: Address) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """Everybody in the conversation, page by page. Raises TeamsError."""
        raise NotImplementedError

    async def member(self, address: Address, user: str) -> Mapping[str, Any]:
        """One of them, by `29:..` or aadObjectId. Raises TeamsError."""
        raise NotImplementedError

    async def team(self, address: Address, team_id: str) -> Mapping[str, Any]:
        """The team of channels: id, name, aadGroupId. Raises TeamsError."""
        raise NotImplementedError

    async def channels(self, address: Address, team_id: str) -> Sequence[Mapping[str, Any]]:
        """Its channels: id, name (None for General), type. Raises TeamsError."""
        raise NotImplementedError

    async def close(self) -> None:
        """Let go of the network."""
        await self._credentials.close()
