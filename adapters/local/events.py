"""Tells open pages that something changed, over server-sent events; they fetch what is new themselves.

Knows only a token that differs after every change; must not know what changed.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.local.guard import HEADERS
from cadence.errors import StoreAway

REST = 0.5
"""Seconds between two looks, however many pages are open."""

HEARTBEAT = 15.0
"""Seconds after which a silent connection is tried, so that a closed page is noticed."""


class Pulse:
    """Looks at the token at most every REST seconds for the whole process, and hands it to every open page."""

    def __init__(self, look: Callable[[], Awaitable[str]], rest: float = REST) -> None:
        self._look, self._rest = look, rest
        self._lock = asyncio.Lock()
        self._token, self._looked = "", float("-inf")
        self._closing = asyncio.Event()

    async def token(self) -> str:
        """The token, at most REST seconds old."""
        async with self._lock:
            if time.monotonic() - self._looked >= self._rest:
                self._token, self._looked = await self._look(), time.monotonic()
            return self._token

    async def close(self, _: web.Application) -> None:
        """End every stream, so that a stopping server need not wait for open pages."""
        self._closing.set()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Sends `changed` with the token at once and after each change, until the page is closed."""
        response = web.StreamResponse(
            headers={**HEADERS, "Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError, StoreAway):  # the page was closed, or comes again by itself
            await self._tell(response)
        return response

    async def _tell(self, response: web.StreamResponse) -> None:
        told, spoke = "", time.monotonic()
        while not self._closing.is_set():
            token = await self.token()
            if token != told:
                told, spoke = token, time.monotonic()
                await response.write(f"event: changed\ndata: {token}\n\n".encode())
            elif time.monotonic() - spoke >= HEARTBEAT:
                spoke = time.monotonic()
                await response.write(b": still here\n\n")
            await self._pause()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), self._rest)
        except TimeoutError:
            return
