"""Which conversations Teams asked to leave alone, whichever process heard it.

Knows where that is kept, and how often it is looked up; must not know what is sent.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from cadence.ports import Clock, Gates

CONVERSATION = "conversation:"
LOOK = 1.0
"""Seconds between two looks, however much is sent: what another process heard is known after that time."""
PATIENCE = 0.3
"""Seconds for that: somebody waits to hear that the database is away, too."""

log = logging.getLogger(__name__)


class Waits:
    """Nothing is raised: where the database is away, each process knows what it heard itself. now: in seconds, of this
    process."""

    def __init__(self, gates: Gates, clock: Clock, *, now: Callable[[], float] = time.monotonic) -> None:
        self._gates, self._clock, self._now = gates, clock, now
        self._looked = float("-inf")

    async def tell(self, workspace_id: str, conversation: str, wait: timedelta) -> None:
        """To all processes."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._gates.close(workspace_id, f"{CONVERSATION}{conversation}", self._clock() + wait)
        except Exception as error:  # noqa: BLE001 - a database that is away must not hide what Teams said
            log.warning("A wait could not be kept: %s", type(error).__name__)

    async def heard(self) -> Mapping[str, float]:
        """How many seconds are left, by conversation; nothing where that was looked up a moment ago."""
        if self._now() - self._looked < LOOK:
            return {}
        self._looked = self._now()
        try:
            now = self._clock()
            async with asyncio.timeout(PATIENCE):
                closed = await self._gates.closed(CONVERSATION, now)
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("Waits could not be looked up: %s", type(error).__name__)
            return {}
        return {name.removeprefix(CONVERSATION): (until - now).total_seconds() for name, until in closed.items()}
