"""Forgets one person, in one transaction: their texts are blanked, then their traces in every table of the workspace.

Knows tables and which kind of text a column holds; what it means for teams is `cadence.tidings.forgetting`'s. Walks
through all of the workspace's texts, a page at a time, since messages and trails quote in ways that no index finds.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, and_, delete, literal, or_, select, tuple_, update
from sqlalchemy import type_coerce as raw
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.authorship import OWN_WORDS, QUOTING, REMOVED
from storage import tables
from storage.redacting import Identity, Redactor
from storage.types import CardText, Exact, Json, Strings, Words

PAGE = 500
_AUDIT, _MESSAGES, _POSTS = tables.audit, tables.messages, tables.posts
_OURS_ALONE = frozenset({"installations", "gates", "paces", "tickets", "heartbeats", "log_versions", "watches"})
"""Tables that hold nothing of people."""

Depart = Callable[[], Awaitable[None]]
Clean = Callable[[str], str]


@dataclass(frozen=True)
class Forgetting:
    """One person of one workspace, within one transaction. platform: of the workspace."""

    connection: AsyncConnection
    workspace_id: str
    platform: str
    was: Identity
    now: Identity

    async def run(self, depart: Depart) -> None:
        """depart: gives what is theirs to others, once their texts are gone and before their traces are."""
        words = [*await self._written_by_trail(), *await self._written_by_record()]
        await depart()
        await self._purge()
        cleaning = _Cleaning(self, Redactor(self.was, self.now, words))
        for table in tables.metadata.sorted_tables:
            if "workspace_id" in table.c and table.name not in _OURS_ALONE:
                await cleaning.sweep(table)
        members = tables.RECORDS["members"]
        mine = (members.c.workspace_id == self.workspace_id, members.c.id == self.was.member_id)
        await self._run(update(members).where(*mine).values(id=self.now.member_id))

    async def _written_by_trail(self) -> list[str]:
        """What the audit trail says they wrote. It is blanked where it still stands."""
        mine = (_AUDIT.c.workspace_id == self.workspace_id, _AUDIT.c.actor == self.was.member_id)
        kinds = _AUDIT.c.record_table.in_(list(OWN_WORDS))
        found = []
        for row in (await self._run(select(_AUDIT).where(*mine, kinds))).all():
            for name, (_, new) in row.fields.items():
                if name in OWN_WORDS[row.record_table] and isinstance(new, str) and new:
                    found.append(new)
                    table = tables.RECORDS[row.record_table]
                    await self._blank(row.record_table, name, and_(table.c.id == row.record_id, table.c[name] == new))
        return found

    async def _written_by_record(self) -> list[str]:
        """What records say they wrote, blanked."""
        found: list[str] = []
        for kind, fields in OWN_WORDS.items():
            table = tables.RECORDS[kind]
            for name, written in fields.items():
                if written.by:
                    theirs = or_(*(table.c[by] == self.was.member_id for by in written.by))
                    ours = (table.c.workspace_id == self.workspace_id, theirs, table.c[name] != "")
                    found += (await self._run(select(table.c[name]).where(*ours))).scalars().all()
                    await self._blank(kind, name, theirs)
        return [text for text in found if text != REMOVED]

    async def _blank(self, kind: str, name: str, which: ColumnElement[bool]) -> None:
        table, blank = tables.RECORDS[kind], OWN_WORDS[kind][name].blank
        ours = (table.c.workspace_id == self.workspace_id, which, table.c[name] != "")
        await self._run(update(table).where(*ours).values({name: blank}))

    async def _purge(self) -> None:
        """What is nobody's business without them: drafts, pages, direct messages, addresses, what they sent."""
        who, member_id = self.was.external_id, self.was.member_id
        lanes = [f"member:{who}", f"home:{who}"]
        places = [*lanes, f"person:{who}"]
        gone: dict[Table, ColumnElement[bool]] = {
            tables.drafts: tables.drafts.c.member_id == member_id,
            tables.homes: tables.homes.c.member_id == member_id,
            _MESSAGES: _MESSAGES.c.lane.in_(lanes),
            tables.lanes: tables.lanes.c.lane.in_(lanes),
            _POSTS: or_(_POSTS.c.author == who, _POSTS.c.seen_by == who, _POSTS.c.place.in_(lanes)),
            tables.marks: or_(tables.marks.c.reader == who, tables.marks.c.place.in_(lanes)),
            tables.addresses: or_(tables.addresses.c.place.in_(places), _names(tables.addresses.c.details, who)),
            tables.tidings: tables.tidings.c.subject.in_([f"person:{who}", f"direct:{who}"]),
        }
        for table, theirs in gone.items():
            await self._run(delete(table).where(table.c.workspace_id == self.workspace_id, theirs))
        arrivals = tables.arrivals
        await self._run(delete(arrivals).where(arrivals.c.platform == self.platform, _names(arrivals.c.body, who)))

    async def _run(self, statement: Any) -> Any:
        return await self.connection.execute(statement)


