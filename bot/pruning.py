"""Forgets old traces once an hour, whoever comes first: in small steps, between which others have their turn.

Knows for how long each kind is kept; must not know where.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cadence.ports import Clock, Heartbeats
from storage.pruning import SqlPruning, Trace

EVERY = timedelta(hours=1)
SIGN = "pruning"
STEP = 500
"""Rows of one transaction."""
MOST_STEPS = 400
"""Of one run; what is left then is left for the next."""
SPENT = timedelta(days=1)
"""How long what was over by itself (a wait, a ticket) may still help to understand what happened."""


@dataclass(frozen=True, kw_only=True)
class Keep:
    """For how many days. receipts: of requests and news that were handled. drafts: forms that were never sent."""

    receipts: int
    audit: int
    drafts: int

    def spans(self) -> dict[Trace, timedelta]:
        return {
            Trace.RECEIPTS: timedelta(days=self.receipts),
            Trace.NEWS: timedelta(days=self.receipts),
            Trace.AUDIT: timedelta(days=self.audit),
            Trace.DRAFTS: timedelta(days=self.drafts),
            Trace.GATES: SPENT,
            Trace.TICKETS: SPENT,
        }


class Pruner:
    """Shared by all processes through the database: one run an hour, not one an hour of each."""

    def __init__(self, pruning: SqlPruning, heartbeats: Heartbeats, clock: Clock, keep: Keep) -> None:
        self._pruning, self._heartbeats, self._clock, self._keep = pruning, heartbeats, clock, keep

    async def run(self, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Forget what is over, unless somebody did within the hour. How many rows. goes_on: asked before each step."""
        now = self._clock()
        last = await self._heartbeats.last_beat(SIGN)
        if last is not None and now - last < EVERY:
            return 0
        await self._heartbeats.beat(SIGN, now)
        total = steps = 0
        for trace, span in self._keep.spans().items():
            while goes_on() and steps < MOST_STEPS:
                steps += 1
                gone = await self._pruning.prune(trace, now - span, STEP)
                total += gone
                if gone < STEP:
                    break
                await asyncio.sleep(0)  # people's requests in this process come first
        return total
