"""The sending side of the store in memory: whose turn it is, how fast, and how it went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cadence import pacing
from cadence.cards import Link
from cadence.ports import Delivery, Op, Outcome, Pace, Rate
from tests.fakes.memory_outbox import Queued

Lane = tuple[str, str]
Kind = tuple[str, Op]


@dataclass
class Sending:
    """What was handed out. slow: until when, by lane; spent_in: of a lane's rate. spent, closed: by workspace and op.
    All moments are real time."""

    slow: dict[Lane, datetime] = field(default_factory=dict)
    spent_in: dict[Lane, datetime] = field(default_factory=dict)
    spent: dict[Kind, datetime] = field(default_factory=dict)
    closed: dict[Kind, datetime] = field(default_factory=dict)

    def claim(
        self, rows: Sequence[Queued], now: datetime, limit: int, until: datetime, paces: Mapping[str, Pace]
    ) -> list[Delivery]:
        """See `cadence.ports.Deliveries.claim`. rows: of connected workspaces alone."""
        heads = self._ready_heads(rows, now, paces)[:limit]
        by_key = {(row.message.workspace_id, row.message.key): row for row in rows} if heads else {}
        claimed = []
        for head in heads:
            pace = paces.get(head.message.workspace_id.partition(":")[0], Pace())
            if self._allowed(head, pace, now):
                self._count(head, pace, now)
                claimed.append(_hand_out(head, until, by_key))
        return claimed

    def settle(self, rows: Sequence[Queued], outcomes: Sequence[Outcome]) -> None:
        """See `cadence.ports.Deliveries.settle`."""
        by_id = {(row.message.workspace_id, row.message.id): row for row in rows}
        for outcome in outcomes:
            done = outcome.delivery
            kind = (done.workspace_id, done.op)
            if outcome.wait_until:
                self.closed[kind] = max(outcome.wait_until, pacing.believed(self.closed.get(kind), outcome.wait_until))
            if outcome.lane_until:
                lane = (done.workspace_id, done.place.lane)
                self.slow[lane] = max(outcome.lane_until, pacing.believed(self.slow.get(lane), outcome.lane_until))
            _settle(by_id[done.workspace_id, done.id], outcome)

    def _ready_heads(self, rows: Sequence[Queued], now: datetime, paces: Mapping[str, Pace]) -> list[Queued]:
        """The message of each lane whose turn it is, where it may be delivered now; longest waiting first."""
        waiting = [row for row in rows if row.waits]
        if not waiting:
            return []
        busy = {row.lane for row in rows if not _is_past(row.leased_until, now)}
        lost = {
            (row.message.workspace_id, row.message.key) for row in rows if not row.ref and (row.failed or row.ambiguous)
        }
        heads: dict[Lane, Queued] = {}
        for row in sorted(waiting, key=lambda row: (row.position, row.message.id)):
            has_root = (row.message.workspace_id, row.message.place.thread) not in lost
            if has_root and (row.op == Op.POST or self._may_go(row, now, paces)):
                heads.setdefault(row.lane, row)
        free = [row for lane, row in heads.items() if lane not in busy and _is_past(self.slow.get(lane), now)]
        return sorted(
            (row for row in free if self._may_go(row, now, paces)), key=lambda row: (row.since, row.message.id)
        )

    def _may_go(self, row: Queued, now: datetime, paces: Mapping[str, Pace]) -> bool:
        pace = paces.get(row.message.workspace_id.partition(":")[0], Pace())
        return _is_past(row.not_before, now) and _is_past(row.free_at, now) and self._allowed(row, pace, now)

    def _allowed(self, row: Queued, pace: Pace, now: datetime) -> bool:
        rate = _rate(row, pace)
        is_open = _is_past(self.closed.get(row.kind), now)
        return is_open and (rate is None or pacing.allowed(rate, self.spent.get(row.kind), now) > 0)

    def _count(self, row: Queued, pace: Pace, now: datetime) -> None:
        rate = _rate(row, pace)
        if rate:
            self.spent[row.kind] = pacing.spent(rate, self.spent.get(row.kind), now, 1)
        again = pace.home if row.message.place.home else pace.again
        if again and (row.ref or row.message.place.home):
            row.free_at = now + again
        if not row.message.place.home:
            self._slow_down(row.lane, pace, now)

    def _slow_down(self, lane: Lane, pace: Pace, now: datetime) -> None:
        free = [now + pace.lane] if pace.lane else []
        if pace.lane_rate:
            self.spent_in[lane] = pacing.spent(pace.lane_rate, self.spent_in.get(lane), now, 1)
            free.append(pacing.free_at(pace.lane_rate, self.spent_in[lane]))
        if free:
            self.slow[lane] = max(free)


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return pacing.believed(moment, now) <= now


def _rate(row: Queued, pace: Pace) -> Rate | None:
    return pace.post if row.op == Op.POST else pace.update


def _hand_out(queued: Queued, until: datetime, by_key: Mapping[tuple[str, str], Queued]) -> Delivery:
    queued.is_uncertain = queued.is_uncertain or queued.leased_until is not None
    queued.attempts, queued.leased_until = queued.attempts + 1, until
    message = queued.message
    keys = [block.key for block in message.card.blocks if isinstance(block, Link)]
    shown = {
        key: row.ref for key in (message.place.thread, *keys) if (row := by_key.get((message.workspace_id, key or "")))
    }
    return Delivery(
        id=message.id,
        workspace_id=message.workspace_id,
        op=queued.op,
        place=message.place,
        card=message.card,
        revision=queued.revision,
        ref=queued.ref,
        thread_ref=shown.get(message.place.thread),
        attempt=queued.attempts,
        resumed=queued.is_uncertain,
        leased_until=until,
        links={key: ref for key in keys if (ref := shown.get(key))},
        since=queued.since,
        key=message.key,
    )


def _settle(queued: Queued, outcome: Outcome) -> None:
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
        queued.is_uncertain = queued.is_uncertain or outcome.is_uncertain
        queued.last_error = outcome.failed or outcome.ambiguous or outcome.reason


def backlog(messages: Iterable[Queued]) -> dict[str, int]:
    """How many wait, failed or are ambiguous."""
    rows = list(messages)
    failed, ambiguous = (sum(bool(getattr(row, name)) for row in rows) for name in ("failed", "ambiguous"))
    return {"waiting": sum(row.waits for row in rows), "failed": failed, "ambiguous": ambiguous}
