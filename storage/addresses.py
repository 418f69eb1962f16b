"""How the conversations of a workspace are reached. Knows places and groups; must not know what the details mean."""

from typing import Any

from sqlalchemy import Row, delete, select

from cadence.ports import Address
from cadence.ports.platform import Over
from storage import tables
from storage.engine import Database
from storage.upsert import insert_or_ignore, insert_or_replace

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

    async def keep(self, address: Address, over: Over | None = None) -> Address:
        mine = (_rows.c.workspace_id == address.workspace_id, _rows.c.place == address.place)
        async with self._database.write() as connection:
            if over is not None:
                new = insert_or_ignore(connection, _rows).values(_values(address)).returning(_rows.c.place)
                if (await connection.execute(new)).first() is not None:
                    return address
                row = (await connection.execute(select(_rows).where(*mine).with_for_update())).first()
                address = over(_address(row), address) if row else address
            await connection.execute(insert_or_replace(connection, _rows, **_values(address)))
            return address

    async def forget(self, workspace_id: str, place: str) -> None:
        async with self._database.write() as connection:
            mine = (_rows.c.workspace_id == workspace_id, _rows.c.place == place)
            await connection.execute(delete(_rows).where(*mine))


def _values(address: Address) -> dict[str, Any]:
    return {
        "workspace_id": address.workspace_id,
        "place": address.place,
        "group": address.group,
        "details": dict(address.details),
        "is_open": address.is_open,
    }


def _address(row: Row[Any]) -> Address:
    return Address(
        workspace_id=row.workspace_id, place=row.place, group=row.group, details=row.details, is_open=row.is_open
    )
