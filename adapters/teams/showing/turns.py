"""Keeps the messages of one conversation apart within this process: those of the outbox, and private answers.

Knows moments of this process, and what others heard (`waits`); must not know what is sent.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus

from adapters.teams.errors import TeamsError
from adapters.teams.refs import channel_of
from adapters.teams.showing.waits import Waits
from cadence.pacing import asked

GAP = 0.3
"""Seconds between two in one conversation: Teams takes seven in a second and eight in two."""
LONGEST = 60.0
"""Who asks for more at once than can be said to them in a minute gets the rest of it never."""


class Turns:
    """Of all conversations. waits: None where nothing is shared. now, sleep: in seconds, of this process."""

    def __init__(
        self,
        gap: float = GAP,
        *,
        waits: Waits | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap, self._waits = gap, waits
        self.now, self._sleep = now, sleep
        self._next: dict[str, float] = {}
        self._held: dict[str, float] = {}

    async def wait(self, conversation: str, longest: float = LONGEST) -> None:
        """Until it is this one's turn. Raises TeamsError where that takes longer than these seconds: it is no turn."""
        begun, place = self.now(), channel_of(conversation)
        while True:
            await self._listen()
            now = self.now()
            self._next, self._held = _still(self._next, now), _still(self._held, now)
            mine = max(self._next.get(place, now), self._held.get(place, now))
            if mine - begun > longest:
                raise TeamsError(HTTPStatus.TOO_MANY_REQUESTS, "crowded", timedelta(seconds=mine - now))
            self._next[place] = mine + self._gap
            await self._sleep(mine - now)
            if self._held.get(place, mine) <= self.now():
                return

    def hold(self, conversation: str, seconds: float) -> None:
        """Teams asked to wait so long with this one; whoever has a turn already waits, too."""
        place = channel_of(conversation)
        self._held[place] = max(self._held.get(place, 0.0), self.now() + seconds)

    @asynccontextmanager
    async def heeding(self, workspace_id: str, conversation: str) -> AsyncIterator[None]:
        """Around a call there: where Teams asks to wait, all who write there do, also where this call is lost."""
        try:
            yield
        except TeamsError as error:
            if error.retry_after is not None:
                wait = asked(error.retry_after)
                self.hold(conversation, wait.total_seconds())
                if self._waits is not None:
                    await self._waits.tell(workspace_id, channel_of(conversation), wait)
            raise

    async def _listen(self) -> None:
        for conversation, seconds in (await self._waits.heard()).items() if self._waits is not None else ():
            self.hold(conversation, seconds)


def _still(moments: dict[str, float], now: float) -> dict[str, float]:
    return {place: at for place, at in moments.items() if at > now}
