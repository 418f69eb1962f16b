"""One contract, three keepers: every test here runs over the store in memory, SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import pytest

from cadence.model import Workspace
from cadence.ports import Addresses, Clock, Deliveries, Gates, Inbox, Store, Tickets, Vault
from storage import SqlStore, open_store
from tests.fakes.clock import FakeClock
from tests.fakes.growth import plant_growth
from tests.fakes.memory import MemoryStore

OTHER = Workspace(id="other", platform="other", name="Another workspace")


KEY = "bm90IGEgc2VjcmV0LCBidXQgYSBrZXkgZm9yIHRlc3Q="
"""Any key of the right shape."""


class Kept(Store, Deliveries, Protocol):
    """A store with its sending side, and with what adapters ask it to keep."""

    @property
    def vault(self) -> Vault: ...

    @property
    def addresses(self) -> Addresses: ...

    @property
    def gates(self) -> Gates: ...

    @property
    def tickets(self) -> Tickets: ...

    @property
    def inbox(self) -> Inbox: ...


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Of a migrated, empty database; "" stands for memory."""
    return "" if request.param == "memory" else str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def sql_url(request: pytest.FixtureRequest) -> str:
    """As `url`, where only the databases have the thing."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def store(url: str, clock: FakeClock) -> AsyncIterator[Kept]:
    """With the team Growth in it, and an empty workspace beside."""
    if url:
        async with opened(url, clock) as kept:
            yield await planted(kept)
    else:
        yield await planted(MemoryStore(clock))


@pytest.fixture
async def second(store: Kept, url: str, clock: FakeClock) -> AsyncIterator[Kept]:
    """The same data through another process's eyes."""
    if url:
        async with opened(url, clock) as kept:
            yield kept
    else:
        yield store


@pytest.fixture
async def sql(sql_url: str, clock: FakeClock) -> AsyncIterator[SqlStore]:
    """As `store`, in a database."""
    async with opened(sql_url, clock) as kept:
        await planted(kept)
        yield kept


@asynccontextmanager
async def opened(url: str, clock: Clock, secret_keys: Sequence[str] = (KEY,)) -> AsyncIterator[SqlStore]:
    """A store on this database, closed after use."""
    kept = open_store(url, clock, secret_keys)
    try:
        yield kept
    finally:
        await kept.close()


async def planted(store: Kept) -> Kept:
    await plant_growth(store)
    await store.add_workspace(OTHER)
    return store


async def changed_by(store: Kept, record_id: str, workspace_id: str = "local") -> list[str]:
    """The actors of a record's changes, oldest first, as the audit trail has them."""
    if isinstance(store, MemoryStore):
        return [actor for actor, _, changed in store.data[workspace_id].audit if changed == record_id]
    if isinstance(store, SqlStore):
        return [entry.actor for entry in await store.audit_trail(workspace_id, record_id)]
    raise TypeError(store)
