"""Notes when a platform's requests were last signed as they should be, and when they were not: `drumbeat doctor`
compares. Knows two names among the signs of life; must not know how anything is signed, nor why it was refused.
"""

import logging
from datetime import datetime, timedelta

from cadence.errors import StoreAway
from cadence.patience import somebody_waits
from cadence.ports import Clock, Heartbeats

AT_MOST_EVERY = timedelta(minutes=1)
SECONDS = 0.2
"""How long a request may wait for this to be noted."""

log = logging.getLogger(__name__)


class Signs:
    """platform: whose requests. heartbeats: None where nobody asks. clock: real time.

    Each is written once a minute at most, and raises nothing: no request must fail for it.
    """

    def __init__(self, platform: str, heartbeats: Heartbeats | None, clock: Clock) -> None:
        self._platform, self._heartbeats, self._clock = platform, heartbeats, clock
        self._noted: dict[str, datetime] = {}

    async def good(self) -> None:
        """A request came, signed as it should be."""
        await self._note(_good(self._platform))

    async def refused(self) -> None:
        """One looked like the platform's, and was not signed so."""
        await self._note(_refused(self._platform))

    async def _note(self, name: str) -> None:
        now = self._clock()
        if self._heartbeats is None or now - self._noted.get(name, now - AT_MOST_EVERY) < AT_MOST_EVERY:
            return
        self._noted[name] = now
        try:
            with somebody_waits(SECONDS):
                await self._heartbeats.beat(name, now)
        except StoreAway:  # of which the log tells once
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the request goes on
            log.warning("It could not be noted how requests of %s are signed: %s", self._platform, type(error).__name__)


async def last_good(heartbeats: Heartbeats, platform: str) -> datetime | None:
    """When a request was last signed as it should be."""
    return await heartbeats.last_beat(_good(platform))


async def last_refused(heartbeats: Heartbeats, platform: str) -> datetime | None:
    """When one was last refused, where none was good since."""
    refused, good = await heartbeats.last_beat(_refused(platform)), await last_good(heartbeats, platform)
    return refused if refused is not None and (good is None or good < refused) else None


def _good(platform: str) -> str:
    return f"{platform}:signed"


def _refused(platform: str) -> str:
    return f"{platform}:refused"
