"""What was typed into forms that were not sent yet, kept in a unit of work.

Knows its workspace's rows; must not know any form. Leaves no trace in the audit trail.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from cadence.forms import FormValues
from cadence.ports import Draft
from storage import tables
from storage.upsert import insert_or_replace
from storage.work import Work

_rows = tables.drafts


class SqlDrafts:
    """See `cadence.ports.Drafts`."""

    def __init__(self, work: Work) -> None:
        self._work = work

        self._known: dict[tuple[str, str], Draft] = {}
        self._all_of: set[str] = set()

    async def get(self, member_id: str, key: str) -> Draft | None:
        if (member_id, key) not in self._known and member_id not in self._all_of:
            rows = await self._work.run(select(_rows).where(*self._one(member_id, key)))
            self.take(row._asdict() for row in rows)
        return self._known.get((member_id, key))

    def take(self, rows: Iterable[Mapping[str, Any]], all_of: str | None = None) -> None:
        """What was read, by column. all_of: a member whose drafts these all are."""
        drafts = [_draft(row) for row in rows]
        self._known |= {(each.member_id, each.key): each for each in drafts}
        self._all_of |= {all_of} if all_of else set()

    def forget(self) -> None:
        """Read anew from here on."""
        self._known.clear()
        self._all_of.clear()

    async def keep(self, draft: Draft) -> None:
        self._known[draft.member_id, draft.key] = draft
        plain = {name: value for name, value in vars(draft).items() if name != "values"}
        row = {"workspace_id": self._work.workspace_id, **plain, "typed": dict(draft.values)}
        await self._work.run(insert_or_replace(self._work.connection, _rows, **row))

    async def drop(self, member_id: str, key: str) -> None:
        is_there = self._known.pop((member_id, key), None) is not None
        if is_there or member_id not in self._all_of:
            await self._work.run(delete(_rows).where(*self._one(member_id, key)))

    def _one(self, member_id: str, key: str) -> tuple[ColumnElement[bool], ...]:
        return _rows.c.workspace_id == self._work.workspace_id, _rows.c.member_id == member_id, _rows.c.key == key


def _draft(row: Mapping[str, Any]) -> Draft:
    own = {name: row[name] for name in ("member_id", "key", "form", "context", "at")}
    return Draft(**own, values=_typed(row["typed"]))


def _typed(kept: Mapping[str, Any]) -> FormValues:
    """JSON has lists where several were chosen."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
