"""How the conversations of a workspace are reached. Knows places and groups; must not know what the details mean."""

from typing import Any

from sqlalchemy import Row, delete, select

from cadence.ports import Address
from storage import tables
from storage.engine import Database
from storage.upsert import insert_or_replace

_rows = tables.addresses


class SqlAddresses:
    """See `cadence.ports.Addresses`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, workspace_id: str, place: str) -> Address | None:
        mine = (_rows.c.workspace_id == workspace_id, _rows.c.place == place)
        async with self._database.read() as connection:
            row = (await connection.execute(select(_rows).where(*mine))).first()
            return _address(row) if row else None

    async def of_group(self, workspace_id: str, group: str) -> list[Address]:
        ours = (_rows.c.workspace_id == workspace_id, _rows.c.group == group)
        async with self._database.read() as connection:
            return [
                _address(row) for row in await connection.execute(select(_rows).where(*ours).order_by(_rows.c.place))
            ]

    async def starting(self, workspace_id: str, beginning: str, limit: int) -> list[Address]:
        these = (_rows.c.workspace_id == workspace_id, _rows.c.place.startswith(beginning, autoescape=True))
        some = select(_rows).where(*these).order_by(_rows.c.place).limit(limit)
        async with self._database.read() as connection:
            return [_address(row) for row in await connection.execute(some)]

    async def keep(self, address: Address) -> None:
        values = {
            "workspace_id": address.workspace_id,
            "place": address.place,
            "group": address.group,
            "details": dict(address.details),
            "is_open": address.is_open,
        }
        async with self._database.write() as connection:
            await connection.execute(insert_or_replace(connection, _rows, **values))

    async def forget(self, workspace_id: str, place: str) -> None:
        async with self._database.write() as connection:
            mine = (_rows.c.workspace_id == workspace_id, _rows.c.place == place)
            await connection.execute(delete(_rows).where(*mine))


def _address(row: Row[Any]) -> Address:
    return Address(
        workspace_id=row.workspace_id, place=row.place, group=row.group, details=row.details, is_open=row.is_open
    )
