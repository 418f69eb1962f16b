"""Everything that is kept, behind one object: units of work, workspaces, deliveries, the chat log, signs of life.

Knows how the parts are put together on one database; must not know what they keep.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cadence.errors import StoreAway
from cadence.model import Workspace
from cadence.ports import Clock, Opening
from storage import tables
from storage.addresses import SqlAddresses
from storage.audit import Entry, audit_trail
from storage.chatlog import SqlChatLog
from storage.deliveries import SqlDeliveries
from storage.engine import Database
from storage.forgetting import Forgetting
from storage.gates import SqlGates
from storage.inbox import SqlInbox
from storage.migrate import gather_statistics, migrate
from storage.opening import read_opening
from storage.outbox_desk import OutboxDesk
from storage.pruning import SqlPruning
from storage.redacting import Identity
from storage.repository import row_of
from storage.tickets import SqlTickets
from storage.unit import SqlUnit
from storage.upsert import insert_or_ignore, insert_or_replace
from storage.vault import SqlVault
from storage.work import Witness, Work

_workspaces = tables.workspaces

TRIED = "writing was tried"
"""Among the signs of life."""

Depart = Callable[[SqlUnit], Awaitable[None]]


class SqlStore(SqlDeliveries):
    """See `cadence.ports.Store`, `Deliveries` and `Heartbeats`.

    chatlog, vault, addresses, gates, tickets, inbox: the ports of these names. desk: the operator's side of the outbox.
    pruning: forgets what served its time.
    """

    def __init__(
        self, database: Database, clock: Clock, secret_keys: Sequence[str] = (), witness: Witness | None = None
    ) -> None:
        super().__init__(database)
        self._clock = clock
        self._witness = witness
        self.chatlog = SqlChatLog(database)
        self.desk = OutboxDesk(database)
        self.vault = SqlVault(database, secret_keys)
        self.addresses = SqlAddresses(database)
        self.gates = SqlGates(database)
        self.tickets = SqlTickets(database, clock)
        self.inbox = SqlInbox(database)
        self.pruning = SqlPruning(database)

    @asynccontextmanager
    async def unit(self, workspace_id: str, *, actor: str, opening: Opening | None = None) -> AsyncIterator[SqlUnit]:
        async with self._database.write() as connection:
            real = self._clock()
            opened = await read_opening(connection, workspace_id, opening, real) if opening else None
            workspace = opened.workspace if opened else await _workspace(connection, workspace_id)
            work = Work(connection, workspace_id, actor, real + workspace.clock_offset, real)
            unit = SqlUnit(work, workspace)
            if opening and opened:
                unit.take_opening(opening, opened)
            yield unit
            await unit.finish()
        if self._witness is not None and work.steps:
            self._witness(work.steps)

    async def workspaces(self) -> list[Workspace]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(_workspaces).order_by(_workspaces.c.id))
            return [_workspace_of(row) for row in rows]

    async def add_workspace(self, workspace: Workspace) -> Workspace:
        async with self._database.write() as connection:
            await connection.execute(insert_or_ignore(connection, _workspaces).values(row_of(workspace)))
            return await _workspace(connection, workspace.id)

    async def add_only_workspace(self, workspace: Workspace) -> bool:
        """See `Store`. The lock lets nobody else look or add meanwhile; SQLite's writers take turns anyway."""
        of_platform = select(_workspaces.c.id).where(_workspaces.c.platform == workspace.platform)
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                await connection.execute(text(f"LOCK TABLE {_workspaces.name} IN SHARE ROW EXCLUSIVE MODE"))
            known = set((await connection.execute(of_platform)).scalars())
            if not known:
                await connection.execute(insert_or_ignore(connection, _workspaces).values(row_of(workspace)))
            return not known or workspace.id in known

    async def remove_workspace(self, workspace_id: str) -> None:
        """Forget a workspace and everything in it. For sample data."""
        async with self._database.write() as connection:
            for table in reversed(tables.metadata.sorted_tables):
                if "workspace_id" in table.c:
                    await connection.execute(delete(table).where(table.c.workspace_id == workspace_id))
            await connection.execute(delete(_workspaces).where(_workspaces.c.id == workspace_id))

    async def purge_private(self, workspace_id: str) -> None:
        """Forget drafts, Homes and addresses of a workspace that the app was taken out of; they come anew if it does.

        What was said and done stays, so that a new installation goes on where the old one was.
        """
        homes = tables.messages.c.home.is_not(None)
        async with self._database.write() as connection:
            for table in (tables.drafts, tables.homes, tables.addresses):
                await connection.execute(delete(table).where(table.c.workspace_id == workspace_id))
            mine = tables.messages.c.workspace_id == workspace_id
            await connection.execute(delete(tables.messages).where(mine, homes))

    async def forget(self, workspace_id: str, was: Identity, now: Identity, depart: Depart) -> None:
        """Forget one person: see `storage.forgetting`. depart: gives what is theirs to others, in the same unit."""
        async with self._database.write() as connection:
            workspace = await _workspace(connection, workspace_id)
            real = self._clock()
            work = Work(connection, workspace_id, "operator", real + workspace.clock_offset, real)

            async def within() -> None:
                unit = SqlUnit(work, workspace)  # reads anew what was blanked
                await depart(unit)
                work.note("members", now.member_id, "forget", {}, {})
                await unit.finish()

            await Forgetting(connection, workspace_id, workspace.platform, was, now).run(within)

    async def advance_clock(self, workspace_id: str, to: datetime) -> datetime:
        async with self._database.write() as connection:
            workspace = await _workspace(connection, workspace_id, hold=True)
            real = self._clock()
            offset = max(to - real, workspace.clock_offset)
            mine = _workspaces.c.id == workspace_id
            await connection.execute(update(_workspaces).where(mine).values(clock_offset=offset))
        return real + offset

    async def audit_trail(self, workspace_id: str, record_id: str) -> list[Entry]:
        """What happened to one record, oldest first."""
        return await audit_trail(self._database, workspace_id, record_id)

    async def beat(self, name: str, at: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(insert_or_replace(connection, tables.heartbeats, name=name, at=at))

    async def last_beat(self, name: str) -> datetime | None:
        statement = select(tables.heartbeats.c.at).where(tables.heartbeats.c.name == name)
        async with self._database.read() as connection:
            found: datetime | None = (await connection.execute(statement)).scalar()
            return found

    async def ping(self) -> None:
        """Raises StoreAway. A full disk lets one read, so where writing failed just now it is tried."""
        if self._database.outage.reason is not None:
            await self.beat(TRIED, self._clock())
        async with self._database.read() as connection:
            await connection.execute(text("SELECT 1"))
        if reason := self._database.outage.reason:
            raise StoreAway(reason)

    async def upgrade(self) -> None:
        """Bring the tables to this version's shape."""
        await migrate(self._database)

    async def gather_statistics(self) -> None:
        """Have the database count its rows, after many came at once: it plans by that."""
        await gather_statistics(self._database)

    async def copy_to(self, other: "SqlStore") -> None:
        """Copy every row but secrets and events into another, migrated, empty store: for rehearsals over real data."""
        private = (tables.installations, tables.tickets, tables.arrivals)
        for table in (each for each in tables.metadata.sorted_tables if each not in private):
            async with self._database.read() as source:
                rows = [dict(row._mapping) for row in await source.execute(select(table))]
            if rows:
                async with other._database.write() as target:
                    await target.execute(insert(table), rows)

    async def close(self) -> None:
        await self._database.close()


def open_store(
    database_url: str, clock: Clock, secret_keys: Sequence[str] = (), witness: Witness | None = None
) -> SqlStore:
    """A store on `sqlite:///file.db`, `sqlite://` (in memory) or `postgresql://...`. Nothing is connected yet.

    secret_keys: for the vault; the first encrypts, all decrypt; without any it raises ConfigurationError when used.
    witness: is told what becomes of check-ins.
    Raises ConfigurationError for another kind of URL, and for what is no key.
    """
    return SqlStore(Database(database_url), clock, secret_keys, witness)


async def _workspace(connection: AsyncConnection, workspace_id: str, hold: bool = False) -> Workspace:
    statement = select(_workspaces).where(_workspaces.c.id == workspace_id)
    row = (await connection.execute(statement.with_for_update(key_share=True) if hold else statement)).one_or_none()
    if row is None:
        raise LookupError(f"there is no workspace {workspace_id}")
    return _workspace_of(row)


def _workspace_of(row: Row[Any]) -> Workspace:
    return Workspace(**row._mapping)
