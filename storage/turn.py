"""Writers of one process take turns on SQLite's file, so that none waits in vain; and how long they wait for another
program that holds it.

Knows who waits, and until when; must not know what is written.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from cadence.errors import StoreAway
from cadence.patience import due_at
from storage.outage import HELD

SLICE_SECONDS = 0.2
"""For how long SQLite itself waits for another program; who has more time asks again."""
LONGEST_SECONDS = 15.0
"""How long work in the background waits for another program."""


class Turn:
    """`async with turn:` is one's turn, the first come first. Nobody is sent away for a long line: who was late may
    write all the same, and their platform asks again. But where a foreign program stops the line (`ask`), each is told
    at their time: what was not begun is not kept.
    """

    def __init__(self) -> None:
        self._is_taken = False
        self._line: deque[tuple[asyncio.Future[None], float]] = deque()

    async def __aenter__(self) -> None:
        if not self._is_taken:
            self._is_taken = True
            return
        mine = asyncio.get_running_loop().create_future()
        self._line.append((mine, due_at()))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled() and mine.exception() is None:
                self._pass_on()  # it was given to us in the same moment
            raise

    async def __aexit__(self, *_: object) -> None:
        self._pass_on()

    def ask(self, begin: Callable[[], object], is_busy: Callable[[Exception], bool]) -> None:
        """Begin; while another program is at it, again and again for as long as whoever begins has time. Meanwhile
        those in line whose time is over are told. Raises what `begin` raises."""
        until = min(time.monotonic() + LONGEST_SECONDS, due_at())
        while True:
            try:
                begin()
                return
            except Exception as error:
                self._tell_late()
                if not is_busy(error) or time.monotonic() >= until:
                    raise

    def _tell_late(self) -> None:
        now = time.monotonic()
        for waiting, until in self._line:
            if until <= now and not waiting.done():
                waiting.set_exception(StoreAway(HELD))

    def _pass_on(self) -> None:
        while self._line:
            waiting, _ = self._line.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return
        self._is_taken = False
