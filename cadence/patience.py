"""Tries again what somebody else was quicker with. Knows Conflict; must not know what is tried."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from cadence.errors import Conflict

TRIES = 3

T = TypeVar("T")


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """What the work returns; it begins anew after a Conflict, since what the other did is there by then.

    Raises what the work raises; the Conflict where that happens each time.
    """
    for _ in range(TRIES - 1):
        try:
            return await work()
        except Conflict:
            continue
    return await work()
