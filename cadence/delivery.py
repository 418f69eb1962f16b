"""The sender: takes what the outbox holds to the platforms, and writes down how it went.

Knows attempts, back-off and errors of delivery; must not know what a message says or how a platform shows it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cadence.errors import Ambiguous, Busy, DeliveryError, NeedsMending, TryLater, Unconfirmed, Undeliverable
from cadence.ports import Chat, Clock, Deliveries, Delivery, Op, Outcome, Pace

LEASE = timedelta(seconds=45)
"""How long a claimed message is ours, and so how long those of a killed worker wait. Calls must end well before."""

ROUND_SECONDS = 2.0
"""What has ended by then is kept, whatever still goes on: usually everything, in one transaction."""
FIRST_WAIT = timedelta(seconds=1)
UNCONFIRMED_WAIT = timedelta(seconds=5)
"""How long a platform may take until a message that arrived is found there."""

LONGEST_WAIT = timedelta(minutes=10)
_DOUBLINGS = 10

Report = Callable[[Delivery, Exception], None]
Trouble = Callable[[Delivery, DeliveryError], Awaitable[None]]
Mended = Callable[[Delivery], Awaitable[None]]
End = tuple[Outcome, DeliveryError | None]


def ignore(delivery: Delivery, error: Exception) -> None:
    """Tell nobody of an unexpected error; the outbox keeps its words in any case."""


async def tell_nobody(delivery: Delivery, error: DeliveryError) -> None:
    """The operator reads of it in the outbox."""


async def say_nothing(delivery: Delivery) -> None:
    """It arrived."""


class Sender:
    """Delivers messages, lanes side by side, each lane in order. Any number of senders may share an outbox.

    chats: by platform, which is what stands before the colon of a workspace's id. jitter: a number from 0 to 1.
    report: is told of what an operator should see: messages that were refused, that wait until somebody has mended
    something, or whose end is unknown. Errors that no platform should raise count as an attempt with unknown end.
    paces: how fast each platform lets us deliver. What may not go yet counts as nothing to do: look again soon.
    trouble: is told, once its end is kept, of each attempt that was refused or waits for somebody to mend something, in
    a channel or a direct message; it may write. Where it fails, that is reported. mended: is told as well, of each that
    arrived after attempts that did not, and of each post that arrived.
    Let `run_once` finish before the process ends: what it has claimed is otherwise taken up only after the lease.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        chats: Mapping[str, Chat],
        clock: Clock,
        *,
        report: Report = ignore,
        trouble: Trouble = tell_nobody,
        mended: Mended = say_nothing,
        paces: Mapping[str, Pace] | None = None,
        jitter: Callable[[], float] = random.random,
        lease: timedelta = LEASE,
    ) -> None:
        self._deliveries = deliveries
        self._chats = chats
        self._clock = clock
        self._report = report
        self._trouble = trouble
        self._mended = mended
        self._paces = {} if paces is None else paces  # may be filled later
        self._jitter = jitter
        self._lease = lease

    async def run_once(self, limit: int = 20) -> int:
        """Deliver the next message of up to `limit` lanes. How many were tried; by then every end is kept."""
        now = self._clock()
        claimed = await self._deliveries.claim(now, limit, self._lease, self._paces)
        running = [asyncio.create_task(self._deliver(each, now)) for each in claimed]
        try:
            while running:
                await asyncio.wait(running, timeout=ROUND_SECONDS)
                ended = [task for task in running if task.done()]
                running = [task for task in running if task not in ended]
                await self._keep([task.result() for task in ended])
        finally:
            if running:  # what was begun comes to its end, and is kept, even where an earlier end could not be
                await self._keep(await asyncio.gather(*running))
        return len(claimed)

    async def _keep(self, ends: Sequence[End]) -> None:
        """A slow platform must not bring what has arrived near the end of its lease."""
        if ends:
            await self._deliveries.settle([outcome for outcome, _ in ends])
        for outcome, error in ends:
            await self._tell(outcome.delivery, error)

    async def drain(self, limit: int = 20) -> int:
        """Deliver until nothing is deliverable now. How many attempts that took."""
        total = 0
        while tried := await self.run_once(limit):
            total += tried
        return total

    async def _deliver(self, delivery: Delivery, handed_out: datetime) -> End:
        outcome, error = await self._try(delivery)
        return self._kept_apart(outcome, handed_out), error

    def _kept_apart(self, outcome: Outcome, handed_out: datetime) -> Outcome:
        """A post may have reached the platform at the very end of a long attempt: what comes next counts from there."""
        place, op = outcome.delivery.place, outcome.delivery.op
        pace = self._paces.get(_platform(outcome.delivery), Pace())
        until = self._clock() + pace.apart
        if not pace.apart or op != Op.POST or place.home or until <= handed_out + pace.lane:
            return outcome
        return replace(outcome, lane_until=max(until, outcome.lane_until or until))

    async def _try(self, delivery: Delivery) -> End:
        try:
            return Outcome(delivery=delivery, ref=await self._send(delivery)), None
        except DeliveryError as error:
            if isinstance(error, Undeliverable | Ambiguous | NeedsMending):
                self._report(delivery, error)
            return self._after(delivery, error), error
        except Exception as error:  # noqa: BLE001 - kept with the message and reported; the other lanes must go on
            self._report(delivery, error)
            unknown = Ambiguous(type(error).__name__)  # its words may quote what somebody typed
            return self._after(delivery, unknown), unknown

    async def _tell(self, delivery: Delivery, error: DeliveryError | None) -> None:
        """A person's own page is nobody's trouble: it is drawn anew when they open it."""
        if delivery.place.home:
            return
        try:
            if isinstance(error, NeedsMending | Undeliverable):
                await self._trouble(delivery, error)
            elif error is None and (delivery.attempt > 1 or delivery.op == Op.POST):
                await self._mended(delivery)
        except Exception as failure:  # noqa: BLE001 - telling may fail in any way; what was delivered is kept
            self._report(delivery, failure)

    async def _send(self, delivery: Delivery) -> str:
        platform = _platform(delivery)
        chat = self._chats.get(platform)
        if chat is None:
            raise TryLater(f"{platform} is not configured")
        return await (chat.update(delivery) if delivery.op == Op.UPDATE else chat.post(delivery))

    def _after(self, delivery: Delivery, error: DeliveryError) -> Outcome:
        if isinstance(error, Undeliverable):
            return Outcome(delivery=delivery, failed=str(error))
        if isinstance(error, Ambiguous) and delivery.op == Op.POST:
            return Outcome(delivery=delivery, ambiguous=str(error))
        # An update may be sent twice without harm, so it is never ambiguous.
        now = self._clock()
        retry_at = now + self._wait(delivery, error)
        return Outcome(
            delivery=delivery,
            retry_at=retry_at,
            reason=str(error),
            is_uncertain=isinstance(error, Unconfirmed) and delivery.op == Op.POST,
            wait_until=_asked_of_all(error, now),
            lane_until=retry_at if isinstance(error, Busy) else None,
        )

    def _wait(self, delivery: Delivery, error: DeliveryError) -> timedelta:
        """As long as the platform asked, else doubled with each attempt; a little more, lest all come at once."""
        if isinstance(error, TryLater) and error.after is not None:
            return error.after + FIRST_WAIT * self._jitter()
        first = UNCONFIRMED_WAIT if isinstance(error, Unconfirmed) else FIRST_WAIT
        doubled = first * float(2 ** min(delivery.attempt - 1, _DOUBLINGS))
        return min(doubled, LONGEST_WAIT) * (1 + self._jitter() / 4)


def _platform(delivery: Delivery) -> str:
    return delivery.workspace_id.partition(":")[0]


def _asked_of_all(error: DeliveryError, now: datetime) -> datetime | None:
    """A platform that is too busy for one message is too busy for the next. What somebody must mend is one's own."""
    if not isinstance(error, TryLater) or isinstance(error, Busy | NeedsMending | Unconfirmed) or error.after is None:
        return None
    return now + error.after
