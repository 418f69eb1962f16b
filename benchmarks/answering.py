"""A signed check-in submission, everything durable before it is acknowledged: all of Drumbeat, against a bare Bolt
handler that writes the same rows in one transaction.

The same rows: what one answer of Drumbeat was seen to write, into tables of the same columns and keys.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from aiohttp import ClientSession, TCPConnector
from sqlalchemy import MetaData, Table, bindparam, insert, select, update

from benchmarks.company import PER_TEAM, Company, company
from benchmarks.opening import counted
from benchmarks.press import SECRET, After, bare, drumbeat
from storage import tables
from storage.engine import Database
from tests.fakes.slack.acting import sign

TEAMS = 40
AT_ONCE = 32
"""Connections, and a week has four times as many answers: fewer would mostly measure how a week ends."""
FLOOR = 0.6
SLOWER = 2.0
_numbers = itertools.count(1)
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


@dataclass
class Served:
    """Of one server. rates: requests a second, by round. waits: seconds of every request."""

    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return quantiles(self.waits, n=100)[98]


@dataclass
class Answering:
    """statements: of one answer, without BEGIN and COMMIT. rate, p99: as a share of the bare handler's."""

    bare: Served
    ours: Served
    statements: int

    @property
    def rate(self) -> float:
        return median(mine / floor for mine, floor in zip(self.ours.rates, self.bare.rates, strict=True))

    @property
    def p99(self) -> float:
        return self.ours.p99 / self.bare.p99

    @property
    def misses(self) -> list[str]:
        """Figures that are not reached."""
        wrong = [
            (self.rate < FLOOR, f"{self.rate:.2f} of the bare handler's requests a second, not {FLOOR}"),
            (self.p99 > SLOWER, f"p99 {self.p99:.1f} times the bare handler's, not {SLOWER}"),
            (self.statements > 8, f"{self.statements} statements an answer, not 8"),
        ]
        return [words for is_missed, words in wrong if is_missed]


async def measure_answering(url: str, slack_url: str, rounds: int) -> Answering:
    """A round is a week in which everybody of forty teams answers, 32 connections at once."""
    async with (
        company(url, TEAMS) as teams,
        drumbeat(url, slack_url) as ours,
        ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session,
    ):
        await _round(session, {ours: Served()}, await teams.next_week())  # whoever is new is looked up once
        bodies = await teams.next_week()
        before = await _rows(url)
        with counted() as statements:
            await send(session, ours, bodies[0])
        written = [each for each in statements if not each.startswith("BEGIN")]
        async with writing(url, before, await _rows(url)) as write, bare(write) as floor:
            found = Answering(Served(), Served(), len(written))
            await _round(session, {ours: Served(), floor: Served()}, bodies[1:])
            for _ in range(rounds):
                await _round(session, {floor: found.bare, ours: found.ours}, await teams.next_week())
            await _require_answered(teams)
            return found


async def _require_answered(teams: Company) -> None:
    """Makes sure that what was measured did something."""
    async with teams.store.unit(teams.workspace_id, actor="benchmark") as unit:
        checkins, answers = await unit.checkins.find(state="open"), await unit.answers.find()
        here = {row.id for row in checkins}
        if sum(row.checkin_id in here for row in answers) != PER_TEAM * TEAMS:
            raise RuntimeError("not everybody's answer was kept")


async def _round(session: ClientSession, servers: Mapping[str, Served], bodies: list[str]) -> None:
    for url, served in servers.items():
        began = time.perf_counter()
        waits = await asyncio.gather(*(send(session, url, body) for body in bodies))
        served.rates.append(len(bodies) / (time.perf_counter() - began))
        served.waits += waits


async def send(session: ClientSession, url: str, body: str) -> float:
    """Seconds until it was taken. Raises RuntimeError where it was not."""
    return (await sent(session, url, body))[0]


async def sent(session: ClientSession, url: str, body: str) -> tuple[float, str]:
    """Seconds until it was taken, and what was answered. Raises RuntimeError where it was not taken."""
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(SECRET, stamp, body),
    }
    began = time.perf_counter()
    async with session.post(url, data=body, headers=headers) as response:
        said = await response.text()
        if response.status != 200 or "errors" in said or '"push"' in said:  # where we say sorry
            raise RuntimeError(f"{url} answered {response.status}: {said[:500]}")
    return time.perf_counter() - began, said


async def _rows(url: str) -> Rows:
    """All rows of all workspaces' tables, by primary key."""
    database, found = Database(url), Rows()
    async with database.read() as connection:
        for table in (each for each in tables.metadata.sorted_tables if "workspace_id" in each.c):
            keys = [column.name for column in table.primary_key]
            rows = [row._asdict() for row in await connection.execute(select(table))]
            found[table.name] = {tuple(row[name] for name in keys): row for row in rows}
    await database.close()
    return found


@asynccontextmanager
async def writing(url: str, before: Rows, after: Rows) -> AsyncIterator[After]:
    """Writes again, under other ids, what came between these: new rows, and changes of those that were there."""
    database, copies = Database(url), MetaData()
    new, changed = dict[str, list[dict[str, Any]]](), dict[str, list[dict[str, Any]]]()
    for name, rows in after.items():
        new[name] = [row for key, row in rows.items() if key not in before[name]]
        changed[name] = [row for key, row in rows.items() if key in before[name] and before[name][key] != row]
    names = [name for name in after if new[name] or changed[name]]
    copied = {name: _copy(tables.metadata.tables[name], copies) for name in names}
    async with database.write() as connection:
        await connection.run_sync(copies.create_all)
        for name in names:
            if changed[name]:
                await connection.execute(insert(copied[name]), changed[name])
    updates = {name: _update(copied[name]) for name in names if changed[name]}

    async def write() -> None:
        number = str(next(_numbers))
        async with database.write() as connection:
            for name in names:
                if new[name]:
                    await connection.execute(insert(copied[name]), [_renamed(row, number) for row in new[name]])
                if changed[name]:
                    await connection.execute(
                        updates[name], [{f"b_{k}": v for k, v in r.items()} for r in changed[name]]
                    )

    yield write
    await database.close()


def _copy(table: Table, into: MetaData) -> Table:
    columns = [column.copy() for column in table.columns]
    return Table(f"bare_{table.name}", into, *columns)


def _update(table: Table) -> Any:
    mine = [column == bindparam(f"b_{column.name}") for column in table.primary_key]
    return update(table).where(*mine).values({column.name: bindparam(f"b_{column.name}") for column in table.columns})


def _renamed(row: dict[str, Any], number: str) -> dict[str, Any]:
    """Under another key."""
    keys = ("id", "request_id", "key", "lane")
    return {name: f"{value}-{number}" if name in keys else value for name, value in row.items()}
