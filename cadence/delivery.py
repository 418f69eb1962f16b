"""The sender: takes what the outbox holds to the platforms, and writes down how it went.

Knows attempts, back-off and errors of delivery; must not know what a message says or how a platform shows it.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from cadence.errors import Ambiguous, DeliveryError, NeedsMending, TryLater, Undeliverable
from cadence.ports import Chat, Clock, Deliveries, Delivery, Op, Outcome

LEASE = timedelta(seconds=45)
"""How long a claimed message is ours, and so how long those of a killed worker wait. Calls must end well before."""

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)
_DOUBLINGS = 10

Report = Callable[[Delivery, Exception], None]


def ignore(delivery: Delivery, error: Exception) -> None:
    """Tell nobody of an unexpected error; the outbox keeps its words in any case."""


class Sender:
    """Delivers messages, lanes side by side, each lane in order. Any number of senders may share an outbox.

    chats: by platform, which is what stands before the colon of a workspace's id. jitter: a number from 0 to 1.
    report: is told of what an operator should see: messages that were refused, that wait until somebody has mended
    something, or whose end is unknown. Errors that no platform should raise count as an attempt with unknown end.
    Let `run_once` finish before the process ends: what it has claimed is otherwise taken up only after the lease.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        chats: Mapping[str, Chat],
        clock: Clock,
        *,
        report: Report = ignore,
        jitter: Callable[[], float] = random.random,
        lease: timedelta = LEASE,
    ) -> None:
        self._deliveries = deliveries
        self._chats = chats
        self._clock = clock
        self._report = report
        self._jitter = jitter
        self._lease = lease

    async def run_once(self, limit: int = 20) -> int:
        """Deliver the next message of up to `limit` lanes. How many were tried."""
        claimed = await self._deliveries.claim(self._clock(), limit, self._lease)
        if claimed:
            await self._deliveries.settle(await asyncio.gather(*map(self._deliver, claimed)))
        return len(claimed)

    async def drain(self, limit: int = 20) -> int:
        """Deliver until nothing is deliverable now. How many attempts that took."""
        total = 0
        while tried := await self.run_once(limit):
            total += tried
        return total

    async def _deliver(self, delivery: Delivery) -> Outcome:
        try:
            return Outcome(delivery=delivery, ref=await self._send(delivery))
        except DeliveryError as error:
            if isinstance(error, Undeliverable | Ambiguous | NeedsMending):
                self._report(delivery, error)
            return self._after(delivery, error)
        except Exception as error:  # noqa: BLE001 - kept with the message and reported; the other lanes must go on
            self._report(delivery, error)
            return self._after(delivery, Ambiguous(f"{type(error).__name__}: {error}"))

    async def _send(self, delivery: Delivery) -> str:
        platform = delivery.workspace_id.partition(":")[0]
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
        return Outcome(delivery=delivery, retry_at=self._clock() + self._wait(delivery, error), reason=str(error))

    def _wait(self, delivery: Delivery, error: DeliveryError) -> timedelta:
        """As long as the platform asked, else doubled with each attempt; a little more, lest all come at once."""
        if isinstance(error, TryLater) and error.after is not None:
            return error.after + FIRST_WAIT * self._jitter()
        doubled = FIRST_WAIT * float(2 ** min(delivery.attempt - 1, _DOUBLINGS))
        return min(doubled, LONGEST_WAIT) * (1 + self._jitter() / 4)
