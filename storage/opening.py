"""What a unit of work begins with, in one statement: its workspace, whether a request is new, and some people.

Knows that PostgreSQL keeps the request's receipt in the same breath, and that SQLite's writer, who is alone, may keep
it at the end; must not know what a request is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.model import Workspace
from cadence.ports import Opening
from storage import tables
from storage.asking import ask
from storage.columns import decoded, rows_as_json, unpacked
from storage.conditions import in_given


@dataclass(frozen=True)
class Opened:
    """members: values by column. is_new: whether nobody had kept the request's receipt."""

    workspace: Workspace
    is_new: bool
    members: Sequence[dict[str, Any]]


async def read_opening(connection: AsyncConnection, workspace_id: str, asked: Opening, real: datetime) -> Opened:
    """real: the receipt's moment. Raises LookupError for an unknown workspace."""
    given = {"ws": workspace_id, "request": asked.request_id, "members": list(asked.member_ids), "at": real}
    sql = _statement(connection.dialect.name == "sqlite")
    parts = dict(await ask(connection, sql, given, keeps_plan=True))
    workspaces = unpacked(parts["workspaces"])
    if not workspaces:
        raise LookupError(f"there is no workspace {workspace_id}")
    return Opened(
        Workspace(**decoded(tables.workspaces, workspaces[0])),
        parts["receipts"] == "1",
        [decoded(tables.RECORDS["members"], row) for row in unpacked(parts["members"])],
    )


@cache
def _statement(is_sqlite: bool) -> str:
    mine = f"t.workspace_id = :ws AND t.id {in_given('members', is_sqlite)}"
    people = f"{_rows('workspaces', 't.id = :ws', is_sqlite)} UNION ALL {_rows('members', mine, is_sqlite)}"
    return f"{people} UNION ALL {_UNKNOWN}" if is_sqlite else f"{_KEEP} {people} UNION ALL {_KEPT}"


def _rows(name: str, where: str, is_sqlite: bool) -> str:
    rows = rows_as_json(tables.metadata.tables[name], is_sqlite)
    return f"SELECT '{name}' AS name, {rows} AS rows FROM {name} AS t WHERE {where}"  # noqa: S608 - names of our own


_KEEP = """WITH kept AS (INSERT INTO receipts (workspace_id, request_id, created_at)
    SELECT :ws, :request, :at WHERE :request <> '' ON CONFLICT DO NOTHING RETURNING 1)"""
_KEPT = "SELECT 'receipts', CAST(count(*) AS text) FROM kept"
_UNKNOWN = """SELECT 'receipts', CAST(NOT EXISTS (SELECT 1 FROM receipts
    WHERE workspace_id = :ws AND request_id = :request) AS text)"""
