"""What a unit of work begins with, in one statement: its workspace, whether a request is new, and some people.

Knows that PostgreSQL keeps the request's receipt in the same breath, and that SQLite's writer, who is alone, may keep
it at the end; must not know what a request is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.model import Workspace
from cadence.ports import Opening
from storage import tables
from storage.columns import decoded, for_sqlite, rows_as_json, unpacked
from storage.postgresql import KEEPS_PLAN
from storage.sqlite import fetch
from storage.types import Moment, Words


@dataclass(frozen=True)
class Opened:
    """members: values by column. is_new: whether nobody had kept the request's receipt."""

    workspace: Workspace
    is_new: bool
    members: Sequence[dict[str, Any]]


async def read_opening(connection: AsyncConnection, workspace_id: str, asked: Opening, real: datetime) -> Opened:
    """real: the receipt's moment. Raises LookupError for an unknown workspace."""
    values: dict[str, Any] = {"ws": workspace_id, "request": asked.request_id, "members": list(asked.member_ids)}
    if connection.dialect.name == "sqlite":
        parts = dict(await fetch(connection, _for_sqlite(), for_sqlite(values)))
    else:
        found = await connection.execute(_for_postgresql(), {**values, "at": real})
        parts = {part.name: part.rows for part in found}
    workspaces = unpacked(parts["workspaces"])
    if not workspaces:
        raise LookupError(f"there is no workspace {workspace_id}")
    return Opened(
        Workspace(**decoded(tables.workspaces, workspaces[0])),
        parts["receipts"] == "1",
        [decoded(tables.RECORDS["members"], row) for row in unpacked(parts["members"])],
    )


@cache
def _for_sqlite() -> str:
    members = "(SELECT value FROM json_each(:members))"
    return f"{_people(members, is_sqlite=True)} UNION ALL {_UNKNOWN}"


@cache
def _for_postgresql() -> TextClause:
    sql = f"{_KEEP} {_people(':members', is_sqlite=False)} UNION ALL {_KEPT}"
    request, many = bindparam("request", type_=Words()), bindparam("members", expanding=True, type_=Words())
    statement = text(sql).bindparams(bindparam("ws", type_=Words()), request, many, bindparam("at", type_=Moment()))
    return statement.execution_options(**{KEEPS_PLAN: True})


def _people(members: str, *, is_sqlite: bool) -> str:
    """The workspace, and those of its members. members: their ids, as SQL."""
    workspace = _rows("workspaces", "t.id = :ws", is_sqlite)
    return f"{workspace} UNION ALL {_rows('members', f't.workspace_id = :ws AND t.id IN {members}', is_sqlite)}"


def _rows(name: str, where: str, is_sqlite: bool) -> str:
    rows = rows_as_json(tables.metadata.tables[name], is_sqlite)
    return f"SELECT '{name}' AS name, {rows} AS rows FROM {name} AS t WHERE {where}"  # noqa: S608 - names of our own


_KEEP = """WITH kept AS (INSERT INTO receipts (workspace_id, request_id, created_at)
    SELECT :ws, :request, :at WHERE :request <> '' ON CONFLICT DO NOTHING RETURNING 1)"""
_KEPT = "SELECT 'receipts', CAST(count(*) AS text) FROM kept"
_UNKNOWN = """SELECT 'receipts', CAST(NOT EXISTS (SELECT 1 FROM receipts
    WHERE workspace_id = :ws AND request_id = :request) AS text)"""
