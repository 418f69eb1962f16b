"""The receiver: handles the events that a platform told us, each at least once, until it is done or hopeless.

Knows attempts, back-off and leases; must not know what an event says or how its platform writes it.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from cadence.errors import Conflict, DrumbeatError, StoreAway, TryLater
from cadence.pacing import asked
from cadence.patience import patiently
from cadence.ports import Arrival, Clock, Inbox

LEASE = timedelta(seconds=10)
"""How long an event is ours without a sign of life, and so how long those of a killed process wait."""
SIGNS = 4
"""How often in that time whoever handles one shows a sign of life: two may fail, and nobody else begins with it."""
PATIENCE = timedelta(seconds=45)
"""How long one may take to be handled."""

MOST_AT_ONCE = 8
"""How many one process handles side by side; what comes beyond that waits in the inbox."""
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)
_DOUBLINGS = 10
MOST_ATTEMPTS = 20
"""Where it is not known to pass by itself."""
LONGEST_TRY = timedelta(days=1)

KEPT = timedelta(days=7)
PRUNE_EVERY = timedelta(hours=1)

REGRET_SECONDS = 5.0
"""How long telling somebody may take, while the event is ours still."""

Handler = Callable[[Arrival], Awaitable[None]]
Report = Callable[[Arrival, Exception], None]
GaveUp = Callable[[Arrival, str], None]


def ignore(arrival: Arrival, error: Exception) -> None:
    """Tell nobody; the inbox keeps why an event waits or was set aside."""


def say_nothing(arrival: Arrival, reason: str) -> None:
    """See `ignore`."""


class Receiver:
    """Keeps events and has them handled. Any number of receivers may share an inbox.

    handlers: by platform; each raises to have the event handled again later, and may be called twice for one event.
    regrets: by platform; called before an event is given up, to have whoever wrote it told; raises StoreAway or
    TryLater where that cannot be done now. gave_up: is told of each that is. report: of every attempt that failed.
    jitter: a number from 0 to 1. lease: as LEASE.
    """

    def __init__(
        self,
        inbox: Inbox,
        handlers: Mapping[str, Handler],
        clock: Clock,
        *,
        regrets: Mapping[str, Handler] | None = None,
        report: Report = ignore,
        gave_up: GaveUp = say_nothing,
        jitter: Callable[[], float] = random.random,
        lease: timedelta = LEASE,
    ) -> None:
        self._inbox = inbox
        self._handlers = handlers
        self._regrets = regrets if regrets is not None else {}
        self._clock = clock
        self._report, self._gave_up = report, gave_up
        self._jitter = jitter
        self._lease = lease
        self._running: set[asyncio.Task[None]] = set()
        self._being_put = 0
        self._is_stopping = False
        self._pruned_at: datetime | None = None

    async def put(self, arrival: Arrival) -> bool:
        """Keep it; whether it is new. It is then safe to acknowledge, and is handled right after, beside the caller.

        Raises what the inbox raises: then it is not kept, and the platform should deliver it again.
        """
        if self._is_stopping or len(self._running) + self._being_put >= MOST_AT_ONCE:
            return await self._inbox.put(replace(arrival, leased_until=None))
        held = replace(arrival, leased_until=self._clock() + self._lease)
        self._being_put += 1
        try:
            is_new = await self._inbox.put(held)
        finally:
            self._being_put -= 1
        if is_new:
            self._start(held)
        return is_new

    async def run_once(self, limit: int = MOST_AT_ONCE) -> int:
        """Handle up to `limit` events that nobody holds, the oldest first. How many were tried."""
        await self._prune()
        taken = await self._inbox.take(self._clock(), limit, self._lease)
        await asyncio.gather(*map(self._guarded, taken))
        return len(taken)

    async def drain(self) -> None:
        """Begin with nothing more that is put, and wait for what is under way."""
        self._is_stopping = True
        while self._running:
            await asyncio.wait(self._running)

    def _start(self, arrival: Arrival) -> None:
        task = asyncio.create_task(self._guarded(arrival))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _guarded(self, arrival: Arrival) -> None:
        """Where the inbox itself fails (the database was away), the lease runs out and somebody else takes it."""
        try:
            await self._handle(arrival)
        except Exception as error:  # noqa: BLE001 - the event stays in the inbox, and the others must go on
            self._report(arrival, error)

    async def _handle(self, arrival: Arrival) -> None:
        failure: Exception | None = None
        async with self._holding(arrival) as held:
            try:
                async with asyncio.timeout(PATIENCE.total_seconds()):
                    await self._handler_of(arrival)(arrival)
            except Exception as error:  # noqa: BLE001 - kept with the event and reported; the others must go on
                failure = error
            else:
                await patiently(partial(self._inbox.done, arrival))  # handled again, a refusal would be said again
        if failure is not None:
            self._report(arrival, failure)
            await self._failed(held.arrival, failure)

    @asynccontextmanager
    async def _holding(self, arrival: Arrival) -> AsyncIterator["_Held"]:
        """Keep it ours while the block runs. A sign under way comes to its end: nothing is cut off while it writes."""
        held, is_over = _Held(arrival), asyncio.Event()
        signs = asyncio.create_task(self._show_signs(held, is_over))
        try:
            yield held
        finally:
            is_over.set()
            await signs

    async def _show_signs(self, held: "_Held", is_over: asyncio.Event) -> None:
        """Where the lease was lost all the same, the event is handled twice, which its receipt makes once."""
        while not await _is_over_within(self._lease / SIGNS, is_over):
            until = self._clock() + self._lease
            try:
                if await self._inbox.hold(held.arrival, until):
                    held.arrival = replace(held.arrival, leased_until=until)
            except Exception as error:  # noqa: BLE001 - the database was away; the next sign may pass
                self._report(held.arrival, error)

    def _handler_of(self, arrival: Arrival) -> Handler:
        handler = self._handlers.get(arrival.platform)
        if handler is None:
            raise TryLater(f"{arrival.platform} is not configured")
        return handler

    async def _failed(self, arrival: Arrival, error: Exception) -> None:
        """Again later, or never: then `drumbeat doctor` counts it."""
        now, reason = self._clock(), _reason(error)
        is_bad = arrival.attempt >= MOST_ATTEMPTS and not isinstance(error, TryLater | StoreAway)
        is_over = is_bad or now - arrival.at >= LONGEST_TRY
        if is_over and (await self._is_regretted(arrival) or now - arrival.at >= KEPT):
            await self._inbox.give_up(arrival, reason)
            self._gave_up(arrival, reason)
        else:
            await self._inbox.later(arrival, now + self._wait(arrival, error), reason)

    async def _is_regretted(self, arrival: Arrival) -> bool:
        """Whether all was done that can be, for whoever wrote it; else it is tried again until that is."""
        regret = self._regrets.get(arrival.platform)
        try:
            if regret is not None:
                async with asyncio.timeout(REGRET_SECONDS):
                    await regret(arrival)
        except (StoreAway, TryLater, TimeoutError):
            return False
        except Exception as error:  # noqa: BLE001 - nobody can be told; the operator sees it
            self._report(arrival, error)
        return True

    def _wait(self, arrival: Arrival, error: Exception) -> timedelta:
        """As long as the platform asked, else doubled with each attempt; a little more, lest all come at once."""
        if isinstance(error, TryLater) and error.after is not None:
            return asked(error.after) + FIRST_WAIT * self._jitter()
        doubled = FIRST_WAIT * float(2 ** min(arrival.attempt - 1, _DOUBLINGS))
        return min(doubled, LONGEST_WAIT) * (1 + self._jitter() / 4)

    async def _prune(self) -> None:
        """Forget old ones, once in a while; whoever is in the way, there is another time for it."""
        now = self._clock()
        if self._pruned_at is None or now - self._pruned_at >= PRUNE_EVERY:
            self._pruned_at = now
            with suppress(Conflict):
                await self._inbox.prune(now - KEPT)


@dataclass
class _Held:
    """An event under way, with its lease as it stands."""

    arrival: Arrival


async def _is_over_within(wait: timedelta, over: asyncio.Event) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), wait.total_seconds())
    return over.is_set()


def _reason(error: Exception) -> str:
    """Our own words for the operator; of any other error only its kind, since it may quote what somebody typed."""
    return str(error) if isinstance(error, DrumbeatError) else type(error).__name__
