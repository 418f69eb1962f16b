"""`kill -9` of everything at random moments of a storm: nothing is lost, nothing is there or seen twice.

The real program in processes of its own, a loopback platform that counts what people would have seen, and people who
try again where nobody answered them. Every moment of a kill is looked at from outside, so that those that matter are
known to have been hit.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.torture.afterwards import (
    faults_of_order,
    faults_of_pace,
    faults_of_prompts,
    faults_of_said,
    faults_of_weeks,
    moments_of_slack,
    rows_of,
    shown_in_slack,
    shows_in_slack,
    texts_of,
)
from tests.torture.afterwards_teams import faults_of_calls, moments_of_teams, shows_in_teams
from tests.torture.killing import MATTERS
from tests.torture.scale import FACTOR, many
from tests.torture.storm_slack import OnSlack, stormy_slack
from tests.torture.storm_teams import OnTeams, stormy_teams
from tests.torture.stormy import Size, Storm, Weather
from tests.torture.warm import Mother, warm

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800 if FACTOR else 90)]

SHORT = Size(teams=4, lease=2, most_waiting=10, pause=0.4, week=2.0)
LONG = Size(teams=8, lease=5, most_waiting=40, pause=1.0, week=5.0)
SIZE = LONG if FACTOR else SHORT
SPREAD = Weather(commands=("web", "web", "worker", "worker"), kills=many(8, 500), lives=(0.2, 4.0), size=SIZE)
UNREAD = replace(SPREAD, kills=many(8, 200), can_look=False)
ON_TEAMS = replace(UNREAD, size=replace(SIZE, teams=4, pause=2.0))
ALONE = Weather(commands=("run",), kills=many(6, 500), lives=(0.05, 0.8), size=SIZE)


@pytest.fixture(scope="module")
def mother() -> Iterator[Mother]:
    with warm() as made:
        yield made


async def test_two_web_processes_and_two_workers_on_postgresql(
    mother: Mother, postgres_url: str, tmp_path: Path
) -> None:
    await survive(postgres_url, tmp_path, SPREAD, mother)


async def test_one_process_on_sqlite(mother: Mother, sqlite_url: str, tmp_path: Path) -> None:
    await survive(sqlite_url, tmp_path, ALONE, mother)


@pytest.mark.skipif(not FACTOR, reason="half a minute for what the others show, too")
async def test_two_and_two_where_slack_may_not_be_asked_for_what_was_posted(
    mother: Mother, postgres_url: str, tmp_path: Path
) -> None:
    """Without the history scopes whatever is unclear is listed, and an operator goes through it."""
    await survive(postgres_url, tmp_path, UNREAD, mother)


@pytest.mark.skipif(not FACTOR, reason="half a minute")
async def test_two_and_two_on_teams(mother: Mother, postgres_url: str, tmp_path: Path) -> None:
    """Teams never says what was posted: whatever is unclear is listed there."""
    seed = random.SystemRandom().randrange(10**6)
    async with stormy_teams(postgres_url, tmp_path, ON_TEAMS, mother, seed) as on:
        rows = await raged(on.storm, postgres_url, seed, lambda: (each for each, _, _ in on.teams.calls))
        require_survived(on.storm, await faults_on_teams(on, rows))


async def survive(url: str, folder: Path, weather: Weather, mother: Mother) -> None:
    seed = random.SystemRandom().randrange(10**6)
    async with stormy_slack(url, folder, weather, mother, seed) as on:
        rows = await raged(on.storm, url, seed, lambda: (each for each, _ in on.slack.calls))
        require_survived(on.storm, await faults_on_slack(on, rows))


async def raged(storm: Storm, url: str, seed: int, calls: Callable[[], Iterable[str]]) -> list[Any]:
    """The outbox after the storm. calls: what the platform was asked for by then."""
    began = time.monotonic()
    await storm.rage()
    rows = await rows_of(url)
    tell(storm, rows, f"seed {seed}, {time.monotonic() - began:.0f} s", Counter(calls()))
    return rows


def require_survived(storm: Storm, faults: list[str]) -> None:
    """Nothing is as it should not be, and it was a storm."""
    assert not faults, "\n".join(faults)
    assert storm.stage.kills >= storm.weather.kills
    assert all(storm.stage.seen[what] for what in MATTERS), storm.stage.seen
    assert storm.way.lost, "nothing came twice"
    assert storm.weather.can_look or "arrived" in storm.settled.values(), "nothing that is there was ever unclear"


async def faults_on_slack(on: OnSlack, rows: list[Any]) -> list[str]:
    """Everything that is not as it should be."""
    storm, slack = on.storm, on.slack
    return [
        *await faults_of_records(storm, rows),
        *(f"was never taken: {payload}" for payload in on.people.undelivered),
        *faults_of_said(rows, shown_in_slack(slack), shows_in_slack),
        *faults_of_order(untouched(storm, rows), moments_of_slack(slack)),
        *faults_of_pace(on.called.posted, slack, storm.stage.kills),
    ]


async def faults_on_teams(on: OnTeams, rows: list[Any]) -> list[str]:
    """As on Slack."""
    storm, teams = on.storm, on.teams
    return [
        *await faults_of_records(storm, rows),
        *(f"was never taken: {activity}" for activity in teams.wire.undelivered),
        *faults_of_said(rows, teams.posts, shows_in_teams),
        *faults_of_order(untouched(storm, rows), moments_of_teams(teams.posts)),
        *faults_of_calls(teams, storm.stage.kills),
    ]


def untouched(storm: Storm, rows: list[Any]) -> Iterable[Any]:
    """What was sent again by hand comes when it comes."""
    return (row for row in rows if row.id not in storm.settled)


async def faults_of_records(storm: Storm, rows: list[Any]) -> list[str]:
    """Of the processes, and of what they kept."""
    return [
        *storm.stage.died,
        *storm.way.faults,
        *storm.crowd.ledger.faults(await texts_of(storm.store, storm.workspace)),
        *await faults_of_weeks(storm.store, storm.workspace),
        *await faults_of_prompts(storm.store, storm.workspace, rows),
        *(f"nobody knows of {row.key}" for row in rows if row.state == "ambiguous"),
    ]


def tell(storm: Storm, rows: list[Any], about: str, calls: Counter[str]) -> None:
    """What happened, for whoever reads the output (`-s`, or a failure)."""
    stage, ledger = storm.stage, storm.crowd.ledger
    lines = [
        f"{about}: {stage.kills} kills, {storm.weeks} weeks; killed at {dict(stage.seen)}",
        f"taken {dict(ledger.taken())}, of {len(ledger.owed)}; did {dict(storm.crowd.did)}",
        f"said {dict(Counter(row.key.partition(':')[0] for row in rows))}",
        f"answered late {storm.way.late}, answers lost {storm.way.lost}",
        f"calls {dict(calls)}",
        f"settled by hand {dict(Counter(storm.settled.values()))}",
        f"killed until, quiet after {[round(each, 1) for each in storm.took]}",
    ]
    sys.stderr.write("\n".join(lines) + "\n")
