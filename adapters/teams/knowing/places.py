"""What a channel is called and of which kind it is, where the activity does not say; and where a form really came from.

Knows a team's list of channels and forgets after a while.
"""

import time
from collections.abc import Callable

from adapters.teams.arriving.incoming import Incoming
from adapters.teams.connector import Connector
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.people import People


class Places:
    """A cache over lists of channels. now: seconds that only grow."""

    def __init__(
        self, connector: Connector, book: AddressBook, people: People, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._connector, self._book, self._people, self._now = connector, book, people, now

    async def placed(self, incoming: Incoming) -> Incoming:
        """The same, with what Teams says of the channel it comes from. Where its card carries another origin, and its
        sender belongs there, that is where it comes from."""
        raise NotImplementedError

    def forget(self, group: str) -> None:
        """The channels of this team changed."""
        raise NotImplementedError
