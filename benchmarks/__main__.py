"""`python -m benchmarks [--quick] [--strict]`: prints what Drumbeat costs today, as ratios within this one run."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import places
from benchmarks.answering import Answering, measure_answering
from benchmarks.delivering import LANES, MESSAGES, measure_delivering
from benchmarks.monday import GROWTH, measure_monday
from benchmarks.opening import TEAMS, Tick, measure_opening
from benchmarks.press import measure_presses
from benchmarks.rounds import Figures
from benchmarks.starting import Start, measure_imports, measure_second_start
from benchmarks.turns import measure_turns

out = Console(width=100, highlight=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="exit status 1 where a figure to reach is missed")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it works, not what it costs")
    wanted = parser.parse_args()
    with places.folder() as folder:
        misses = asyncio.run(run(Path(folder), 3 if wanted.quick else 15))
    for miss in misses:
        out.print(f"Missed: {miss}")
    sys.exit(bool(misses) and wanted.strict)


async def run(folder: Path, rounds: int) -> list[str]:
    """What is missed of the figures to reach."""
    misses: list[str] = []
    with places.postgres(folder) as server:
        databases: dict[str, Callable[[], str]] = {
            "SQLite": partial(places.new_sqlite, folder),
            "PostgreSQL": partial(places.new_postgres, server),
        }
        async with places.instant_slack() as slack_url:
            for name, new in databases.items():
                show(f"A signed press, {name}", await measure_presses(new(), slack_url, rounds))
                misses += show_answering(name, await measure_answering(new(), slack_url, max(3, rounds // 3)))
                title = f"{MESSAGES} messages to {LANES} channels, {name}"
                show(title, await measure_delivering(new(), slack_url, rounds))
        show("A line typed in Teams and one reply", await measure_turns(rounds))
        for name, new in databases.items():
            show_ticks(name, await measure_opening(new()))
            misses += await show_mondays(name, new, (200, 1_000) if rounds < 15 else (1_000, 10_000))
    starts = await measure_imports(folder, max(3, rounds // 3))
    show_starts([*starts, await measure_second_start(folder, max(3, rounds // 3))])
    return misses


def show_answering(database: str, found: Answering) -> list[str]:
    table = Table("requests/s, of a bare handler's", "p99, to a bare handler's", "statements", title_justify="left")
    table.title = f"A signed check-in submission, {database}"
    table.add_row(f"{found.rate:.2f}", f"{found.p99:.1f}", str(found.statements))
    out.print(table)
    return [f"a submission, {database}: {miss}" for miss in found.misses]


async def show_mondays(database: str, new: Callable[[], str], sizes: tuple[int, int]) -> list[str]:
    """The smaller company, the larger one, and the smaller one with two workers."""
    small, large = [await measure_monday(new(), teams) for teams in sizes]
    shared = await measure_monday(new(), sizes[0], workers=2)
    table = Table("teams due", "workers", "to a bulk INSERT", "ms a team", title=f"Monday, 09:00, {database}")
    for found, workers in ((small, 1), (large, 1), (shared, 2)):
        table.add_row(str(found.teams), str(workers), f"{found.ratio:.1f}", f"{1000 * found.each:.2f}")
    out.print(table)
    grows = large.each / small.each
    growth = [f"a team of {sizes[1]} costs {grows:.2f} of one of {sizes[0]}, not {GROWTH}"] if grows > GROWTH else []
    return [f"Monday, {database}: {miss}" for miss in (*large.misses, *growth)]


def show(title: str, figures: Mapping[str, Figures]) -> None:
    table = Table("", "ms each", "ratio", "quartiles", title=title, title_justify="left")
    for name, it in figures.items():
        table.add_row(name, f"{1000 * it.seconds:.2f}", f"{it.ratio:.2f}", f"{it.low:.2f}-{it.high:.2f}")
    out.print(table)


def show_ticks(database: str, ticks: Iterable[Tick]) -> None:
    table = Table("", "statements", "ms", title=f"{TEAMS} due teams, per team, {database}", title_justify="left")
    for tick in ticks:
        table.add_row(tick.name, f"{tick.statements:.1f}", f"{tick.milliseconds:.2f}")
    out.print(table)


def show_starts(starts: Iterable[Start]) -> None:
    table = Table("", "s", "MB", title="Import and start", title_justify="left")
    for start in starts:
        table.add_row(start.name, f"{start.seconds:.2f}", str(start.megabytes))
    out.print(table)


if __name__ == "__main__":
    main()
