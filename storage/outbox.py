"""The outbox's writing side: what a unit of work says becomes rows, in its own transaction.

Knows what a message's row means; must not know who delivers it (`storage.deliveries`).

One message is one row for ever. `revision` is the state of the card that is wanted, `delivered` the one the platform
shows; saying a message again raises `revision`, so updates that were not sent yet collapse into one. `position` is
its place in its lane's queue, taken when it begins to wait: at its first saying, and again when a message that had
been delivered is updated. state: see `State`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from cadence.cards import Card
from cadence.model import Message, Place
from cadence.splitting import no_longer_needed, parts_left_over, parts_of
from storage import tables
from storage.redirecting import redirect
from storage.repository import all_of
from storage.upsert import insert_or_ignore
from storage.work import Work

_rows = tables.messages


class State(StrEnum):
    """waiting: wants to be delivered. done: the platform shows what is wanted. failed: the platform will not take it;
    a new card tries again. ambiguous: nobody knows whether it was posted; left to the operator."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"


class SqlOutbox:
    """See `cadence.ports.Outbox`. Gathers, and writes everything at once when the unit of work ends."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._said: dict[str, Message] = {}

    async def say(self, message: Message) -> None:
        if message.workspace_id != self._work.workspace_id:
            raise LookupError(f"message {message.key} belongs to another workspace")
        before = self._said.get(message.key)
        parts = parts_of(message)
        for key in parts_left_over(before.card, parts[0].card) if before else ():
            self._said.pop(key, None)  # never kept; what is in the table from earlier is looked after by `_shorten`
        for part in parts:
            known = self._said.get(part.key)
            self._said[part.key] = replace(known, card=part.card) if known else part

    async def said(self, key: str) -> Message | None:
        if key in self._said:
            return await self._as_first_said(self._said[key])
        found = await self._find([key])
        return message_of(found[key]) if key in found else None

    async def shown_as(self, ref: str) -> Message | None:
        ours = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.ref == ref)
        row = (await self._work.run(select(_rows).where(*ours).order_by(_rows.c.id).limit(1))).one_or_none()
        return None if row is None else replace(message_of(row), card=self._card_of(row))

    def _card_of(self, row: Row[Any]) -> Card:
        """As this unit said it, where it did."""
        said = self._said.get(row.key)
        card: Card = said.card if said else row.card
        return card

    async def redirect(self, channel: str, to: str, moves_shown: bool) -> None:
        await self.flush()  # what this unit said belongs to it, too
        await redirect(self._work, channel, to, moves_shown)

    async def count_nudges(self, member: str, since: datetime) -> int:
        ours = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.member == member)
        counted = (_rows.c.is_nudge.is_(True), _rows.c.said_at >= since)
        kept = await self._work.run(select(func.count()).where(*ours, *counted))
        return int(kept.scalar_one()) + (await self._new_nudges(member) if self._work.now >= since else 0)

    async def _new_nudges(self, member: str) -> int:
        """How many nudges to this person this unit was the first to say."""
        said = [key for key, each in self._said.items() if each.is_nudge and each.place.member == member]
        return len(said) - len(await self._find(said))

    async def flush(self) -> None:
        """Write what was said: rows for new messages, new revisions for known ones, in the order of saying."""
        known = await self._find(self._said, hold=True)
        known |= await self._shorten(known)
        fresh = [m for m in self._said.values() if m.key not in known or known[m.key].card != m.card]
        last = await self._last_positions({known[m.key].lane if m.key in known else m.place.lane for m in fresh})
        new: list[dict[str, Any]] = []
        for message in fresh:
            if message.key in known:
                await self._revise(known[message.key], message, last)
            else:
                new.append(self._row(message, _next(last, message.place.lane)))
        if new:
            await self._insert(new)
        self._said.clear()

    async def _shorten(self, known: dict[str, Row[Any]]) -> dict[str, Row[Any]]:
        """What said less than before has parts in its thread that are needed no longer."""
        said = [(known[key].card, message) for key, message in self._said.items() if key in known]
        gone = {key: message for before, message in said for key in parts_left_over(before, message.card)}
        found = await self._find(gone, hold=True) if gone else {}
        for key, row in found.items():
            self._said[key] = replace(message_of(row), card=no_longer_needed(gone[key].card.notice))
        return found

    async def _as_first_said(self, message: Message) -> Message:
        found = await self._find([message.key])
        return replace(message_of(found[message.key]), card=message.card) if found else message

    async def _find(self, keys: Iterable[str], hold: bool = False) -> dict[str, Row[Any]]:
        found: dict[str, Row[Any]] = {}
        for piece in all_of(list(keys)):
            ours = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.key.in_(piece))
            statement = select(_rows).where(*ours).order_by(_rows.c.id)
            # Always held in the order of ids, here and in `storage.deliveries`: nobody waits for each other in a ring.
            rows = await self._work.run(statement.with_for_update(key_share=True) if hold else statement)
            found |= {row.key: row for row in rows}
        return found

    async def _last_positions(self, lanes: set[str]) -> dict[str, int]:
        last: dict[str, int] = {}
        for piece in all_of(sorted(lanes)):
            ours = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.lane.in_(piece))
            rows = await self._work.run(
                select(_rows.c.lane, func.max(_rows.c.position).label("position")).where(*ours).group_by(_rows.c.lane)
            )
            last |= {row.lane: row.position for row in rows}
        return last

    async def _insert(self, new: list[dict[str, Any]]) -> None:
        lanes = [
            {"workspace_id": self._work.workspace_id, "lane": lane} for lane in sorted({row["lane"] for row in new})
        ]
        await self._work.run(insert_or_ignore(self._work.connection, tables.lanes), lanes)
        await self._work.run(insert(_rows), new)

    async def _revise(self, row: Row[Any], message: Message, last: dict[str, int]) -> None:
        """A new card. Its place in the queue is new only where it was not waiting; an ambiguous one stays so."""
        values: dict[str, Any] = {"card": message.card, "revision": _rows.c.revision + 1}
        if row.state in {State.DONE, State.FAILED}:
            position = _next(last, row.lane)
            values |= {"state": State.WAITING, "position": position, "pending_since": self._work.real}
        mine = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.id == row.id)
        await self._work.run(update(_rows).where(*mine).values(values))

    def _row(self, message: Message, position: int) -> dict[str, Any]:
        place, real = message.place, self._work.real
        return {
            "workspace_id": message.workspace_id,
            "id": message.id,
            "key": message.key,
            "lane": place.lane,
            "channel": place.channel,
            "member": place.member,
            "home": place.home,
            "thread": place.thread,
            "card": message.card,
            "is_nudge": message.is_nudge,
            "said_at": self._work.now,
            "created_at": real,
            "state": State.WAITING,
            "position": position,
            "pending_since": real,
            "revision": 1,
            "delivered": 0,
            "attempts": 0,
            "is_uncertain": False,
        }


def place_of(row: Row[Any]) -> Place:
    return Place(channel=row.channel, member=row.member, thread=row.thread, home=row.home)


def message_of(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        workspace_id=row.workspace_id,
        key=row.key,
        place=place_of(row),
        card=row.card,
        is_nudge=row.is_nudge,
    )


def _next(last: dict[str, int], lane: str) -> int:
    last[lane] = last.get(lane, 0) + 1
    return last[lane]
