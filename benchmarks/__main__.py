"""`python -m benchmarks [NAME ...] [--full] [--strict]`: what Drumbeat costs, as ratios within this one run."""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from rich.console import Console

from benchmarks import places, table
from benchmarks.bench import Row, Site
from benchmarks.catalogue import BENCHES
from bot.collecting import collect_rarely
from bot.log import set_up_logging

out = Console(width=118, highlight=False)


def main() -> None:
    wanted = _arguments().parse_args()
    set_up_logging("ERROR", "console")  # a line for each check-in would drown the figures
    collect_rarely()  # as every process of Drumbeat that serves
    found = asyncio.run(_run(wanted.names or list(BENCHES), wanted.full))
    table.show(out, found)
    if wanted.markdown:
        wanted.markdown.write_text(table.markdown(found), encoding="utf-8")
    missed = table.missed(found)
    out.print(f"{len(missed)} missed." if missed else "Every figure to reach is reached.")
    sys.exit(bool(missed) and wanted.strict)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.epilog = "\n".join(f"{name:12} {bench.about}" for name, bench in BENCHES.items())
    parser.add_argument(
        "names", nargs="*", choices=[*BENCHES, []], metavar="NAME", help="all of them where none is given"
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--quick", action="store_true", help="the short form; this is what runs anyway")
    length.add_argument("--full", action="store_true", help="more rounds and larger companies: figures to quote")
    parser.add_argument("--strict", action="store_true", help="exit status 1 where a figure to reach is missed")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there, too")
    return parser


async def _run(names: Sequence[str], is_full: bool) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    async with _site(is_full) as site:
        for name in names:
            began, found[name] = time.perf_counter(), []
            async for row in _measured(name, site):
                found[name].append(row)
                out.print(f"{name}: {row.what}: {row.measured}", style="dim")
            out.print(f"{name}: {time.perf_counter() - began:.0f} s", style="dim")
    return found


async def _measured(name: str, site: Site) -> AsyncIterator[Row]:
    """What could not be measured is a figure that is missed; the others are measured all the same."""
    try:
        async for row in BENCHES[name].run(site):
            yield row
    except (RuntimeError, LookupError, OSError, TimeoutError) as error:
        yield Row("all of it", f"{type(error).__name__}: {error}"[:200], "to be measured", False)


@asynccontextmanager
async def _site(is_full: bool) -> AsyncIterator[Site]:
    with places.folder() as name:
        folder = Path(name)
        with places.postgres(folder) as server:
            databases = {
                "SQLite": partial(places.new_sqlite, folder),
                "PostgreSQL": partial(places.new_postgres, server),
            }
            async with places.instant_slack() as slack_url:
                yield Site(folder, databases, slack_url, is_full)


if __name__ == "__main__":
    main()
