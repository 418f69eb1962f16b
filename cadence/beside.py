"""Work that goes on beside whoever began it, and has come to its end before the process does. Knows no work."""

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

DRAIN = timedelta(seconds=5)

T = TypeVar("T")

log = logging.getLogger(__name__)


class Beside:
    """what: the work's name, for the log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """It runs to its end, whether or not anybody waits for it; that it failed is logged."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def drain(self) -> None:
        """Wait for what is under way, for a few seconds; then it ends where it stands."""
        while self._running:
            _, left = await asyncio.wait(self._running, timeout=DRAIN.total_seconds())
            for task in left:
                log.warning("%s was lost: it took too long while we stopped", self._what)
                task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("%s failed: %s\n%s", self._what, type(error).__name__, where_of(error))


def where_of(error: BaseException) -> str:
    """The places in the code that it went through, without its words: they may quote what somebody typed."""
    return "".join(traceback.format_tb(error.__traceback__))
