"""Tries again what somebody else was quicker with, or what a connection broke under. Knows no more of what is tried."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from cadence.errors import Conflict, StoreAway

TRIES = 3
PAUSE_SECONDS = 0.3
"""A connection that broke is made anew at once; a database that starts again needs a moment. Somebody is waiting."""

T = TypeVar("T")


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """What the work returns; it begins anew after a Conflict, since what the other did is there by then, and after a
    StoreAway, since mostly a connection alone was cut: so the work must be one that counts once.

    Raises what the work raises; the Conflict or StoreAway where that happens each time. Where it once went away while
    it committed, that is the StoreAway.
    """
    doubt: StoreAway | None = None
    for attempt in range(TRIES - 1):
        try:
            return await work()
        except Conflict:
            continue
        except StoreAway as away:
            doubt = away if away.is_uncertain else doubt
            await asyncio.sleep(PAUSE_SECONDS * attempt)
    try:
        return await work()
    except StoreAway as away:
        raise doubt or away from away
