"""Moves a workspace's clock forward, letting everything on the way happen at its own moment.

For the local clock strip and for rehearsals. Knows order in time; decides nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from cadence.ports import Store
from cadence.scheduler import Scheduler

MOST_STOPS = 500


class Traveller:
    """Travels in steps: to the next thing that happens, let it happen, and on."""

    def __init__(self, store: Store, scheduler: Scheduler, run_pass: Callable[[], Awaitable[int]]) -> None:
        self._store = store
        self._scheduler = scheduler
        self._run_pass = run_pass

    async def travel(self, workspace_id: str, to: datetime) -> datetime:
        """Go to this moment of domain time, and return where the clock stands then. Never goes back."""
        await self._run_pass()
        return await self.go_on(workspace_id, to)

    async def go_on(self, workspace_id: str, to: datetime) -> datetime:
        """As `travel`, where what is due now was done already."""
        for _ in range(MOST_STOPS):
            stop = await self._scheduler.next_moment(workspace_id)
            if stop is None or stop >= to:
                break
            await self._store.advance_clock(workspace_id, stop)
            await self._run_pass()
        arrived = await self._store.advance_clock(workspace_id, to)
        await self._run_pass()
        return arrived
