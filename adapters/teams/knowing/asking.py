"""Look-ups that several wait for at once and that are made once, remembered for a while, and waited for a little.

Knows nothing of what is looked up.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import timedelta
from typing import Generic, TypeVar

from adapters.teams.errors import FAILURES, code_of

PATIENCE = timedelta(seconds=1.5)
"""Teams waits a few seconds for our answer: what somebody is called is not worth more than this."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

log = logging.getLogger(__name__)


class Asked(Generic[Key, Value]):
    """What was found, by key: believed for `kept`, at most `most` of them. now: seconds that only grow.

    name: of what is looked up, for the log.
    """

    def __init__(
        self,
        name: str,
        kept: timedelta,
        most: int,
        patience: timedelta = PATIENCE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._kept, self._most, self._patience, self._now = name, kept, most, patience, now
        self._known: OrderedDict[Key, tuple[float, Value]] = OrderedDict()
        self._running: dict[Key, asyncio.Task[Value | None]] = {}

    async def get(self, key: Key, ask: Callable[[], Awaitable[Value | None]]) -> Value | None:
        """What is known and fresh, or what `ask` finds in time, or else what was known before; None where nobody tells.

        What takes longer is waited for by nobody, and known the next time. ask: raises FAILURES.
        """
        at, known = self._known.get(key, (None, None))
        if at is not None and self._now() - at < self._kept.total_seconds():
            return known
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(self._ask(key, ask))
        await asyncio.wait({task}, timeout=self._patience.total_seconds())
        found = task.result() if task.done() and not task.cancelled() else None
        return known if found is None else found

    def known(self, key: Key) -> Value | None:
        """What was last found, however old."""
        return self._known[key][1] if key in self._known else None

    def learn(self, key: Key, value: Value) -> None:
        """Found on another way."""
        self._known[key] = (self._now(), value)
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def age(self, key: Key) -> None:
        """Ask again when it matters; meanwhile it is still the best that is known."""
        if key in self._known:
            self._known[key] = (float("-inf"), self._known[key][1])
        self._running.pop(key, None)

    async def close(self) -> None:
        """End what nobody waits for any more."""
        running = [*self._running.values()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _ask(self, key: Key, ask: Callable[[], Awaitable[Value | None]]) -> Value | None:
        mine = asyncio.current_task()
        try:
            found = await ask()
            if found is not None and self._running.get(key) is mine:
                self.learn(key, found)
            return found
        except FAILURES as error:
            log.warning("Teams did not tell %s: %s", self._name, code_of(error))
            return None
        finally:
            if self._running.get(key) is mine:
                del self._running[key]
