"""One claim: takes what waits, lane by lane, no faster than the platforms' paces allow.

Knows lanes, leases and paces; must not know any platform, nor how a delivery ended (`storage.deliveries`).

A lane's turn: of what waits in a lane the first by position is next. What failed or is ambiguous is passed over. An
update that may not go now (back-off, pace) steps aside, because the messages behind it do not depend on it; a post that
may not go holds its lane, because the order of messages is a promise. While one message of a lane is leased, the lane
is busy.
What belongs into the thread of a message that failed or is ambiguous waits with it: in the channel it would be noise.
A lease that ran out means that its worker died: the message is given out again, marked as resumed until it arrives.

Paces are decided in the claim's own transaction, on rows that it holds, so that any number of workers together never
exceed them. What a workspace may not get now is left out of the search itself: it takes no room from the others.
Rows are always held in this order, here and wherever else: lanes, messages by id, paces by key.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence import pacing
from cadence.cards import Card, Link
from cadence.ports import Delivery, Op, Pace, Rate
from storage import tables
from storage.ahead import moments
from storage.keyed import given, is_one_of
from storage.outbox import place_of
from storage.turns import HEADS, IN_ORDER, LANES_ANYWHERE, LANES_NEAR, LANES_OF_FEW, MORE
from storage.upsert import insert_for

_rows, _lanes, _paces = tables.messages, tables.lanes, tables.paces
_NO_PACE = Pace()

Kind = tuple[str, str]
"""A workspace and an op."""

Lane = tuple[str, str]
"""A workspace and a lane."""


class Claim:
    """One claim of one worker, in its transaction. paces: by platform."""

    def __init__(self, connection: AsyncConnection, now: datetime, paces: Mapping[str, Pace]) -> None:
        self._connection = connection
        self._now = now
        self._paces = paces

    async def take(self, limit: int, until: datetime) -> list[Delivery]:
        """See `cadence.ports.Deliveries.claim`."""
        held = await self._hold_lanes(limit)
        heads = await self._within_rates(await self._heads(held)) if held else []
        if not heads:
            return []
        await self._connection.execute(_LEASE, [self._leased(head, until) for head in heads])
        await self._slow_lanes(heads, {(row.workspace_id, row.lane): row.spent_until for row in held})
        refs = await self._linked(heads)
        return [_delivery(head, until, refs) for head in heads]

    async def _hold_lanes(self, limit: int) -> Sequence[Row[Any]]:
        """Lanes with something to deliver and its id, longest waiting first, held against all other workers until
        commit; with what of their rates is spent."""
        is_sqlite = self._connection.dialect.name == "sqlite"
        if not is_sqlite:
            await self._connection.execute(IN_ORDER)
        wanted = {"limit": limit, **moments(self._now)}
        lanes: Sequence[Row[Any]] = (await self._connection.execute(LANES_NEAR, wanted)).all()
        if len(lanes) < limit and (more := (await self._connection.execute(MORE)).first()):
            everywhere = LANES_OF_FEW if more.are_few_lanes else LANES_ANYWHERE[is_sqlite]
            lanes = (await self._connection.execute(everywhere, wanted)).all()
        return lanes

    async def _heads(self, held: Sequence[Row[Any]]) -> list[Row[Any]]:
        """The messages that were found. Looked at anew: another worker may just have left."""
        ids = given("heads", [(row.workspace_id, row.id) for row in held])
        found = (await self._connection.execute(HEADS, {**ids, **moments(self._now)})).all()
        return sorted(found, key=lambda row: (row.pending_since, row.id))

    async def _within_rates(self, heads: list[Row[Any]]) -> list[Row[Any]]:
        """As many of these as their workspaces' rates allow now, the longest waiting first; they are counted."""
        rates = {_kind(head): rate for head in heads if (rate := self._rate(head))}
        if not rates:
            return heads
        spent = await self._hold_paces(sorted(rates))
        left = Counter({kind: self._allowed(rate, spent[kind]) for kind, rate in rates.items()})
        taken: list[Row[Any]] = []
        for head in heads:
            kind = _kind(head)
            if kind not in rates or left[kind] > 0:
                taken.append(head)
                left[kind] -= 1
        await self._spend(rates, spent, Counter(_kind(head) for head in taken))
        return taken

    async def _hold_paces(self, kinds: list[Kind]) -> dict[Kind, Row[Any]]:
        rows = [{"workspace_id": workspace_id, "op": op} for workspace_id, op in kinds]
        new = insert_for(self._connection, _paces).values(rows)
        as_it_is = {"op": new.excluded.op}  # an update that changes nothing holds the row
        held = new.on_conflict_do_update(index_elements=["workspace_id", "op"], set_=as_it_is).returning(*_paces.c)
        return {(row.workspace_id, row.op): row for row in await self._connection.execute(held)}

    def _allowed(self, rate: Rate, row: Row[Any]) -> int:
        if pacing.believed(row.free_at, self._now) > self._now:
            return 0  # another worker was quicker, or was just told to wait
        return pacing.allowed(rate, row.spent_until, self._now)

    async def _spend(self, rates: Mapping[Kind, Rate], rows: Mapping[Kind, Row[Any]], taken: Counter[Kind]) -> None:
        spent = {
            kind: pacing.spent(rate, rows[kind].spent_until, self._now, taken[kind])
            for kind, rate in rates.items()
            if taken[kind]
        }
        if spent:
            counted = [
                {"in_workspace": kind[0], "of_op": kind[1], "spent": at, "free": pacing.free_at(rates[kind], at)}
                for kind, at in spent.items()
            ]
            await self._connection.execute(_SPEND, counted)

    async def _slow_lanes(self, heads: list[Row[Any]], spent: Mapping[Lane, datetime | None]) -> None:
        """A person's own page has nobody's messages to keep apart: the gap between its updates is enough."""
        slowed = [
            self._slowed(head, pace, spent[head.workspace_id, head.lane])
            for head in heads
            if head.home is None and ((pace := self._pace(head)).lane or pace.lane_rate)
        ]
        if slowed:
            await self._connection.execute(_SLOW, slowed)

    def _slowed(self, head: Row[Any], pace: Pace, spent: datetime | None) -> dict[str, Any]:
        """The lane once this is handed out in it. spent: what of its rate was, before."""
        free, rate = self._now + pace.lane, pace.lane_rate
        if rate:
            spent = pacing.spent(rate, spent, self._now, 1)
            free = max(free, pacing.free_at(rate, spent))
        return {"in_workspace": head.workspace_id, "in_lane": head.lane, "free": free, "spent": spent}

    async def _linked(self, heads: list[Row[Any]]) -> dict[tuple[str, str], str]:
        """The platform's ids of the messages that these cards link to, by workspace and key."""
        wanted = [(head.workspace_id, key) for head in heads for key in _links(head.card)]
        if not wanted:
            return {}
        found = await self._connection.execute(_LINKED, given("keys", list(dict.fromkeys(wanted))))
        return {(row.workspace_id, row.key): row.ref for row in found}

    def _leased(self, head: Row[Any], until: datetime) -> dict[str, Any]:
        pace = self._pace(head)
        again = pace.home if head.home is not None else pace.again
        is_gapped = again and (head.ref is not None or head.home is not None)
        return {
            "in_workspace": head.workspace_id,
            "message_id": head.id,
            "until": until,
            "uncertain": _is_resumed(head),
            "free": self._now + again if is_gapped else head.free_at,
        }

    def _pace(self, head: Row[Any]) -> Pace:
        return self._paces.get(head.workspace_id.partition(":")[0], _NO_PACE)

    def _rate(self, head: Row[Any]) -> Rate | None:
        return pacing.rate_of(self._pace(head), _op(head))


