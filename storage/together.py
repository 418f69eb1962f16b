"""What comes while a transaction is under way is kept in the next one, together: in a crowd each would wait for one.

Knows lines and who waits in them; must not know what is kept.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

MOST = 200
"""In one transaction."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class _Waiting(Generic[T, R]):
    """context: of whoever waits, in which it is known until when they do (`cadence.patience`)."""

    item: T
    result: "asyncio.Future[R]"
    context: Context = field(default_factory=copy_context)


class Together(Generic[T, R]):
    """`await together(item)`: what `work` made of the item.

    work: takes several at once, and returns as many results in their order; what it raises, it raises for all of them.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._work = work
        self._line: list[_Waiting[T, R]] = []
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, item: T) -> R:
        mine = _Waiting[T, R](item, asyncio.get_running_loop().create_future())
        self._line.append(mine)
        if self._running is None:
            self._begin()
        return await mine.result

    def _begin(self) -> None:
        """In the place of whoever is first: nobody in the line has waited longer."""
        taken, self._line = self._line[:MOST], self._line[MOST:]
        self._running = asyncio.get_running_loop().create_task(self._run(taken), context=taken[0].context)

    async def _run(self, taken: Sequence[_Waiting[T, R]]) -> None:
        left = [each.result for each in taken]
        try:
            results = await self._work([each.item for each in taken])
            for mine, result in zip(left, results, strict=True):
                if not mine.done():  # whoever waited was cut off
                    mine.set_result(result)
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            for mine in left:
                if not mine.done():
                    mine.set_exception(error)
        finally:
            self._running = None
            if self._line:
                self._begin()
