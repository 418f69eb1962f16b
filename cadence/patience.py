"""How long somebody waits, and trying again what somebody else was quicker with, or what a connection broke under.

Knows no more of what is tried.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from cadence.errors import Conflict, StoreAway

TRIES = 3
PAUSE_SECONDS = 0.3
"""A connection that broke is made anew at once; a database that starts again needs a moment. Somebody is waiting."""
WAIT_SECONDS = 2.0
"""How long somebody waits for something to be kept: platforms give up after three seconds, and words take time, too."""
NOBODY_WAITS = float("inf")

T = TypeVar("T")


@dataclass
class _Waiting:
    """until: in seconds that only grow. is_over: they have their answer; what was begun beside it may take its time."""

    until: float
    is_over: bool = False


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def somebody_waits(seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """What is not kept within this time from now is not to be kept by this block any more, nor by what it began."""
    mine = _Waiting(min(time.monotonic() + seconds, due_at()))
    token = _waiting.set(mine)
    try:
        yield
    finally:
        mine.is_over = True
        _waiting.reset(token)


def due_at() -> float:
    """Until when whoever waits for this does so, as of `time.monotonic`; NOBODY_WAITS where that is work in the
    background, which may take its time."""
    waiting = _waiting.get()
    return NOBODY_WAITS if waiting is None or waiting.is_over else waiting.until


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """What the work returns; it begins anew after a Conflict, since what the other did is there by then, and after a
    StoreAway, since mostly a connection alone was cut: so the work must be one that counts once. Where somebody waits
    it does not begin anew once their time is over.

    Raises what the work raises; the Conflict or StoreAway where that happens each time. Where it once went away while
    it committed, that is the StoreAway.
    """
    attempt, doubt = 1, None
    while True:
        try:
            return await work()
        except Conflict:
            if attempt == TRIES:
                raise
        except StoreAway as away:
            doubt = away if away.is_uncertain else doubt
            pause = PAUSE_SECONDS * (attempt - 1)
            if attempt == TRIES or time.monotonic() + pause >= due_at():
                raise doubt or away from away
            await asyncio.sleep(pause)
        attempt += 1
