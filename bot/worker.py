"""The worker: lets the scheduler tick, the sender deliver and the receiver handle events, again and again, until it is
told to stop.

Knows when to do things, never what is due: that stands in the database, so any number of workers may run.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_SUBMITTED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.metrics import Metrics
from bot.pruning import Pruner
from bot.pulse import Pulse, longest_silence
from cadence.delivery import Sender
from cadence.errors import StoreAway
from cadence.ports import Clock, Heartbeats
from cadence.receiving import Receiver
from cadence.scheduler import Scheduler

log = structlog.get_logger()

SEND_SECONDS = 1.0
RECEIVE_SECONDS = 1.0
PRUNE_SECONDS = 600.0
"""How often we ask whether it is time to forget; the first to ask in an hour does."""
HEARTBEAT = "worker"
BEAT_EVERY = timedelta(seconds=15)
"""While it ticks: of a large company a tick takes minutes."""
TICK, SEND, RECEIVE, PRUNE = "scheduler", "sender", "receiver", "pruner"
"""As `/readyz` names them."""


class Worker:
    """One process's share of the work. `run_pass` does all that is due now; `start` does it for ever.

    receiver: None where no platform delivers events. pruner: None where nothing is forgotten. pulse: whether the parts
    that were started go on.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        sender: Sender,
        heartbeats: Heartbeats,
        clock: Clock,
        metrics: Metrics,
        receiver: Receiver | None = None,
        pruner: Pruner | None = None,
    ) -> None:
        self._scheduler = scheduler
        self._sender = sender
        self._receiver = receiver
        self._pruner = pruner
        self._heartbeats = heartbeats
        self._clock = clock
        self._metrics = metrics
        self.pulse = Pulse()
        self._ticking = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._receiving = asyncio.Lock()
        self._pruning = asyncio.Lock()
        self._is_stopping = False
        self._alive_at: datetime | None = None
        scheduler.watch(self._show_life)
        self._ticker = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._jobs = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._ticker.add_listener(self._begun, EVENT_JOB_SUBMITTED)
        self._ticker.add_listener(self._ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)

    async def run_pass(self) -> int:
        """Handle what came in, do what is due, deliver what was said. How many events, things and messages that was."""
        return await self.receive() + await self.tick() + await self.send()

    async def tick(self) -> int:
        """One scheduler pass, unless it is time to stop."""
        async with self._ticking:
            if self._is_stopping:
                return 0
            done = await self._scheduler.tick()
            self._alive_at = None
            await self._show_life()
        self._metrics.ticks.labels("ok").inc()
        self._metrics.done.inc(done)
        return done

    async def _show_life(self) -> None:
        """Now and then to the other processes, always to this one."""
        now = self._clock()
        if self._alive_at is None or now - self._alive_at >= BEAT_EVERY:
            await self._heartbeats.beat(HEARTBEAT, now)
            self._alive_at = now
        self.pulse.beat(TICK)

    async def send(self) -> int:
        """Deliver until nothing can be delivered now, or it is time to stop."""
        total = 0
        async with self._sending:
            while not self._is_stopping and (tried := await self._send_some()):
                total += tried
        self._send_again()
        return total

    async def receive(self) -> int:
        """Handle the events that wait until none is due, or it is time to stop."""
        total = 0
        async with self._receiving:
            while not self._is_stopping and (tried := await self._receive_some()):
                total += tried
        return total

    async def prune(self) -> int:
        """Forget what served its time, if it is time for that. How many rows."""
        async with self._pruning:
            return await self._pruner.run(lambda: not self._is_stopping) if self._pruner else 0

    def start(self, tick_seconds: float) -> None:
        """Tick at this interval, send and receive each second, at once for the first time."""
        self.pulse.expect((TICK, SEND, RECEIVE), longest_silence(tick_seconds))
        self._ticker.start()
        self._every(tick_seconds, self.tick, TICK)
        self._every(SEND_SECONDS, self.send, SEND)
        self._every(RECEIVE_SECONDS, self.receive, RECEIVE)
        self._every(PRUNE_SECONDS, self.prune, PRUNE)

    def wake(self) -> None:
        """Send and receive now: something was just said, or is to be handled."""
        if self._ticker.running:
            self._now(self.send, SEND)
            self._now(self.receive, RECEIVE)

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way: a cut off delivery would have an unknown end."""
        self._is_stopping = True
        self._scheduler.stop()
        if self._ticker.running:
            self._ticker.pause()
        if self._receiver is not None:
            await self._receiver.drain()
        async with self._receiving, self._ticking, self._sending, self._pruning:
            pass
        await self._is_idle.wait()  # jobs that waited for their turn find that it is time to stop
        if self._ticker.running:
            self._ticker.shutdown(wait=False)  # it would cancel jobs, and report that as their failure

    async def _send_some(self) -> int:
        tried = await self._sender.run_once()
        self.pulse.beat(SEND)
        return tried

    async def _receive_some(self) -> int:
        tried = await self._receiver.run_once() if self._receiver else 0
        self.pulse.beat(RECEIVE)
        return tried

    def _begun(self, _: JobEvent) -> None:
        self._jobs += 1
        self._is_idle.clear()

    def _ended(self, _: JobEvent) -> None:
        self._jobs -= 1
        if not self._jobs:
            self._is_idle.set()

    def _now(self, work: Callable[[], Awaitable[int]], name: str) -> None:
        arguments = [work, name, self._metrics, self.pulse]
        self._ticker.add_job(_guarded, args=arguments, id=f"wake {name}", replace_existing=True)

    def _send_again(self) -> None:
        """As soon as a pace lets go, since a second is a long time for a channel that takes one message in it."""
        at = self._sender.look_again_at
        if at is not None and self._ticker.running and not self._is_stopping:
            run_date = datetime.now(UTC) + (at - self._clock())  # ours may be another clock than the ticker's
            self._ticker.add_job(
                _guarded,
                "date",
                run_date=run_date,
                args=[self.send, SEND, self._metrics, self.pulse],
                id="send again",
                replace_existing=True,
            )

    def _every(self, seconds: float, work: Callable[[], Awaitable[int]], name: str) -> None:
        arguments = [work, name, self._metrics, self.pulse]
        self._ticker.add_job(_guarded, args=arguments)
        self._ticker.add_job(_guarded, "interval", args=arguments, seconds=seconds, id=name)


async def _guarded(work: Callable[[], Awaitable[int]], name: str, metrics: Metrics, pulse: Pulse) -> None:
    """The loop survives a pass that failed (the database was away, say): the next one finds the same work due."""
    try:
        await work()
    except StoreAway as away:  # of which the log tells once
        metrics.ticks.labels("failed").inc()
        pulse.failed(name, away)
    except Exception as error:
        metrics.ticks.labels("failed").inc()
        pulse.failed(name, error)
        log.exception("pass_failed", work=name)
