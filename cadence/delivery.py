"""The sender: takes what the outbox holds to the platforms, and writes down how it went.

Knows attempts, back-off and errors of delivery; must not know what a message says or how a platform shows it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cadence.errors import Ambiguous, Busy, DeliveryError, NeedsMending, TryLater, Unconfirmed, Undeliverable
from cadence.looking import Looks
from cadence.pacing import asked
from cadence.ports import Chat, Clock, Deliveries, Delivery, Op, Outcome, Pace

LEASE = timedelta(seconds=45)
"""How long a claimed message is ours, and so how long those of a killed worker wait. Calls must end well before."""

ROUND_SECONDS = 2.0
"""What has ended by then is kept, whatever still goes on: usually everything, in one transaction."""
LATE = timedelta(milliseconds=20)
"""A claim that took longer than this counts as begun when it ended, lest what comes next in its lanes come too soon."""
FIRST_WAIT = timedelta(seconds=1)
UNCONFIRMED_WAIT = timedelta(seconds=5)
"""How long a platform may take until a message that arrived is found there."""

LONGEST_WAIT = timedelta(minutes=10)
_DOUBLINGS = 10
LONGEST_TRY = timedelta(days=7)
LEAST_TRIES = 20
"""What waits longer than the one, and was tried more often than the other, is set aside for the operator: what comes
after it in its lane may well be taken."""

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
    paces: how fast each platform lets us deliver. What may not go yet counts as nothing to do: see `look_again_at`.
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
        self._looks = Looks()
        self._unkept: list[End] = []

    @property
    def look_again_at(self) -> datetime | None:
        """When a pace lets go of what may wait behind the last deliveries, or one of them is to be tried again.

        None: nothing that this sender knows of. Whoever looks only then and every second loses next to nothing of what
        the platforms allow.
        """
        return self._looks.next

    async def run_once(self, limit: int = 20) -> int:
        """Deliver the next message of up to `limit` lanes. How many were tried; by then every end is kept.

        Raises what the outbox raises: then the ends are remembered, and are the first thing that is kept next time.
        """
        await self._keep([])
        now = self._clock()
        claimed = await self._deliveries.claim(now, limit, self._lease, self._paces)
        begun = self._clock()
        self._looks.taken(begun if begun > now + LATE else now, claimed, self._paces)
        running = [asyncio.create_task(self._deliver(each, now, begun)) for each in claimed]
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

    def _pace(self, delivery: Delivery) -> Pace | None:
        return self._paces.get(_platform(delivery))

    async def _keep(self, ends: Sequence[End]) -> None:
        """A slow platform must not bring what has arrived near the end of its lease. What cannot be kept is not
        forgotten: that a message arrived is believed at any time."""
        self._looks.at(outcome.wait_until or outcome.retry_at for outcome, _ in ends if outcome.retry_at)
        self._looks.at(outcome.lane_until for outcome, _ in ends if outcome.lane_until)
        self._unkept += ends
        known = list(self._unkept)
        if known:
            await self._deliveries.settle([outcome for outcome, _ in known])
        del self._unkept[: len(known)]
        for outcome, error in known:
            await self._tell(outcome.delivery, error)

    async def drain(self, limit: int = 20) -> int:
        """Deliver until nothing is deliverable now. How many attempts that took."""
        total = 0
        while tried := await self.run_once(limit):
            total += tried
        return total

    async def _deliver(self, delivery: Delivery, taken: datetime, begun: datetime) -> End:
        """taken: what the claim counts from. begun: when deliveries of that claim began."""
        outcome, error = await self._try(delivery)
        until = max(self._lane_again(delivery, taken, begun), default=None)
        return replace(outcome, lane_until=max(until, outcome.lane_until or until)) if until else outcome, error

    def _lane_again(self, delivery: Delivery, taken: datetime, begun: datetime) -> Iterator[datetime]:
        """When the lane may go on, where that is later than the claim thought: deliveries began long after it, or a
        post may have reached the platform at the very end of a long attempt."""
        pace = self._pace(delivery)
        if pace is None or delivery.place.home:
            return
        if pace.lane and begun > taken + LATE:
            yield begun + pace.lane
        if pace.apart and delivery.op == Op.POST and (until := self._clock() + pace.apart) > taken + pace.lane:
            yield until

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
        if _is_hopeless(delivery, now):
            return Outcome(delivery=delivery, failed=f"Given up after {LONGEST_TRY.days} days. {error}")
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
            return asked(error.after) + FIRST_WAIT * self._jitter()
        first = UNCONFIRMED_WAIT if isinstance(error, Unconfirmed) else FIRST_WAIT
        doubled = first * float(2 ** min(delivery.attempt - 1, _DOUBLINGS))
        return min(doubled, LONGEST_WAIT) * (1 + self._jitter() / 4)


def _platform(delivery: Delivery) -> str:
    return delivery.workspace_id.partition(":")[0]


def _is_hopeless(delivery: Delivery, now: datetime) -> bool:
    """Whether it was tried for long, and often enough, too: it may have waited while the app was taken out."""
    is_old = delivery.since is not None and now - delivery.since >= LONGEST_TRY
    return is_old and delivery.attempt >= LEAST_TRIES


def _asked_of_all(error: DeliveryError, now: datetime) -> datetime | None:
    """A platform that is too busy for one message is too busy for the next. What somebody must mend is one's own."""
    if not isinstance(error, TryLater) or isinstance(error, Busy | NeedsMending | Unconfirmed) or error.after is None:
        return None
    return now + asked(error.after)
