"""A Store kept in memory: the same promises as the real one, for fast tests of the engine."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from cadence.model import Workspace
from cadence.ports import Clock, Delivery, Opening, Outcome, Pace
from tests.fakes.memory_keeping import MemoryAddresses, MemoryGates, MemoryInbox, MemoryTickets, MemoryVault
from tests.fakes.memory_outbox import Queued
from tests.fakes.memory_rows import KINDS as KINDS
from tests.fakes.memory_rows import OF_MEMBERS as OF_MEMBERS
from tests.fakes.memory_rows import PARENTS as PARENTS
from tests.fakes.memory_rows import UNIQUE as UNIQUE
from tests.fakes.memory_rows import Data
from tests.fakes.memory_sending import Sending, backlog
from tests.fakes.memory_unit import MemoryUnit


class MemoryStore:
    """See `cadence.ports.Store` and `cadence.ports.Deliveries`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = asyncio.Lock()
        self.data: dict[str, Data] = {}
        self._sending = Sending()
        self.vault = MemoryVault(self._ever_known)
        self.addresses = MemoryAddresses()
        self.gates = MemoryGates()
        self.tickets = MemoryTickets()
        self.inbox = MemoryInbox()

    @asynccontextmanager
    async def unit(self, workspace_id: str, *, actor: str, opening: Opening | None = None) -> AsyncIterator[MemoryUnit]:
        async with self._lock:
            data = self.data[workspace_id].branch()
            unit = MemoryUnit(data, actor, self._clock())
            yield unit
            unit.finish()
            data.require_sound()
            self.data[workspace_id] = data

    async def workspaces(self) -> list[Workspace]:
        return [data.workspace for data in self.data.values()]

    async def add_workspace(self, workspace: Workspace) -> Workspace:
        return self.data.setdefault(workspace.id, Data(workspace)).workspace

    async def add_only_workspace(self, workspace: Workspace) -> bool:
        known = self._ever_known(workspace.platform)
        if not known:
            await self.add_workspace(workspace)
        return not known or workspace.id in known

    def _ever_known(self, platform: str) -> set[str]:
        return {data.workspace.id for data in self.data.values() if data.workspace.platform == platform}

    async def advance_clock(self, workspace_id: str, to: datetime) -> datetime:
        async with self._lock:
            data = self.data[workspace_id]
            offset = max(to - self._clock(), data.workspace.clock_offset)
            data.workspace = replace(data.workspace, clock_offset=offset)
        return self._clock() + offset

    async def claim(
        self, now: datetime, limit: int, lease: timedelta, paces: Mapping[str, Pace] | None = None
    ) -> list[Delivery]:
        async with self._lock:
            connected = [row for data in self.data.values() if data.workspace.is_connected for row in data.rows()]
            return self._sending.claim(connected, now, limit, now + lease, paces or {})

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        async with self._lock:
            self._sending.settle(self._messages(), outcomes)

    async def backlog(self) -> dict[str, int]:
        return backlog(self._messages())

    def _messages(self) -> list[Queued]:
        return [row for data in self.data.values() for row in data.rows()]
