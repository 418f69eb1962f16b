"""Keeps the messages of one conversation apart where the outbox's pace, which counts from handing out, is not enough.

Knows moments of this process alone; must not know what is sent.
"""

import asyncio
import time

LEAST = 1.0
"""Seconds between two messages in one conversation: Slack takes one a second."""


class Turns:
    """margin: by how much the outbox keeps its messages further apart than that, in seconds."""

    def __init__(self, margin: float) -> None:
        self._margin = margin
        self._next: dict[str, float] = {}

    async def wait(self, lane: str, since: float) -> None:
        """Until it is this one's turn. since: when it was handed out, in seconds of `time.monotonic`.

        Only one that was late makes the one after it wait.
        """
        await asyncio.sleep(self._next.pop(lane, 0.0) - time.monotonic())
        now = time.monotonic()
        if now - since > self._margin:
            self._next = {place: at for place, at in self._next.items() if at > now} | {lane: now + LEAST}
