"""Notes when Slack's requests were last signed as they should be, and when they were not: `drumbeat doctor` compares.

Knows two names among the signs of life; must not know why anything was refused.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from cadence.ports import Heartbeats

SIGNED, REFUSED = "slack:signed", "slack:refused"
AT_MOST_EVERY = timedelta(minutes=1)


class Signs:
    """heartbeats: None where nobody asks. clock: real time. Each is written once a minute at most."""

    def __init__(self, heartbeats: Heartbeats | None, clock: Callable[[], datetime]) -> None:
        self._heartbeats, self._clock = heartbeats, clock
        self._noted: dict[str, datetime] = {}

    async def note(self, name: str) -> None:
        """It just happened."""
        now = self._clock()
        if self._heartbeats is None or now - self._noted.get(name, now - AT_MOST_EVERY) < AT_MOST_EVERY:
            return
        self._noted[name] = now
        await self._heartbeats.beat(name, now)


async def last_refused(heartbeats: Heartbeats) -> datetime | None:
    """When a request that looked like Slack's was refused, where none was good since."""
    refused, signed = await heartbeats.last_beat(REFUSED), await heartbeats.last_beat(SIGNED)
    return refused if refused is not None and (signed is None or signed < refused) else None
