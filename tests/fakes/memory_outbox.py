"""The outbox of the store in memory: what is said, and what waits."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.model import Message, Place
from cadence.ports import Op
from cadence.splitting import no_longer_needed, parts_left_over, parts_of


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
    free_at: datetime | None = None
    failed: str | None = None
    ambiguous: str | None = None
    last_error: str | None = None

    @property
    def lane(self) -> tuple[str, str]:
        return self.message.workspace_id, self.message.place.lane

    @property
    def op(self) -> Op:
        return Op.UPDATE if self.ref else Op.POST

    @property
    def kind(self) -> tuple[str, Op]:
        """What the pace of its workspace counts it as."""
        return self.message.workspace_id, self.op

    @property
    def waits(self) -> bool:
        """Wants to be delivered, and may be tried (again)."""
        return self.delivered < self.revision and not self.failed and not self.ambiguous


class MemoryOutbox:
    """See `cadence.ports.Outbox`. now: domain time; real: the machine's.

    Messages are shared with whoever reads beside: what it changes it puts in their place first (`_own`).
    """

    def __init__(self, workspace_id: str, messages: dict[str, Queued], now: datetime, real: datetime) -> None:
        self._workspace_id, self._messages, self._now, self._real = workspace_id, messages, now, real
        self._new: set[str] = set()

    async def say(self, message: Message) -> None:
        if message.workspace_id != self._workspace_id:
            raise LookupError(f"message {message.key} belongs to another workspace")
        for part in parts_of(message):
            self._say(part)

    def _say(self, message: Message) -> None:
        known = self._messages.get(message.key)
        for key in parts_left_over(known.message.card, message.card) if known else ():
            self._drop_part(key, message.card.notice)
        if known is None:
            queued = Queued(message, self._now, self._real, self._end_of((self._workspace_id, message.place.lane)))
            self._messages[message.key] = queued
            self._new.add(message.key)
        elif known.message.card != message.card:
            self._revise(known, message)

    def _drop_part(self, key: str, notice: str) -> None:
        """A part that this unit was the first to say never was; another one says that it is not needed."""
        if key in self._new:
            del self._messages[key]
            self._new.discard(key)
        else:
            self._say(replace(self._messages[key].message, card=no_longer_needed(notice)))

    def _revise(self, known: Queued, message: Message) -> None:
        known = self._own(known)
        if not known.waits and not known.ambiguous:
            known.position, known.since = self._end_of(known.lane), self._real
        known.message = replace(known.message, card=message.card)
        known.revision += 1
        known.failed = None

    def _own(self, known: Queued) -> Queued:
        self._messages[known.message.key] = own = copy(known)
        return own

    def _end_of(self, lane: tuple[str, str]) -> int:
        return 1 + max((queued.position for queued in self._messages.values() if queued.lane == lane), default=0)

    async def said(self, key: str) -> Message | None:
        known = self._messages.get(key)
        return known.message if known else None

    async def post_anew(self, key: str) -> None:
        known = self._messages.get(key)
        if known is None or known.leased_until is not None:
            return
        queued = self._own(known)
        queued.ref = queued.not_before = queued.failed = queued.last_error = None
        queued.delivered = queued.attempts = 0
        queued.is_uncertain = False
        queued.position, queued.since = self._end_of(queued.lane), self._real

    async def redirect(self, channel: str, to: str, moves_shown: bool) -> None:
        there = sorted((q for q in self._messages.values() if q.message.place.channel == channel), key=_turn)
        for known in there:
            if known.ref is None or moves_shown or to == channel:
                queued = self._own(known)
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

    async def may_show(self, channel: str) -> bool:
        there = [q for q in self._messages.values() if q.message.place == Place(channel=channel)]
        return any(q.waits and q.ref is None and (q.leased_until or q.is_uncertain) for q in there)

    async def count_nudges(self, member: str, since: datetime) -> int:
        said = self._messages.values()
        return sum(q.message.is_nudge and q.message.place.member == member and q.at >= since for q in said)


def _turn(queued: Queued) -> tuple[int, str]:
    return queued.position, queued.message.id