_LINKED = select(_rows.c.workspace_id, _rows.c.key, _rows.c.ref).where(
    is_one_of((_rows.c.workspace_id, _rows.c.key), "keys"), _rows.c.ref.is_not(None)
)
_LEASE = (
    update(_rows)
    .where(_rows.c.workspace_id == bindparam("in_workspace"), _rows.c.id == bindparam("message_id"))
    .values(
        leased_until=bindparam("until"),
        attempts=_rows.c.attempts + 1,
        is_uncertain=bindparam("uncertain"),
        free_at=bindparam("free"),
    )
)
_SLOW = (
    update(_lanes)
    .where(_lanes.c.workspace_id == bindparam("in_workspace"), _lanes.c.lane == bindparam("in_lane"))
    .values(free_at=bindparam("free"), spent_until=bindparam("spent"))
)
_SPEND = (
    update(_paces)
    .where(_paces.c.workspace_id == bindparam("in_workspace"), _paces.c.op == bindparam("of_op"))
    .values(spent_until=bindparam("spent"), free_at=bindparam("free"))
)


def _op(head: Row[Any]) -> Op:
    return Op.UPDATE if head.ref else Op.POST


def _kind(head: Row[Any]) -> Kind:
    return head.workspace_id, _op(head).value


def _links(card: Card) -> Iterable[str]:
    return (block.key for block in card.blocks if isinstance(block, Link) and block.key)


def _is_resumed(head: Row[Any]) -> bool:
    """Whether an earlier attempt ended without a word, and none has arrived since."""
    return bool(head.is_uncertain or head.leased_until is not None)


def _delivery(head: Row[Any], leased_until: datetime, refs: Mapping[tuple[str, str], str]) -> Delivery:
    named = {key: refs.get((head.workspace_id, key)) for key in _links(head.card)}
    return Delivery(
        id=head.id,
        workspace_id=head.workspace_id,
        op=_op(head),
        place=place_of(head),
        card=head.card,
        revision=head.revision,
        ref=head.ref,
        thread_ref=head.thread_ref,
        attempt=head.attempts + 1,
        resumed=_is_resumed(head),
        leased_until=leased_until,
        links={key: ref for key, ref in named.items() if ref is not None},
        since=head.pending_since,
        key=head.key,
    )
