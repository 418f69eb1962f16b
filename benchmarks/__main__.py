"""`python -m benchmarks [--quick]`: prints what Drumbeat costs today, as ratios within this one run."""

import argparse
import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import places
from benchmarks.delivering import LANES, MESSAGES, measure_delivering
from benchmarks.opening import TEAMS, Tick, measure_opening
from benchmarks.press import measure_presses
from benchmarks.rounds import Figures
from benchmarks.starting import Start, measure_imports, measure_second_start
from benchmarks.turns import measure_turns

out = Console(width=100, highlight=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it works, not what it costs")
    rounds = 3 if parser.parse_args().quick else 15
    with places.folder() as folder:
        asyncio.run(run(Path(folder), rounds))


async def run(folder: Path, rounds: int) -> None:
    with places.postgres(folder) as server:
        databases: dict[str, Callable[[], str]] = {
            "SQLite": partial(places.new_sqlite, folder),
            "PostgreSQL": partial(places.new_postgres, server),
        }
        async with places.instant_slack() as slack_url:
            for name, new in databases.items():
                show(f"A signed press, {name}", await measure_presses(new(), slack_url, rounds))
                title = f"{MESSAGES} messages to {LANES} channels, {name}"
                show(title, await measure_delivering(new(), slack_url, rounds))
        show("A line typed in Teams and one reply", await measure_turns(rounds))
        for name, new in databases.items():
            show_ticks(name, await measure_opening(new()))
    starts = await measure_imports(folder, max(3, rounds // 3))
    show_starts([*starts, await measure_second_start(folder, max(3, rounds // 3))])


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
