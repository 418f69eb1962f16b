"""What a week costs one team in a large company: as many statements and rows as in a small one, and nothing is looked
through from end to end.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from cadence.model import CheckInState, Workspace
from cadence.scheduler import Scheduler
from storage import SqlStore
from tests.cadence.harness import berlin, stop
from tests.contracts.conftest import opened
from tests.contracts.counting import noted, rows_counted, whole_scans, work_of
from tests.fakes.clock import FakeClock
from tests.fakes.company import plant_company
from tests.fakes.growth import MONDAY
from tests.fakes.services import fake_services

SMALL, LARGE = 15, 60
BATCH = 5
"""Teams in one unit of work: whatever is read once for each of these counts in full."""
MOMENTS = {"planned": (9, "09:00"), "opened": (11, "10:00"), "reminded": (11, "18:00"), "closed": (12, "10:00")}
NEAR = 1.05


@dataclass(frozen=True)
class Cost:
    """How often the database was asked, and how many rows it gave, for each team."""

    statements: float = 0.0
    rows: float = 0.0


async def a_week(
    store: SqlStore, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, teams: int, weeks: int, later: int = 0
) -> dict[str, Cost]:
    """What each of the moments costs a team, in a company of its own; `later` weeks after the first."""
    company = Workspace(id=f"company{teams}", platform="local", name="A company")
    await store.add_workspace(company)
    clock.to(MONDAY + timedelta(weeks=later))
    await plant_company(store, company.id, teams, weeks, clock())
    found = {}
    for name, (day, wall) in MOMENTS.items():
        clock.to(berlin(day, wall) + timedelta(weeks=later))
        with rows_counted(monkeypatch) as counts:
            await Scheduler(store, fake_services(), stop).tick(BATCH)
        found[name] = Cost(len(counts) / teams, sum(counts) / teams)
    async with store.unit(company.id, actor="test") as unit:
        assert len(await unit.checkins.find(state=CheckInState.CLOSED)) == teams * (weeks + 1)
        await unit.save_workspace(replace(company, is_connected=False))
    return found


@pytest.mark.timeout(120)
@pytest.mark.parametrize("weeks", [0, 30])
async def test_a_team_costs_no_more_in_a_large_company_than_in_a_small_one(
    sql_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, weeks: int
) -> None:
    async with opened(sql_url, clock) as store:
        small = await a_week(store, clock, monkeypatch, SMALL, weeks)
        large = await a_week(store, clock, monkeypatch, LARGE, weeks, later=1)
    for name in MOMENTS:
        assert large[name].rows <= NEAR * small[name].rows, name
        assert large[name].statements <= NEAR * small[name].statements, name


@pytest.mark.timeout(120)
async def test_a_team_costs_no_more_after_a_hundred_weeks_than_after_some_forty(
    sql_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for a closing, which shows what was true since its cycle began: here all the weeks are of one."""
    some, hundred = 45, 100
    async with opened(sql_url, clock) as store:
        early = await a_week(store, clock, monkeypatch, 2, some)
        late = await a_week(store, clock, monkeypatch, 3, hundred, later=1)
    of_cycle = {"closed": 2 * (hundred - some)}
    for name in MOMENTS:
        assert late[name].rows <= NEAR * early[name].rows + of_cycle.get(name, 0), name
        assert late[name].statements <= NEAR * early[name].statements, name


async def idle_tick(store: SqlStore, url: str, clock: FakeClock, teams: int) -> int:
    """The work of a tick that finds nothing to do, in a company of its own whose check-ins are planned."""
    company = Workspace(id=f"company{teams}", platform="local", name="A company")
    await store.add_workspace(company)
    clock.to(berlin(9, "09:00"))
    await plant_company(store, company.id, teams, 0, clock())
    scheduler = Scheduler(store, fake_services(), stop)
    await scheduler.tick()
    with noted() as asked:
        assert await scheduler.tick() == 0
    async with store.unit(company.id, actor="test") as unit:
        await unit.save_workspace(replace(company, is_connected=False))
    return work_of(url, asked)


async def test_a_tick_that_finds_nothing_costs_the_same_in_a_large_company(sql_url: str, clock: FakeClock) -> None:
    async with opened(sql_url, clock) as store:
        small = await idle_tick(store, sql_url, clock, SMALL)
        assert 0 < await idle_tick(store, sql_url, clock, 4 * LARGE) <= 1.2 * small


async def test_nothing_of_a_company_is_looked_through_from_end_to_end(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite_url, clock) as store:
        with noted() as asked:
            await a_week(store, clock, monkeypatch, 2, weeks=3)
            await store.claim(clock(), 20, timedelta(minutes=1))
    assert whole_scans(sqlite_url, asked) == []
