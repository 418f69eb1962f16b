"""The outbox's writing side: what a unit of work says becomes rows, in its own transaction.

Knows what a message's row means; must not know who delivers it (`storage.deliveries`).

One message is one row for ever. `revision` is the state of the card that is wanted, `delivered` the one the platform
shows; saying a message again raises `revision`, so updates that were not sent yet collapse into one. `position` is
its place in its lane's queue, taken when it begins to wait: at its first saying, and again when a message that had
been delivered is updated. state: see `State`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, or_, select

from cadence.cards import Card
from cadence.model import Message, Place
from cadence.splitting import no_longer_needed, parts_left_over, parts_of
from storage import tables
from storage.columns import decoded
from storage.redirecting import post_anew, redirect
from storage.repository import all_of
from storage.work import Work
from storage.writing import Batch

_rows = tables.messages


class State(StrEnum):
    """waiting: wants to be delivered. done: the platform shows what is wanted. failed: the platform will not take it;
    a new card tries again. ambiguous: nobody knows whether it was posted; left to the operator. closed: an operator
    ended it, without a name of the platform's; whatever is said anew, nothing of it is sent."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"
    CLOSED = "closed"


class SqlOutbox:
    """See `cadence.ports.Outbox`. Gathers, and writes everything at once when the unit of work ends."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._said: dict[str, Message] = {}
        self._known: dict[str, Message | None] = {}
        self._unread: dict[str, Sequence[Any]] = {}

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
        kept = (await self._find([key])).get(key)
        said = self._said.get(key)
        return replace(kept, card=said.card) if kept and said else said or kept

    async def shown_as(self, ref: str) -> Message | None:
        ours = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.ref == ref)
        row = (await self._work.run(select(_rows).where(*ours).order_by(_rows.c.id).limit(1))).one_or_none()
        return None if row is None else replace(message_of(row), card=self._card_of(row))

    async def may_show(self, channel: str) -> bool:
        there = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.lane == Place(channel=channel).lane)
        begun = (_rows.c.state == State.WAITING, _rows.c.ref.is_(None), _rows.c.thread.is_(None))
        unclear = or_(_rows.c.leased_until.is_not(None), _rows.c.is_uncertain)
        found = await self._work.run(select(_rows.c.id).where(*there, *begun, unclear).limit(1))
        return found.first() is not None

    def _card_of(self, row: Row[Any]) -> Card:
        """As this unit said it, where it did."""
        said = self._said.get(row.key)
        card: Card = said.card if said else row.card
        return card

    async def redirect(self, channel: str, to: str, moves_shown: bool) -> None:
        batch = Batch(self._work)
        await self.write(batch)  # what this unit said belongs to it, too
        await batch.send()
        await redirect(self._work, channel, to, moves_shown)
        self.forget()

    async def post_anew(self, key: str) -> None:
        batch = Batch(self._work)
        await self.write(batch)  # as what this unit said it to be
        await batch.send()
        await post_anew(self._work, key)
        self.forget()

    async def count_nudges(self, member: str, since: datetime) -> int:
        ours = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.member == member)
        counted = (_rows.c.is_nudge.is_(True), _rows.c.said_at >= since)
        kept = await self._work.run(select(func.count()).where(*ours, *counted))
        return int(kept.scalar_one()) + (await self._new_nudges(member) if self._work.now >= since else 0)

    async def _new_nudges(self, member: str) -> int:
        """How many nudges to this person this unit was the first to say."""
        said = [key for key, each in self._said.items() if each.is_nudge and each.place.member == member]
        return len(said) - len(await self._find(said))

    def take(self, found: Iterable[Message], absent: Iterable[str] = ()) -> None:
        """What was read of the messages, and which keys have none."""
        self._known |= {message.key: message for message in found}
        for key in absent:
            self._known.setdefault(key, None)

    def take_rows(self, rows: Iterable[Sequence[Any]], keys: Iterable[str]) -> None:
        """As `take`, of whole rows that `columns.unpacked` found. keys: all that were asked for."""
        for row in rows:
            self._unread.setdefault(row[_KEY], row)
        self.take([], (key for key in keys if key not in self._unread))

    def _read(self, keys: Iterable[str]) -> None:
        """Cards are large: they are made of what was read when somebody asks for one."""
        for key in keys:
            row = self._unread.pop(key, None)
            if row is not None and key not in self._known:
                self.take([_message(decoded(_rows, row))])

    def forget(self) -> None:
        """Read anew from here on: somebody else may have said something."""
        self._known.clear()
        self._unread.clear()

    async def write(self, batch: Batch) -> None:
        """Hand over what was said: rows for new messages, new revisions for known ones, in the order of saying."""
        known = await self._find(self._said)
        known |= await self._shorten(known)
        fresh = [m for m in self._said.values() if m.key not in known or known[m.key].card != m.card]
        nth: dict[str, int] = {}
        rows = [self._row(message, known.get(message.key), nth) for message in fresh]
        new = sorted({row["lane"] for message, row in zip(fresh, rows, strict=True) if message.key not in known})
        batch.insert(tables.lanes, [{"workspace_id": self._work.workspace_id, "lane": each} for each in new], _ONCE)
        # Always held in the order of ids, here and in `storage.deliveries`: nobody waits for each other in a ring.
        batch.insert(_rows, sorted(rows, key=lambda row: str(row["id"])), _REVISE, position=_AT_THE_END)
        self.take(fresh)
        self._said.clear()

    async def _shorten(self, known: dict[str, Message]) -> dict[str, Message]:
        """What said less than before has parts in its thread that are needed no longer."""
        said = [(known[key].card, message) for key, message in self._said.items() if key in known]
        gone = {key: message for before, message in said for key in parts_left_over(before, message.card)}
        found = await self._find(gone)
        for key, message in found.items():
            self._said[key] = replace(message, card=no_longer_needed(gone[key].card.notice))
        return found

    async def _find(self, keys: Iterable[str]) -> dict[str, Message]:
        """Those of these that were kept. Nobody ever said anything about what this unit makes."""
        wanted = list(keys)
        self._read(wanted)
        for piece in all_of([each for each in wanted if each not in self._known and not self._is_about_new(each)]):
            ours = (_rows.c.workspace_id == self._work.workspace_id, _rows.c.key.in_(piece))
            rows = await self._work.run(select(_rows).where(*ours))
            self.take([message_of(row) for row in rows], piece)
        return {key: kept for key in wanted if (kept := self._known.get(key))}

    def _is_about_new(self, key: str) -> bool:
        """Whether it names a record that this unit makes: nothing can have been said about it."""
        return not self._work.fresh.isdisjoint(key.split(":"))

    def _row(self, message: Message, known: Message | None, nth: dict[str, int]) -> dict[str, Any]:
        """nth: how many of each lane there were before it."""
        place, real = known.place if known else message.place, self._work.real
        nth[place.lane] = nth.get(place.lane, 0) + 1
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
            "nth": nth[place.lane],
            "pending_since": real,
            "revision": 1,
            "delivered": 0,
            "attempts": 0,
            "is_uncertain": False,
        }


_KEY = [column.name for column in _rows.c].index("key")
_ONCE = "ON CONFLICT DO NOTHING"

_AT_THE_END = (
    "x.nth + coalesce((SELECT max(m.position) FROM messages AS m"
    " WHERE m.workspace_id = x.workspace_id AND m.lane = x.lane), 0)"
)

_IS_OVER = f"messages.state IN ('{State.DONE}', '{State.FAILED}')"
_REVISE = f"""ON CONFLICT (workspace_id, "key") DO UPDATE SET card = excluded.card, revision = messages.revision + 1,
    state = CASE WHEN {_IS_OVER} THEN excluded.state ELSE messages.state END,
    position = CASE WHEN {_IS_OVER} THEN excluded.position ELSE messages.position END,
    pending_since = CASE WHEN {_IS_OVER} THEN excluded.pending_since ELSE messages.pending_since END
    WHERE messages.card <> excluded.card"""
"""A new card. Its place in the queue is new only where it was not waiting; an ambiguous or closed one stays so."""


def place_of(row: Row[Any]) -> Place:
    return Place(channel=row.channel, member=row.member, thread=row.thread, home=row.home)


def message_of(row: Row[Any]) -> Message:
    return _message(row._asdict())


def _message(row: Mapping[str, Any]) -> Message:
    """Of a row's values by column."""
    place = Place(channel=row["channel"], member=row["member"], thread=row["thread"], home=row["home"])
    own = {name: row[name] for name in ("id", "workspace_id", "key", "card", "is_nudge")}
    return Message(**own, place=place)
