"""The worker: lets the scheduler tick and the sender deliver, again and again, until it is told to stop.

Knows when to do things, never what is due: that stands in the database, so any number of workers may run.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.metrics import Metrics
from cadence.delivery import Sender
from cadence.ports import Clock, Heartbeats
from cadence.scheduler import Scheduler

log = structlog.get_logger()

SEND_SECONDS = 1.0
HEARTBEAT = "worker"


class Worker:
    """One process's share of the work. `run_pass` does all that is due now; `start` does it for ever."""

    def __init__(
        self, scheduler: Scheduler, sender: Sender, heartbeats: Heartbeats, clock: Clock, metrics: Metrics
    ) -> None:
        self._scheduler = scheduler
        self._sender = sender
        self._heartbeats = heartbeats
        self._clock = clock
        self._metrics = metrics
        self._ticking = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._is_stopping = False
        self._ticker = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    async def run_pass(self) -> int:
        """Do what is due, deliver what was said, and return how many things were done and messages delivered."""
        return await self.tick() + await self.send()

    async def tick(self) -> int:
        """One scheduler pass."""
        async with self._ticking:
            done = await self._scheduler.tick()
            await self._heartbeats.beat(HEARTBEAT, self._clock())
        self._metrics.ticks.labels("ok").inc()
        self._metrics.done.inc(done)
        return done

    async def send(self) -> int:
        """Deliver until nothing can be delivered now, or it is time to stop."""
        total = 0
        async with self._sending:
            while not self._is_stopping and (tried := await self._sender.run_once()):
                total += tried
        return total

    def start(self, tick_seconds: float) -> None:
        """Tick and send at these intervals, at once for the first time."""
        self._ticker.start()
        self._every(tick_seconds, self.tick, "tick")
        self._every(SEND_SECONDS, self.send, "send")

    def wake(self) -> None:
        """Send now: something was just said."""
        if self._ticker.running:
            self._ticker.add_job(_guarded, args=[self.send, "send", self._metrics], id="wake", replace_existing=True)

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way: a cut off delivery would have an unknown end."""
        self._is_stopping = True
        async with self._ticking, self._sending:
            if self._ticker.running:
                self._ticker.shutdown(wait=False)  # cancels its jobs, which are all waiting for us now

    def _every(self, seconds: float, work: Callable[[], Awaitable[int]], name: str) -> None:
        arguments = [work, name, self._metrics]
        self._ticker.add_job(_guarded, args=arguments)
        self._ticker.add_job(_guarded, "interval", args=arguments, seconds=seconds, id=name)


async def _guarded(work: Callable[[], Awaitable[int]], name: str, metrics: Metrics) -> None:
    """The loop survives a pass that failed (the database was away, say): the next one finds the same work due."""
    try:
        await work()
    except Exception:
        metrics.ticks.labels("failed").inc()
        log.exception("pass_failed", work=name)
