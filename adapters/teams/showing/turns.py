"""Keeps the messages of one conversation apart within this process: those of the outbox, and private answers.

Knows moments of this process alone; must not know what is sent.
"""

import asyncio
import time

from adapters.teams.refs import channel_of

GAP = 0.3
"""Seconds between two in one conversation: Teams takes seven in a second and eight in two."""


class Turns:
    """Of all conversations."""

    def __init__(self, gap: float = GAP) -> None:
        self._gap = gap
        self._next: dict[str, float] = {}

    async def wait(self, conversation: str) -> None:
        """Until it is this one's turn."""
        now, place = time.monotonic(), channel_of(conversation)
        self._next = {other: at for other, at in self._next.items() if at > now}
        mine = self._next.get(place, now)
        self._next[place] = mine + self._gap
        await asyncio.sleep(mine - now)
