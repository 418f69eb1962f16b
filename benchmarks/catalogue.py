"""All benchmarks by name: what each measures, as rows. How it is measured stands in its own module."""

from collections.abc import AsyncIterator, Mapping

from benchmarks.answering import FLOOR, SLOWER, measure_answering
from benchmarks.bench import Bench, Row, Site, at_least, at_most, told
from benchmarks.connections import CROWDS, LONGEST, measure_connections
from benchmarks.delivering import KEEPING, MOST, OURS, measure_delivering
from benchmarks.limits import LEAST, loads, measure_limits
from benchmarks.monday import GROWTH, measure_monday
from benchmarks.monday import SLOWER as MONDAY_SLOWER
from benchmarks.opening import measure_opening
from benchmarks.press import measure_presses
from benchmarks.rounds import Figures
from benchmarks.starting import TEAMS, measure_first_days, measure_imports
from benchmarks.turns import measure_turns

STATEMENTS = 8


async def _press(site: Site) -> AsyncIterator[Row]:
    for engine, new in site.databases.items():
        for row in _ratios(engine, await measure_presses(new(), site.slack_url, site.size(5, 15))):
            yield row


async def _answering(site: Site) -> AsyncIterator[Row]:
    for engine, new in site.databases.items():
        found = await measure_answering(new(), site.slack_url, site.size(3, 9))
        yield at_least(f"{engine}: requests a second, of a bare handler's", found.rate, FLOOR)
        yield at_most(f"{engine}: p99 at 32 connections, to a bare handler's", found.p99, SLOWER)
        yield at_most(f"{engine}: statements of an answer", found.statements, STATEMENTS, digits=0)


async def _connections(site: Site) -> AsyncIterator[Row]:
    for engine, new in site.databases.items():
        crowd = CROWDS[engine]
        found = await measure_connections(site.folder, new(), site.slack_url, crowd, site.size(1, 3))
        who = f"{engine}, {crowd.connections} connections, drumbeat {' and '.join(crowd.commands)}"
        yield at_most(f"{who}: failed {dict(found.failed) or ''}".strip(), found.failed.total(), 0, digits=0)
        yield at_most(f"{who}: p99", found.p99, LONGEST, " s")
        yield told(f"{who}: kept instead, of {len(found.waits):,}", found.kept, digits=0)
        yield told(f"{who}: everybody's is entered, after the last was told", found.entered, " s", digits=1)
        yield told(f"{who}: acknowledged a second", found.rate, digits=0)
        yield told(
            f"{who}: processor time of one that is acknowledged, without the database's",
            1000 * found.each,
            " ms",
            digits=1,
        )


async def _monday(site: Site) -> AsyncIterator[Row]:
    """The smaller company, the larger one, and one of them with two workers."""
    few, many = 1_000, site.size(5_000, 10_000)
    for engine, new in site.databases.items():
        small, large = [await measure_monday(new(), teams) for teams in (few, many)]
        alone = large if site.is_full else small
        shared = await measure_monday(new(), alone.teams, workers=2)
        yield at_most(f"{engine}: {many:,} teams due at once, to a bulk INSERT", large.ratio, MONDAY_SLOWER, digits=1)
        yield at_most(f"{engine}: a due team of {many:,}, to one of {few:,}", large.each / small.each, GROWTH)
        yield told(f"{engine}: a team's prompt, of {many:,}", 1000 * large.each, " ms", digits=1)
        yield told(f"{engine}: {alone.teams:,} teams and two workers, to one worker", shared.seconds / alone.seconds)


async def _opening(site: Site) -> AsyncIterator[Row]:
    for engine, new in site.databases.items():
        for tick in await measure_opening(new()):
            yield told(f"{engine}: statements: {tick.name}", tick.statements, digits=1)


async def _delivering(site: Site) -> AsyncIterator[Row]:
    for engine, new in site.databases.items():
        found = await measure_delivering(new(), site.slack_url, site.size(5, 15))
        ours = found[OURS]
        what = f"{engine}: processor time of a message, to a bare chat.postMessage ({_quartiles(ours)})"
        yield at_most(what, ours.ratio, MOST)
        kept = ours.seconds / found[KEEPING].seconds
        yield told(f"{engine}: the same, to a loop that keeps its connection", kept, digits=1)


async def _limits(site: Site) -> AsyncIterator[Row]:
    """PostgreSQL with two workers, who must keep to the limits together."""
    for engine, new in site.databases.items():
        workers, forbidden, calls = (2 if engine == "PostgreSQL" else 1), 0, 0
        for load in loads(site.size(40, 300)):
            found = await measure_limits(new(), load, workers)
            forbidden, calls = forbidden + len(found.forbidden), calls + len(found.arrived)
            yield at_least(f"{engine}: {load.name}: of the rate that is allowed", found.rate, LEAST, digits=3)
        yield at_most(f"{engine}: requests that the limits forbid, of {calls:,}", forbidden, 0, digits=0)


async def _turns(site: Site) -> AsyncIterator[Row]:
    for row in _ratios("Teams", await measure_turns(site.size(5, 25))):
        yield row


async def _starting(site: Site) -> AsyncIterator[Row]:
    for start in await measure_imports(site.folder, site.size(3, 7)):
        yield Row(f"importing {start.name}", f"{start.seconds:.2f} s, {start.megabytes} MB")
    for day in await measure_first_days(site.folder, site.slack_url, site.size(3, 7)):
        promise, what = day.promise, f"{day.promise.name}, {TEAMS:,} teams"
        worked = f"{day.worked:.2f} s of a processor"
        yield at_most(f"{what}: healthy after ({worked})", day.healthy, promise.seconds, " s")
        for when, memory in (("at start", day.start), ("after all were asked and one answered", day.work)):
            beside = f"PSS {memory.pss}, peak {memory.peak}"
            yield at_most(f"{what}: memory {when} ({beside})", memory.rss, promise.megabytes, " MB", digits=0)


def _ratios(where: str, figures: Mapping[str, Figures]) -> list[Row]:
    """Each subject against the first."""
    first, *others = figures.items()
    return [told(f"{where}: {name}, to {first[0]} ({_quartiles(it)})", it.ratio, digits=1) for name, it in others]


def _quartiles(found: Figures) -> str:
    return f"quartiles {found.low:.1f} to {found.high:.1f}"


BENCHES: dict[str, Bench] = {
    "press": Bench("a signed button press over HTTP", _press),
    "answering": Bench("a signed check-in submission: three readings, a blocker, a decision", _answering),
    "connections": Bench("512 connections (SQLite: 128) that send submissions to the real program", _connections),
    "monday": Bench("very many teams due in one minute, until every prompt is durable", _monday),
    "opening": Bench("statements of a tick that opens or closes 200 teams", _opening),
    "delivering": Bench("messages through outbox and sender, rendering included", _delivering),
    "limits": Bench("delivery in virtual time, as fast as Slack's limits allow", _limits),
    "turns": Bench("a line typed in Teams and its reply, over HTTP with a token", _turns),
    "starting": Bench("importing the program; starting it over a database that it knows", _starting),
}
"""In the order in which they run."""
