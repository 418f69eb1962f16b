"""Who people are, as Teams knows them: asked for one by one, or a conversation's whole roster for forms.

Knows rosters and forgets after a while; must not know what people do here.
"""

import time
from collections.abc import Callable, Sequence

from adapters.teams.arriving.incoming import Incoming
from adapters.teams.connector import Connector
from adapters.teams.knowing.addresses import AddressBook
from cadence.ports import Address
from cadence.requests import Person


class People:
    """A cache over rosters. now: seconds that only grow."""

    def __init__(self, connector: Connector, book: AddressBook, now: Callable[[], float] = time.monotonic) -> None:
        self._connector, self._book, self._now = connector, book, now

    async def introduced(self, incoming: Incoming) -> Incoming:
        """The same, with who sent it and whom it names as Teams knows them; mentions become `<@aadObjectId>`."""
        raise NotImplementedError

    async def choices(self, address: Address) -> Sequence[tuple[str, str]]:
        """(aadObjectId, name) of everybody who can be chosen there, by name; as many as a form takes."""
        raise NotImplementedError

    async def belongs(self, address: Address, aad: str) -> bool:
        """Whether this person is in that conversation; no where Teams does not answer."""
        raise NotImplementedError

    async def find(self, address: Address, who: Person, user: str = "") -> Person:
        """The person; as last known, or else as they are here, where Teams does not answer in time."""
        raise NotImplementedError

    def forget(self, address: Address) -> None:
        """Somebody came or left there: ask again when it matters."""
        raise NotImplementedError
