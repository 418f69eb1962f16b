"""Admission: so many are served side by side, the others wait in line, whoever came first before whoever came later.

Knows lines and places; must not know what is done in a turn. More side by side would not be served sooner, and each
would take as long as all of them together.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BACKGROUND_SHARE = 8
"""While people wait, every so many turns one goes to what nobody waits for: it goes on, and is hardly noticed."""

Line = deque[asyncio.Future[bool]]


class Admission:
    """`async with admission.turn(...)` is one's turn. places: how many have theirs at once.

    Two lines: people who wait for an answer, and work in the background, which is let in where no person waits.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._people, self._background = Line(), Line()
        self._passed = 0

    @asynccontextmanager
    async def turn(self, within: float | None = None, *, in_background: bool = False) -> AsyncIterator[bool]:
        """The block's turn, whether it came. within: seconds after which the block runs without one; None: however
        long it takes."""
        is_mine = await self._come_in(self._background if in_background else self._people, within)
        try:
            yield is_mine
        finally:
            if is_mine:
                self._pass_on()

    async def _come_in(self, line: Line, within: float | None) -> bool:
        if self._free:
            self._free -= 1
            return True
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[bool] = loop.create_future()
        line.append(mine)
        timer = loop.call_later(within, _give_up, mine) if within is not None else None
        try:
            return await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled() and mine.result():
                self._pass_on()  # it was given to us in the same moment
            raise
        finally:
            if timer is not None:
                timer.cancel()

    def _pass_on(self) -> None:
        """A place is free: whoever is next has it."""
        for line in self._in_order():
            while line:
                if not (first := line.popleft()).done():
                    first.set_result(True)
                    return
        self._free += 1

    def _in_order(self) -> tuple[Line, Line]:
        self._passed += 1
        if self._passed % BACKGROUND_SHARE:
            return self._people, self._background
        return self._background, self._people


def _give_up(mine: asyncio.Future[bool]) -> None:
    if not mine.done():
        mine.set_result(False)
