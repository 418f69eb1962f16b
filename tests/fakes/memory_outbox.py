"""The outbox of the store in memory: what is said, what waits, and whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.model import Message, Place
from cadence.ports import Delivery, Op, Outcome


@dataclass
class Queued:
    """A message and how far it was delivered. at: domain time of its first saying. position: its place in its lane."""

    message: Message
    at: datetime
    since: datetime
    position: int
    revision: int = 1
    delivered: int = 0
    ref: str | None = None
    not_before: datetime | None = None
    leased_until: datetime | None = None
    attempts: int = 0
    is_uncertain: bool = False
    failed: str | None = None
    ambiguous: str | None = None
    last_error: str | None = None

    @property
    def lane(self) -> tuple[str, str]:
        return self.message.workspace_id, self.message.place.lane

    @property
    def waits(self) -> bool:
        """Wants to be delivered, and may be tried (again)."""
        return self.delivered < self.revision and not self.failed and not self.ambiguous

    def steps_aside(self, now: datetime) -> bool:
        """An update in back-off lets the lane go on."""
        return self.ref is not None and self.not_before is not None and self.not_before > now


class MemoryOutbox:
    """See `cadence.ports.Outbox`. now: domain time; real: the machine's."""

    def __init__(self, workspace_id: str, messages: dict[str, Queued], now: datetime, real: datetime) -> None:
        self._workspace_id, self._messages, self._now, self._real = workspace_id, messages, now, real

    async def say(self, message: Message) -> None:
        if message.workspace_id != self._workspace_id:
            raise LookupError(f"message {message.key} belongs to another workspace")
        known = self._messages.get(message.key)
        if known is None:
            queued = Queued(message, self._now, self._real, self._end_of((self._workspace_id, message.place.lane)))
            self._messages[message.key] = queued
        elif known.message.card != message.card:
            self._revise(known, message)

    def _revise(self, known: Queued, message: Message) -> None:
        if not known.waits and not known.ambiguous:
            known.position, known.since = self._end_of(known.lane), self._real
        known.message = replace(known.message, card=message.card)
        known.revision += 1
        known.failed = None

    def _end_of(self, lane: tuple[str, str]) -> int:
        return 1 + max((queued.position for queued in self._messages.values() if queued.lane == lane), default=0)

    async def said(self, key: str) -> Message | None:
        known = self._messages.get(key)
        return known.message if known else None

    async def redirect(self, channel: str, to: str, moves_shown: bool) -> None:
        there = sorted((q for q in self._messages.values() if q.message.place.channel == channel), key=_turn)
        for queued in there:
            if queued.ref is None or moves_shown or to == channel:
                position = queued.position if to == channel else self._end_of((self._workspace_id, f"channel:{to}"))
                queued.message = replace(queued.message, place=self._elsewhere(queued, to, moves_shown))
                queued.position, queued.not_before = position, None
                if queued.ref and queued.ref.startswith(f"{channel}:"):
                    queued.ref = to + queued.ref.removeprefix(channel)

    def _elsewhere(self, queued: Queued, to: str, moves_shown: bool) -> Place:
        place = queued.message.place
        root = self._messages.get(place.thread or "")
        is_left = root is not None and root.ref is not None and not moves_shown and to != place.channel
        return replace(place, channel=to, thread=None if is_left else place.thread)

    async def shown_as(self, ref: str) -> Message | None:
        return next((queued.message for queued in self._messages.values() if queued.ref == ref), None)

    async def count_nudges(self, member: str, since: datetime) -> int:
        said = self._messages.values()
        return sum(q.message.is_nudge and q.message.place.member == member and q.at >= since for q in said)


def _turn(queued: Queued) -> tuple[int, str]:
    return queued.position, queued.message.id


def ready_heads(messages: Iterable[Queued], now: datetime) -> list[Queued]:
    """The message of each lane whose turn it is, where it may be delivered now; longest waiting first."""
    rows = list(messages)
    busy = {row.lane for row in rows if row.leased_until and row.leased_until > now}
    lost = {
        (row.message.workspace_id, row.message.key) for row in rows if not row.ref and (row.failed or row.ambiguous)
    }
    heads: dict[tuple[str, str], Queued] = {}
    for row in sorted(rows, key=lambda row: (row.position, row.message.id)):
        has_root = (row.message.workspace_id, row.message.place.thread) not in lost
        if row.waits and has_root and not row.steps_aside(now):
            heads.setdefault(row.lane, row)
    ready = [row for lane, row in heads.items() if lane not in busy and not (row.not_before and row.not_before > now)]
    return sorted(ready, key=lambda row: (row.since, row.message.id))


def hand_out(queued: Queued, until: datetime, root: Queued | None) -> Delivery:
    """Hand it out. root: the message whose thread it belongs to."""
    queued.is_uncertain = queued.is_uncertain or queued.leased_until is not None
    queued.attempts, queued.leased_until = queued.attempts + 1, until
    return Delivery(
        id=queued.message.id,
        workspace_id=queued.message.workspace_id,
        op=Op.UPDATE if queued.ref else Op.POST,
        place=queued.message.place,
        card=queued.message.card,
        revision=queued.revision,
        ref=queued.ref,
        thread_ref=root.ref if root else None,
        attempt=queued.attempts,
        resumed=queued.is_uncertain,
        leased_until=until,
    )


def settle(queued: Queued, outcome: Outcome) -> None:
    """Keep how it went. Of a worker whose lease was given to another, only a delivery is believed."""
    done = outcome.delivery
    is_holder = queued.leased_until is not None and queued.leased_until == done.leased_until
    if is_holder:
        queued.leased_until, queued.not_before = None, outcome.retry_at
    if outcome.ref is not None:
        queued.ref, queued.delivered = outcome.ref, max(queued.delivered, done.revision)
        queued.is_uncertain, queued.last_error = False, None
        queued.attempts = 0 if is_holder else queued.attempts
    elif is_holder and done.revision > queued.delivered:
        queued.failed = outcome.failed if queued.revision == done.revision else None
        queued.ambiguous = outcome.ambiguous
        queued.last_error = outcome.failed or outcome.ambiguous or outcome.reason


def backlog(messages: Iterable[Queued]) -> dict[str, int]:
    rows = list(messages)
    failed, ambiguous = (sum(bool(getattr(row, name)) for row in rows) for name in ("failed", "ambiguous"))
    return {"waiting": sum(row.waits for row in rows), "failed": failed, "ambiguous": ambiguous}