@dataclass(frozen=True)
class _Cleaning:
    """Puts the new identity in place of the old one, wherever it still stands."""

    forgetting: Forgetting
    redactor: Redactor

    async def sweep(self, table: Table) -> None:
        columns = {column.name: column for column in table.c if _is_text(column)}
        keys = [column for column in table.primary_key if column.name != "workspace_id"]
        ours = table.c.workspace_id == self.forgetting.workspace_id
        if table.name == "members":
            ours = and_(ours, table.c.id != self.forgetting.was.member_id)
        shown = [raw(column, Text()).label(name) for name, column in columns.items()]
        after: ColumnElement[bool] | None = None
        while True:
            page = select(*shown).where(ours if after is None else and_(ours, after)).order_by(*keys).limit(PAGE)
            rows = (await self.forgetting.connection.execute(page)).all()
            for row in rows:
                await self._clean(table, columns, keys, row)
            if len(rows) < PAGE:
                return
            after = tuple_(*keys) > tuple_(*(literal(rows[-1]._mapping[key.name]) for key in keys))

    async def _clean(self, table: Table, columns: dict[str, Column[Any]], keys: list[Column[Any]], row: Any) -> None:
        old = dict(row._mapping)
        new = {name: self._cleaned(table, column, old) for name, column in columns.items() if old[name]}
        changed = {name: literal(value, Text()) for name, value in new.items() if value != old[name]}
        if changed:
            mine = (key == literal(old[key.name]) for key in keys)
            ours = table.c.workspace_id == self.forgetting.workspace_id
            await self.forgetting.connection.execute(update(table).where(ours, *mine).values(changed))

    def _cleaned(self, table: Table, column: Column[Any], row: dict[str, Any]) -> str:
        text: str = row[column.name]
        if table is _AUDIT and column.name == "fields":
            return self._change(row, text)
        if isinstance(column.type, CardText):
            return self.redactor.card(text)
        if isinstance(column.type, Strings | Json):
            return self.redactor.json(text, self.redactor.quote if table is tables.drafts else self.redactor.code)
        return self._of(table.name, column.name)(text)

    def _of(self, table: str, name: str) -> Clean:
        if table == "members":
            return self.redactor.code  # another one of the same name keeps it
        if name in QUOTING.get(table, ()) or (table, name) in {("posts", "text"), ("drafts", "context")}:
            return self.redactor.quote
        if name in OWN_WORDS.get(table, ()) or name in {"title", "name", "meeting", "replaces", "topic", "last_error"}:
            return self.redactor.text
        return self.redactor.code

    def _change(self, row: dict[str, Any], text: str) -> str:
        """Of the person's own record, and of their leave, the trail keeps that something changed, and no values."""
        kind, member_id = row["record_table"], self.forgetting.was.member_id
        if (kind == "members" and row["record_id"] == member_id) or (kind == "leaves" and member_id in text):
            return "{}"
        return self.redactor.change(text, [*OWN_WORDS.get(kind, ()), *QUOTING.get(kind, ())])


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, Words | Strings | Json | CardText) and not isinstance(column.type, Exact)


def _names(column: Column[Any], external_id: str) -> ColumnElement[bool]:
    """Whether JSON holds this id as a whole value, or within one where it is unmistakable."""
    escaped = json.dumps(external_id)[1:-1]
    whole = raw(column, Text()).contains(f'"{escaped}"', autoescape=True)
    return or_(whole, raw(column, Text()).contains(escaped, autoescape=True)) if len(escaped) >= 6 else whole
