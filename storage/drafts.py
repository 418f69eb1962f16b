"""What was typed into forms that were not sent yet, kept in a unit of work.

Knows its workspace's rows; must not know any form. Leaves no trace in the audit trail.
"""

from collections.abc import Mapping
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

    async def get(self, member_id: str, key: str) -> Draft | None:
        row = (await self._work.run(select(_rows).where(*self._one(member_id, key)))).one_or_none()
        if row is None:
            return None
        return Draft(
            member_id=row.member_id,
            key=row.key,
            form=row.form,
            context=row.context,
            values=_typed(row.typed),
            at=row.at,
        )

    async def keep(self, draft: Draft) -> None:
        plain = {name: value for name, value in vars(draft).items() if name != "values"}
        row = {"workspace_id": self._work.workspace_id, **plain, "typed": dict(draft.values)}
        await self._work.run(insert_or_replace(self._work.connection, _rows, **row))

    async def drop(self, member_id: str, key: str) -> None:
        await self._work.run(delete(_rows).where(*self._one(member_id, key)))

    def _one(self, member_id: str, key: str) -> tuple[ColumnElement[bool], ...]:
        return _rows.c.workspace_id == self._work.workspace_id, _rows.c.member_id == member_id, _rows.c.key == key


def _typed(kept: Mapping[str, Any]) -> FormValues:
    """JSON has lists where several were chosen."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
