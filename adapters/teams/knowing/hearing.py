"""News for the engine of what decoding made of an event: completed by who is who, and which channels a team has.

Knows addresses; must not look into an activity, nor decide anything.
"""

from collections.abc import Sequence

from adapters.teams.decoding.told import Heard
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.people import People
from adapters.teams.knowing.places import Places
from cadence.ports import Address
from cadence.tidings.kinds import News, Reached


class Hearing:
    """Reads and keeps addresses; forgets what an event shows to be old."""

    def __init__(self, book: AddressBook, people: People, places: Places) -> None:
        self._book, self._people, self._places = book, people, places

    async def news(self, heard: Heard) -> Sequence[News]:
        """What the engine is to be told, in this order. A greeting's `hello` is the caller's to answer afterwards."""
        raise NotImplementedError

    async def met(self, address: Address, news_id: str) -> Reached | None:
        """Remember where an activity came from; news where that is a personal chat that was not open before."""
        raise NotImplementedError
