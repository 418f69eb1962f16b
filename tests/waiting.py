"""Waiting for what goes on beside a test: as long as the slowest machine may need, and no longer than it takes."""

import asyncio
from collections.abc import Awaitable, Callable

LONGEST = 30.0
"""Seconds: whatever has not come about by then never will."""


async def until(is_so: Callable[[], object]) -> None:
    """Raises TimeoutError where it never is."""
    async with asyncio.timeout(LONGEST):
        while not is_so():  # noqa: ASYNC110 - what is waited for sets no event of ours
            await asyncio.sleep(0.01)


async def eventually(is_so: Callable[[], Awaitable[bool]], seconds: float = LONGEST) -> None:
    """As `until`, for what has to be asked for."""
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.05)
