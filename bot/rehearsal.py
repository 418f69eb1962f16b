"""Plays weeks ahead over a copy of the data, in memory, and writes down all that would be said. Sends nothing.

Knows the engine and a copy of the store; must not know any platform.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.timetravel import Traveller
from cadence.context import Services
from cadence.delivery import Sender
from cadence.ids import new_id
from cadence.model import Team, Workspace
from cadence.ports import Clock, Delivery, Op
from cadence.scheduler import Scheduler
from cadence.wording.plain import plain_text
from storage import SqlStore, open_store


@dataclass(frozen=True)
class Line:
    """One thing that would be said. at: domain time, UTC. place: channel id or person. text: the whole message."""

    at: datetime
    place: str
    is_update: bool
    text: str


@dataclass
class TranscriptChat:
    """A Chat that only writes down; see `cadence.ports.Chat`."""

    now: Callable[[str], datetime]
    lines: list[Line] = field(default_factory=list)

    async def post(self, delivery: Delivery) -> str:
        self._note(delivery)
        return new_id()

    async def update(self, delivery: Delivery) -> str:
        self._note(delivery)
        return delivery.ref or ""

    def _note(self, delivery: Delivery) -> None:
        at, place = self.now(delivery.workspace_id), delivery.place.lane
        self.lines.append(Line(at, place, delivery.op is Op.UPDATE, plain_text(delivery.card)))


class Rehearsal:
    """Weeks to come of every workspace in a copy of a store."""

    def __init__(self, store: SqlStore, services: Services, clock: Clock) -> None:
        self._store = store
        self._services = services
        self._clock = clock
        self._offsets: dict[str, timedelta] = {}
        self.chat = TranscriptChat(lambda workspace_id: clock() + self._offsets[workspace_id])

    async def play(self, weeks: int, progress: Callable[[], None]) -> list[Line]:
        """Everything that would be said in these weeks, in order. Calls `progress` after each week and workspace."""
        for workspace in await self._store.workspaces():
            await self._play(workspace, weeks, progress)
        return sorted(self.chat.lines, key=lambda line: line.at)

    async def _play(self, workspace: Workspace, weeks: int, progress: Callable[[], None]) -> None:
        scheduler = Scheduler(self._store, self._services, _stop)
        sender = Sender(self._store, {workspace.platform: self.chat}, self._clock)

        async def run_pass() -> int:
            self._offsets[workspace.id] = await self._offset(workspace.id)
            return await scheduler.tick() + await sender.drain()

        traveller = Traveller(self._store, scheduler, run_pass)
        start = self._clock() + workspace.clock_offset
        for week in range(1, weeks + 1):
            await traveller.travel(workspace.id, start + timedelta(weeks=week))
            progress()

    async def _offset(self, workspace_id: str) -> timedelta:
        return next(row.clock_offset for row in await self._store.workspaces() if row.id == workspace_id)


@asynccontextmanager
async def copied(source: SqlStore, services: Services, clock: Clock) -> AsyncIterator[Rehearsal]:
    """A rehearsal over a copy in memory; nothing reaches the source."""
    still = clock()
    copy = open_store("sqlite://", lambda: still)
    try:
        await copy.upgrade()
        await source.copy_to(copy)
        yield Rehearsal(copy, services, lambda: still)
    finally:
        await copy.close()


def show(line: Line, zone: str) -> str:
    """One line of the transcript, in local time."""
    local = line.at.astimezone(ZoneInfo(zone))
    mark = "~" if line.is_update else ">"
    body = line.text.replace("\n", "\n    ")
    return f"{local:%a %d %b %H:%M} {mark} {line.place}\n    {body}"


def zone_of(teams: list[Team]) -> str:
    """Whose clock the transcript shows: the first team's."""
    return teams[0].zone if teams else "UTC"


def _stop(what: str, error: Exception) -> None:
    """A rehearsal that hid a failure would lie."""
    raise RuntimeError(f"The rehearsal stopped at {what}") from error
