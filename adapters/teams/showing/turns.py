"""Keeps the messages of one conversation apart within this process: those of the outbox, and private answers.

Knows moments of this process alone; must not know what is sent.
"""

import asyncio
import time
from datetime import timedelta
from http import HTTPStatus

from adapters.teams.errors import TeamsError
from adapters.teams.refs import channel_of

GAP = 0.3
"""Seconds between two in one conversation: Teams takes seven in a second and eight in two."""
LONGEST = 60.0
"""Who asks for more at once than can be said to them in a minute gets the rest of it never."""


class Turns:
    """Of all conversations."""

    def __init__(self, gap: float = GAP) -> None:
        self._gap = gap
        self._next: dict[str, float] = {}

    async def wait(self, conversation: str, longest: float = LONGEST) -> None:
        """Until it is this one's turn. Raises TeamsError where that takes longer than these seconds: it is no turn."""
        now, place = time.monotonic(), channel_of(conversation)
        self._next = {other: at for other, at in self._next.items() if at > now}
        mine = self._next.get(place, now)
        if mine - now > longest:
            raise TeamsError(HTTPStatus.TOO_MANY_REQUESTS, "crowded", timedelta(seconds=mine - now))
        self._next[place] = mine + self._gap
        await asyncio.sleep(mine - now)
