"""Notes when a request last carried a good token, and when one was refused: `drumbeat doctor` compares.

Knows two names among the signs of life; must not know why anything was refused.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from cadence.ports import Heartbeats

GOOD, REFUSED = "teams:good", "teams:refused"
AT_MOST_EVERY = timedelta(minutes=1)

log = logging.getLogger(__name__)


class Signs:
    """heartbeats: None where nobody asks. clock: real time. Each is written once a minute at most."""

    def __init__(self, heartbeats: Heartbeats | None, clock: Callable[[], datetime]) -> None:
        self._heartbeats, self._clock = heartbeats, clock
        self._noted: dict[str, datetime] = {}

    async def note(self, name: str) -> None:
        """It just happened. Raises nothing: no request of Teams must fail for it."""
        now = self._clock()
        if self._heartbeats is None or now - self._noted.get(name, now - AT_MOST_EVERY) < AT_MOST_EVERY:
            return
        self._noted[name] = now
        try:
            await self._heartbeats.beat(name, now)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database is told elsewhere
            log.warning("It could not be noted how requests of Teams are signed: %s", type(error).__name__)


async def last_refused(heartbeats: Heartbeats) -> datetime | None:
    """When a request with a token was refused, where none was good since."""
    refused, good = await heartbeats.last_beat(REFUSED), await heartbeats.last_beat(GOOD)
    return refused if refused is not None and (good is None or good < refused) else None
