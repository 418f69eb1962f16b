"""How long a platform asked all of us to wait, shared by every process.

Knows workspaces and names; must not know what is limited.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import case, func, select

from storage import tables
from storage.ahead import is_ahead
from storage.engine import Database
from storage.upsert import insert_for

_rows = tables.gates


class SqlGates:
    """See `cadence.ports.Gates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def closed_until(self, workspace_id: str, name: str, now: datetime) -> datetime | None:
        mine = (_rows.c.workspace_id == workspace_id, _rows.c.name == name, is_ahead(_rows.c.until, now))
        async with self._database.read() as connection:
            found: datetime | None = (await connection.execute(select(_rows.c.until).where(*mine))).scalar()
            return found

    async def closed(self, beginning: str, now: datetime) -> Mapping[str, datetime]:
        these = (is_ahead(_rows.c.until, now), _rows.c.name.startswith(beginning, autoescape=True))
        async with self._database.read() as connection:
            latest = select(_rows.c.name, func.max(_rows.c.until).label("until")).where(*these).group_by(_rows.c.name)
            return {row.name: row.until for row in await connection.execute(latest)}

    async def close(self, workspace_id: str, name: str, until: datetime) -> None:
        async with self._database.write() as connection:
            new = insert_for(connection, _rows).values(workspace_id=workspace_id, name=name, until=until)
            later = case((is_ahead(_rows.c.until, until), _rows.c.until), else_=new.excluded.until)
            keys = ["workspace_id", "name"]
            await connection.execute(new.on_conflict_do_update(index_elements=keys, set_={"until": later}))
