"""Processes that are killed at random moments and started again at once, and what each of them was at just then.

Knows processes, signals and how to look into a frozen one from outside; must not know what they are for.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count

import psycopg

from tests.journeys.process import Machine, Process
from tests.torture.called import Called

REQUEST, SENDING, WRITING, STARTING = "a request", "a call to the platform", "a transaction", "its start"
"""What a process may be at when it dies. WRITING: in a transaction that has written, or that nobody else may write in
meanwhile."""
MATTERS = (REQUEST, SENDING, WRITING)
MOST = 4
"""How many times as many kills there may be until each of these was hit."""
LONGEST_START = 300.0
"""Seconds, on a machine that does other things first: what is proved here is not how fast anything starts."""
YOUNG = 0.1
"""How many of the kills are followed by one of the next process while that starts."""

Look = Callable[[str], bool]
"""Whether the frozen process of this name is in a transaction."""


@dataclass
class Slot:
    """One process of the installation, then the next in its place. name: of the one of now. url: where it takes what
    people do. is_up: it runs, and was not killed. asked: requests of people that wait for its answer."""

    command: str
    process: Process | None = None
    name: str = ""
    url: str = ""
    is_up: bool = False
    asked: int = 0


@dataclass
class Stage:
    """lives: between which seconds each process lives. seen: how often a kill hit what. died: those that ended without
    having been killed."""

    machine: Machine
    called: Called
    look: Look
    rng: random.Random
    lives: tuple[float, float]
    slots: list[Slot] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    died: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def listening(self) -> list[Slot]:
        """Those that take requests now; there will be one."""
        while True:
            up = [slot for slot in self.slots if slot.is_up and slot.command != "worker"]
            if up:
                return up
            await asyncio.sleep(0.02)

    async def start(self, slot: Slot) -> None:
        process = await self._begin(slot)
        await process.started(LONGEST_START)
        if slot.command != "worker":
            slot.url = f"{process.url}{self.called.endpoint}"
        slot.is_up = True

    async def storm(self, kills: int) -> None:
        """Kill until it was done so often, each process by a clock of its own; for longer where nothing that matters
        was hit yet."""
        async with asyncio.TaskGroup() as group:
            for slot in self.slots:
                group.create_task(self._kill_again_and_again(slot, kills))

    async def _kill_again_and_again(self, slot: Slot, kills: int) -> None:
        while self.kills < kills or (self.kills < MOST * kills and any(not self.seen[what] for what in MATTERS)):
            await asyncio.sleep(self.rng.uniform(*self.lives))
            await self._kill(slot)
            if self.rng.random() < YOUNG:
                await self._begin(slot)
                await asyncio.sleep(self.rng.uniform(0, 0.15))
                self.seen[STARTING] += 1
                await self._kill(slot)
            await self.start(slot)

    async def _begin(self, slot: Slot) -> Process:
        slot.name, slot.asked = f"{slot.command}-{next(self._numbers)}", 0
        settings = self.called.settings(slot.name)
        slot.process = await self.machine.begin(slot.command, PGAPPNAME=slot.name, **settings)
        return slot.process

    async def _kill(self, slot: Slot) -> None:
        """At this very moment: what it is at is looked at while it stands still, and it never goes on from there."""
        assert slot.process is not None
        if not slot.process.is_running:
            self.died.append(f"{slot.name}: {slot.process.out()[-2_000:]}")
        slot.process.freeze()
        slot.is_up = False
        found = {REQUEST: slot.asked > 0, SENDING: self.called.is_called_by(slot.name), WRITING: self.look(slot.name)}
        self.seen.update(what for what, is_so in found.items() if is_so)
        await slot.process.kill()
        self.kills += 1


def look_into(url: str) -> Look:
    """For the database of this URL."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        return lambda _: _is_locked(path)
    return lambda name: _is_writing(url, name)


def _is_locked(path: str) -> bool:
    """SQLite has one writer: if it is locked while the program stands still, it is the program's."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
        return False


def _is_writing(url: str, name: str) -> bool:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND backend_xid IS NOT NULL"
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(asked, (name,)).fetchone()
        return row is not None and row[0] > 0
