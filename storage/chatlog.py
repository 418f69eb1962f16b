"""The channels and direct messages of the workspace that has no platform of its own.

Knows who may see which entry; must not know how entries are shown or where they come from.
"""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.ports import Channel, Post
from storage import tables
from storage.engine import Database
from storage.upsert import insert_for, insert_or_replace

_posts, _marks, _channels, _versions = tables.posts, tables.marks, tables.channels, tables.log_versions


class SqlChatLog:
    """See `cadence.ports.ChatLog`."""

    def __init__(self, database: Database, workspace_id: str = "local") -> None:
        self._database = database
        self._workspace_id = workspace_id

    async def channels(self) -> list[Channel]:
        async with self._database.read() as connection:
            statement = select(_channels).where(_channels.c.workspace_id == self._workspace_id)
            rows = (await connection.execute(statement)).all()
        return sorted((_channel(row) for row in rows), key=lambda channel: channel.name)

    async def add_channel(self, channel: Channel) -> None:
        async with self._database.write() as connection:
            values = {"workspace_id": self._workspace_id, **vars(channel)}
            await connection.execute(insert_or_replace(connection, _channels, **values))
            await self._grow(connection)

    async def write(self, post: Post) -> None:
        async with self._database.write() as connection:
            await self._grow(connection)  # also holds off every other writer, so that numbers are in order
            known = (await connection.execute(self._ours(_posts.c.ref == post.ref))).one_or_none()
            if known is None:
                await connection.execute(insert(_posts).values(await self._new(connection, post)))
            elif (known.text, known.card) != (post.text, post.card):
                mine = (_posts.c.workspace_id == self._workspace_id, _posts.c.ref == post.ref)
                changed = {"text": post.text, "card": post.card, "edited": True}
                await connection.execute(update(_posts).where(*mine).values(changed))

    async def read(self, place: str, reader: str, limit: int) -> list[Post]:
        visible = self._ours(_posts.c.place == place, *_may_see(reader))
        async with self._database.read() as connection:
            rows = (await connection.execute(visible.order_by(_posts.c.number.desc()).limit(limit))).all()
        return [_post(row) for row in reversed(rows)]

    async def mark_read(self, place: str, reader: str) -> None:
        if (await self.unread(reader)).get(place):
            async with self._database.write() as connection:
                await self._mark(connection, place, reader)
                await self._grow(connection)

    async def unread(self, reader: str) -> dict[str, int]:
        mine = (_marks.c.workspace_id == _posts.c.workspace_id, _marks.c.place == _posts.c.place)
        seen = select(_marks.c.number).where(*mine, _marks.c.reader == reader).scalar_subquery()
        news = (_posts.c.author != reader, _posts.c.number > func.coalesce(seen, 0), *_may_see(reader))
        ours = _posts.c.workspace_id == self._workspace_id
        statement = select(_posts.c.place, func.count().label("number")).where(ours, *news).group_by(_posts.c.place)
        async with self._database.read() as connection:
            return {row.place: row.number for row in await connection.execute(statement)}

    async def version(self) -> int:
        statement = select(_versions.c.version).where(_versions.c.workspace_id == self._workspace_id)
        async with self._database.read() as connection:
            return (await connection.execute(statement)).scalar() or 0

    def _ours(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(_posts).where(_posts.c.workspace_id == self._workspace_id, *conditions)

    async def _new(self, connection: AsyncConnection, post: Post) -> dict[str, Any]:
        last = select(func.max(_posts.c.number)).where(_posts.c.workspace_id == self._workspace_id)
        number = ((await connection.execute(last)).scalar() or 0) + 1
        return {"workspace_id": self._workspace_id, "number": number, **vars(post)}

    async def _mark(self, connection: AsyncConnection, place: str, reader: str) -> None:
        ours = (_posts.c.workspace_id == self._workspace_id, _posts.c.place == place)
        newest = (await connection.execute(select(func.max(_posts.c.number)).where(*ours))).scalar() or 0
        values = {"workspace_id": self._workspace_id, "place": place, "reader": reader, "number": newest}
        await connection.execute(insert_or_replace(connection, _marks, **values))

    async def _grow(self, connection: AsyncConnection) -> None:
        first = insert_for(connection, _versions).values(workspace_id=self._workspace_id, version=1)
        more = {"version": _versions.c.version + 1}
        await connection.execute(first.on_conflict_do_update(index_elements=["workspace_id"], set_=more))


def _may_see(reader: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Nobody sees another's direct messages, nor what was shown to another alone."""
    for_all = or_(_posts.c.seen_by.is_(None), _posts.c.seen_by == reader)
    return for_all, or_(_posts.c.place.not_like("member:%"), _posts.c.place == f"member:{reader}")


def _channel(row: Row[Any]) -> Channel:
    return Channel(id=row.id, name=row.name, topic=row.topic, is_private=row.is_private)


def _post(row: Row[Any]) -> Post:
    return Post(
        ref=row.ref,
        place=row.place,
        at=row.at,
        author=row.author,
        text=row.text,
        card=row.card,
        thread=row.thread,
        seen_by=row.seen_by,
        edited=row.edited,
    )
