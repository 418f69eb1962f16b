"""What an adapter asks to be kept for it: installations with their tokens, addresses of conversations, waits that all
share, single-use tickets.

No platform's name stands here. All moments are real time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The app as it was installed to one workspace, or to an organisation of several.

    id: the platform and its own id of where it was installed, e.g. `slack:T0123`, `slack:E0123`.
    token, refresh_token: kept encrypted; the latter gets the next token, once, and is empty where tokens do not expire.
    expires_at: of the token. details: what else the platform told (the bot's user id, scopes ...); no secrets.
    """

    id: str
    platform: str
    name: str
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    installed_at: datetime


class Vault(Protocol):
    """Where installations are kept. Raises ConfigurationError where a secret cannot be read with the keys at hand."""

    async def find(self, installation_id: str) -> Installation | None:
        """The installation, or None."""

    async def installed(self, platform: str) -> list[Installation]:
        """All of a platform, the oldest first."""

    async def keep(self, installation: Installation) -> None:
        """Keep it in place of what was there. Ends a renewal."""

    async def keep_first(self, installation: Installation) -> bool:
        """As `keep`, unless its platform has, or had, another place than this one, or one comes at the same moment.
        Whether it was kept."""

    async def forget(self, installation_id: str) -> None:
        """Forget it with its secrets."""

    async def begin_renewal(self, installation_id: str, now: datetime, lease: timedelta) -> Installation | None:
        """The installation as it stands, to be renewed by the caller alone and then kept (the row is locked while this
        is decided); None where another process renews it, or it is gone."""


class Gates(Protocol):
    """How long a platform asked all of us to wait, by workspace and by the name of what is limited."""

    async def closed_until(self, workspace_id: str, name: str, now: datetime) -> datetime | None:
        """When it opens; None where it is open."""

    async def closed(self, beginning: str, now: datetime) -> Mapping[str, datetime]:
        """When each opens that is closed, of those whose names begin so, in all workspaces; the latest, by name."""

    async def close(self, workspace_id: str, name: str, until: datetime) -> None:
        """Closed for every process until this moment; an earlier one than is known changes nothing."""


class Tickets(Protocol):
    """Single-use secrets with an end (the state of an OAuth install). Only their hashes are kept."""

    async def issue(self, ticket: str, until: datetime) -> None:
        """Keep it until it is redeemed or its time is over."""

    async def redeem(self, ticket: str, now: datetime) -> bool:
        """Whether it was issued, is not over and was not redeemed before. Afterwards it is."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """How one conversation is reached, on a platform where its id alone does not say that.

    place: as in `Place.lane`: `channel:<id>`, or `member:<platform id>` for the conversation with one person alone.
    group: the platform's id of what several conversations belong to (a team of channels); empty for none.
    details: what else the platform told (where to send to, the conversation's own id ...); no secrets.
    is_open: False since the platform said that we may not write there any more.
    """

    workspace_id: str
    place: str
    group: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = True


Over = Callable[[Address, Address], Address]


class Addresses(Protocol):
    """Where addresses are kept, each once a workspace and place."""

    async def find(self, workspace_id: str, place: str) -> Address | None:
        """The address, or None."""

    async def of_group(self, workspace_id: str, group: str) -> list[Address]:
        """All of this group, by place."""

    async def starting(self, workspace_id: str, beginning: str, limit: int) -> list[Address]:
        """Up to `limit` whose place begins like this, by place."""

    async def keep(self, address: Address, over: Over | None = None) -> Address:
        """Keep it in place of what was there; what is kept. over: makes that of what is there and of this; nobody else
        writes it meanwhile."""

    async def forget(self, workspace_id: str, place: str) -> None:
        """Forget it, if it is there."""
