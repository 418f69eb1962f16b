"""News for the engine of what decoding made of an event: completed by who is who, and which channels a team has.

Knows addresses; must not look into an activity, nor decide anything.
"""

from collections.abc import Sequence
from dataclasses import replace

from adapters.teams.decoding.told import Greeted, Heard, PeopleTold, TeamTold
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.people import People
from adapters.teams.knowing.places import Places
from adapters.teams.where import id_in, is_personal, member_place
from cadence.ports import Address
from cadence.tidings.kinds import ChannelChange, ChannelChanged, News, PeopleLeft, Reached

OVER = (ChannelChange.LEFT, ChannelChange.DELETED)
OPEN = (ChannelChange.JOINED, ChannelChange.REOPENED)


class Hearing:
    """Reads and keeps addresses; forgets what an event shows to be old."""

    def __init__(self, book: AddressBook, people: People, places: Places) -> None:
        self._book, self._people, self._places = book, people, places

    async def news(self, heard: Heard) -> Sequence[News]:
        """What the engine is to be told, in this order. A greeting's `hello` is the caller's to answer afterwards."""
        match heard:
            case ChannelChanged():
                return [await self._of_channel(heard)]
            case TeamTold():
                return await self._of_team(heard)
            case PeopleTold():
                return await self._of_people(heard)
            case Greeted():
                return [heard.reached]
        if not heard.is_reachable:
            await self._book.close(heard.workspace_id, member_place(heard.who))
        return [heard]

    async def met(self, address: Address, news_id: str) -> Reached | None:
        """Remember where an activity came from; news where that is a personal chat that was not open before."""
        is_new = await self._book.remember(address)
        if not is_personal(address):
            return None
        who = id_in(address.place)
        await self._book.learn(address.workspace_id, address.details.get("user", ""), who)
        if not is_new:
            return None
        return Reached(workspace_id=address.workspace_id, news_id=f"{news_id}|met", who=who, is_reachable=True)

    async def _of_channel(self, changed: ChannelChanged) -> ChannelChanged:
        known = await self._book.channel(changed.workspace_id, changed.channel)
        if known is not None:
            self._places.forget(known.workspace_id, known.group)
            await self._mark(known, changed.change, {"name": changed.name})
        return changed

    async def _of_team(self, told: TeamTold) -> list[News]:
        """The same for each of its channels that was ever seen; only where we were put somebody is to be thanked."""
        self._places.forget(told.workspace_id, told.group)
        channels = await self._book.of_group(told.workspace_id, told.group)
        for channel in channels:
            await self._mark(channel, told.change, {"team_name": told.name})
        return [_changed(told, channel, told.change) for channel in channels] if told.change else []

    async def _mark(self, known: Address, change: ChannelChange | None, told: dict[str, str]) -> None:
        """Keep how it is called now, and whether we may write there."""
        if change in OVER:
            await self._book.close(known.workspace_id, known.place)
            return
        details = {**known.details, **{name: value for name, value in told.items() if value}}
        await self._book.remember(replace(known, details=details, is_open=known.is_open or change in OPEN))

    async def _of_people(self, told: PeopleTold) -> list[News]:
        places = [told.place] if told.place else []
        where = [await self._book.find(told.workspace_id, place) for place in places]
        known = [one for one in where if one] or await self._book.of_group(told.workspace_id, told.group)
        people = await self._who(told)
        for address in known:
            for one in people or ("",):
                self._people.forget(address, one)
        channels = tuple(one.details["conversation"] for one in known)
        if not (told.are_gone and people and channels):
            return []
        return [_left(told, channels, people)]

    async def _who(self, told: PeopleTold) -> tuple[str, ...]:
        """Whoever nobody ever told us of is nobody's member here."""
        found = [one.aad or await self._book.who(told.workspace_id, one.user) for one in told.people]
        for one in told.people:
            await self._book.learn(told.workspace_id, one.user, one.aad)
        return tuple(dict.fromkeys(one for one in found if one))


def _changed(told: TeamTold, channel: Address, change: ChannelChange) -> ChannelChanged:
    conversation = channel.details["conversation"]
    return ChannelChanged(
        workspace_id=told.workspace_id,
        news_id=f"{told.news_id}|{conversation}",
        at=told.at,
        channel=conversation,
        change=change,
        name=channel.details.get("name", ""),
        by=told.by if conversation == told.channel else "",
    )


def _left(told: PeopleTold, channels: tuple[str, ...], people: tuple[str, ...]) -> PeopleLeft:
    return PeopleLeft(
        workspace_id=told.workspace_id, news_id=told.news_id, at=told.at, channels=channels, people=people
    )
