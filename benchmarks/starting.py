"""How long Drumbeat takes to be imported and started, and how much memory it holds."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.places import new_sqlite, planted
from tests.journeys.process import Machine

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


async def measure_second_start(folder: Path, rounds: int) -> Start:
    """`drumbeat run` over a database that it knows, until it answers; and what it then holds."""
    url = new_sqlite(folder)
    async with planted(url, teams=3):
        pass
    taken, held = [], 0
    async with Machine(folder, {"DATABASE_URL": url}) as machine:
        for _ in range(rounds):
            began = time.perf_counter()
            running = await machine.start("run")
            taken.append(time.perf_counter() - began)
            held = running.megabytes()
            await running.stop()
    return Start("drumbeat run, second start", median(taken), held)
