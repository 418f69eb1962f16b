"""How long Drumbeat takes to be imported and started, and how much memory it holds.

The start is that of the all-in-one process over a SQLite file with a thousand teams that it knows.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from aiohttp import ClientSession

from benchmarks.answering import send
from benchmarks.company import Company, company
from benchmarks.places import new_sqlite
from benchmarks.press import SECRET
from benchmarks.serving import Memory, ready, serve, slack, until
from benchmarks.turns import TENANT, microsoft
from cadence.model import CheckIn, CheckInState
from tests.fakes.teams.issuer import Issuer
from tests.journeys.process import Machine

TEAMS = 1000
ALL = "import bot.cli, bot.assembly, adapters.slack.app, adapters.local.app, bot.calendars, bot.dates"
SUBJECTS = {
    "an empty program": "pass",
    "the libraries alone": (
        "import aiohttp.web, slack_bolt.async_app, sqlalchemy.ext.asyncio, alembic.command, pydantic, typer,"
        "structlog, apscheduler.schedulers.asyncio, jinja2, prometheus_client, yaml"
    ),
    "Drumbeat": ALL,
    "and its lazy libraries": ALL + ", holidays, dateparser, psycopg; dateparser.parse('12 mai', languages=['fr'])",
}
MEASURE = "print(int(open('/proc/self/status').read().split('VmRSS:')[1].split()[0]) // 1024)"


@dataclass
class Start:
    """seconds: median until it is there. megabytes: what it holds then."""

    name: str
    seconds: float
    megabytes: int


@dataclass(frozen=True)
class Promise:
    """What the start with these platforms may take."""

    name: str
    seconds: float
    megabytes: int


PROMISES = (Promise("Slack alone", 2.5, 150), Promise("Slack and Teams", 3.5, 200))


@dataclass(frozen=True)
class FirstDay:
    """healthy: seconds to the first 200 of /healthz, a median; worked: those that it had a processor.

    start: memory after the first pass, with nothing due.
    work: after all teams were asked at once, and one check-in was answered."""

    promise: Promise
    healthy: float
    worked: float
    start: Memory
    work: Memory


async def measure_imports(folder: Path, rounds: int) -> list[Start]:
    taken: dict[str, list[float]] = {name: [] for name in SUBJECTS}
    held: dict[str, int] = {}
    async with Machine(folder, {}, program=Path(sys.executable)) as machine:
        for _ in range(rounds):
            for name, code in SUBJECTS.items():
                began = time.perf_counter()
                ended = await machine.run("-c", f"{code}\n{MEASURE}")
                taken[name].append(time.perf_counter() - began)
                if ended.code:
                    raise RuntimeError(f"{name} was not imported: {ended.out}")
                held[name] = int(ended.out)
    return [Start(name, median(times), held[name]) for name, times in taken.items()]


async def measure_first_days(folder: Path, slack_url: str, rounds: int) -> list[FirstDay]:
    """Of both sets of platforms, each with a thousand teams."""
    found = []
    for promise in PROMISES:
        async with AsyncExitStack() as stack:
            url = new_sqlite(folder)
            teams = await stack.enter_async_context(company(url, TEAMS))
            settings = slack(url, slack_url)
            if promise.name != PROMISES[0].name:
                issuer = Issuer()
                settings |= _teams(issuer, await stack.enter_async_context(microsoft(issuer)))
            machine = await stack.enter_async_context(Machine(folder, settings))
            found.append(await _first_day(promise, teams, machine, rounds))
    return found


def _teams(issuer: Issuer, base: str) -> Mapping[str, str]:
    return {
        "MICROSOFT_APP_ID": issuer.app_id,
        "MICROSOFT_APP_PASSWORD": SECRET,
        "MICROSOFT_APP_TENANT_ID": TENANT,
        "MICROSOFT_LOGIN_URL": base,
        "MICROSOFT_OPENID_URL": f"{base}openid",
    }


async def _first_day(promise: Promise, teams: Company, machine: Machine, rounds: int) -> FirstDay:
    before = []
    for _ in range(rounds - 1):
        before.append(await serve(machine, "run"))
        await before[-1].process.stop()
    served = await serve(machine, "run")
    starts = [*before, served]
    await ready(served)
    start = served.memory()
    [checkin, *_] = await _opened(teams)
    async with ClientSession() as session:
        await send(session, served.events, await teams.lead_body(checkin))
    work = served.memory()
    await served.process.stop()
    healthy, worked = median(each.seconds for each in starts), median(each.worked for each in starts)
    return FirstDay(promise, healthy, worked, start, work)


async def _opened(teams: Company) -> Sequence[CheckIn]:
    """All are due now, and the process asks them all."""
    moment = max(row.opens_at for row in await _checkins(teams, CheckInState.SCHEDULED))
    await teams.store.advance_clock(teams.workspace_id, moment)

    async def all_are() -> bool:
        return len(await _checkins(teams, CheckInState.OPEN)) == TEAMS

    await until(all_are, every=0.5)
    return await _checkins(teams, CheckInState.OPEN)


async def _checkins(teams: Company, state: CheckInState) -> Sequence[CheckIn]:
    async with teams.store.unit(teams.workspace_id, actor="benchmark") as unit:
        return await unit.checkins.find(state=state)
