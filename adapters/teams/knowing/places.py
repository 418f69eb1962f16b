"""What a channel is called and of which kind it is, where the activity does not say; and where a form really came from.

Knows a team's list of channels and forgets after a while.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from adapters.teams.arriving.incoming import CHANNEL, Incoming
from adapters.teams.carried import Origin
from adapters.teams.connector import Connector
from adapters.teams.decoding.values import place_of
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.asking import Asked
from adapters.teams.knowing.people import People
from adapters.teams.objects import word
from cadence.ports import Address

KEPT = timedelta(minutes=10)
MOST_KEPT = 1_000
WANTED = ("name", "channel_type", "team_name")
"""What is asked for where it was never told; later changes are told by events."""
PATIENCE = timedelta(seconds=0.7)
GENERAL = "General"
"""Teams tells no name of a team's first channel."""


@dataclass(frozen=True)
class _Group:
    """A team of channels. channels: details of each, by id."""

    name: str
    guid: str
    channels: Mapping[str, Mapping[str, str]]


Where = tuple[Address, Mapping[str, Any]]
"""The address of the conversation that it came from, and the fields of a Request that say where it was asked for."""


class Places:
    """A cache over lists of channels. now: seconds that only grow."""

    def __init__(
        self,
        connector: Connector,
        book: AddressBook,
        people: People,
        now: Callable[[], float] = time.monotonic,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._connector, self._book, self._people = connector, book, people
        self._groups: Asked[tuple[str, str], _Group] = Asked("a team's channels", KEPT, MOST_KEPT, patience, now)

    async def placed(self, incoming: Incoming) -> Incoming:
        """The same, with what `where` finds."""
        return found_at(incoming, await self.where(incoming))

    async def where(self, incoming: Incoming) -> Where:
        """What Teams says of the channel it comes from. Where its card carries another origin, and its sender belongs
        there, that is where it comes from."""
        address = await self._described(incoming.address)
        return address, await self._origin(incoming) or place_of(address)

    def forget(self, workspace_id: str, group: str) -> None:
        """The channels of this team changed."""
        self._groups.age((workspace_id, group))

    async def close(self) -> None:
        """End what nobody waits for any more."""
        await self._groups.close()

    async def _described(self, shown: Address) -> Address:
        """With what is known of it, and what Teams' list of channels says."""
        kept = await self._book.find(shown.workspace_id, shown.place)
        known = replace(shown, details={**kept.details, **shown.details}) if kept else shown
        if known.details.get("kind") != CHANNEL or not known.group or all(map(known.details.get, WANTED)):
            return known
        group = await self._groups.get((known.workspace_id, known.group), lambda: self._ask(known))
        if group is None:
            return known
        listed = group.channels.get(known.details["conversation"], {})
        told = {**listed, "team_name": group.name, "team_guid": group.guid}
        described = replace(known, details={**known.details, **{name: value for name, value in told.items() if value}})
        if kept is not None and described.details != kept.details:
            await self._book.remember(described)
        return described

    async def _origin(self, incoming: Incoming) -> dict[str, Any] | None:
        """Anybody's client can write what it likes into a card's data: only who is in that channel came from there."""
        origin = incoming.carried.origin if incoming.carried else None
        if origin is None or not origin.channel or origin.channel == incoming.address.details.get("conversation"):
            return None
        there = await self._book.channel(incoming.address.workspace_id, origin.channel)
        if there is None or not await self._people.belongs(there, incoming.request.who.id):
            return None
        return place_of(await self._described(there))

    async def _ask(self, address: Address) -> _Group:
        """Raises FAILURES."""
        channels = await self._connector.channels(address, address.group)
        team: Mapping[str, Any] = {}
        if not (address.details.get("team_name") and address.details.get("team_guid")):
            team = await self._connector.team(address, address.group)
        name, guid = word(team, "name"), word(team, "aadGroupId")
        return _Group(name, guid, {word(one, "id"): _channel(one, address.group) for one in channels})


def found_at(incoming: Incoming, where: Where) -> Incoming:
    """The same, there."""
    address, told = where
    return replace(incoming, address=address, request=replace(incoming.request, **told))


def origin_of(incoming: Incoming) -> Origin:
    """What a card carries that is shown elsewhere than where it was asked for."""
    request = incoming.request
    return Origin(
        channel=request.channel or "",
        name=request.channel_name,
        is_private=request.channel_is_private,
        has_threads=request.channel_has_threads,
    )


def _channel(told: Mapping[str, Any], group: str) -> dict[str, str]:
    name = word(told, "name") or (GENERAL if told.get("id") == group else "")
    return {"name": name, "channel_type": (word(told, "type") or word(told, "channelType")).lower()}
