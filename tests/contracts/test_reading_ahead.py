"""What a tick reads of some teams costs the same however many other people and teams there are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cadence.model import CheckIn, CheckInState, Member, Workspace
from cadence.ports import WorkingSet
from storage import SqlStore
from tests.contracts.conftest import opened
from tests.contracts.counting import noted, work_of
from tests.fakes.clock import FakeClock
from tests.fakes.company import plant_company
from tests.fakes.growth import MONDAY, TEAM

COMPANY = Workspace(id="company", platform="local", name="A company")
TEAMS, FEW, MANY = 20, 500, 4_000
NEAR = 1.2


async def others(store: SqlStore, first: int, last: int) -> None:
    """People, and teams with a closed week, that nobody reads here."""
    opens_at, ws = MONDAY - timedelta(weeks=1), COMPANY.id
    async with store.unit(ws, actor="test") as unit:
        for each in range(first, last):
            await unit.members.add(Member(id=f"m{each}", workspace_id=ws, external_id=f"m{each}", name="Other"))
            team = replace(TEAM, id=f"t{each}", workspace_id=ws, slug=f"t{each}", channel=f"D-{each}")
            await unit.teams.add(replace(team, lead_id=f"m{each}", manager_id=None))
            week = CheckIn(
                id=f"c{each}",
                workspace_id=ws,
                team_id=team.id,
                iso_week="past",
                opens_at=opens_at,
                closes_at=opens_at + timedelta(days=1),
                state=CheckInState.CLOSED,
            )
            await unit.checkins.add(week)


async def work(store: SqlStore, url: str, what: WorkingSet) -> int:
    async with store.unit(COMPANY.id, actor="test") as unit:
        ours = [team.id for team in await unit.teams.find() if team.slug.startswith("team")]
        assert len(ours) == TEAMS
        with noted() as asked:
            await unit.read_ahead(ours, what)
    return work_of(url, asked)


@pytest.mark.timeout(60)
async def test_many_others_cost_nothing(sql_url: str, clock: FakeClock) -> None:
    async with opened(sql_url, clock) as store:
        await store.add_workspace(COMPANY)
        await plant_company(store, COMPANY.id, TEAMS, 2, MONDAY)
        sets = [WorkingSet.WEEK, WorkingSet.FOLLOW, WorkingSet.CLOSE]
        await others(store, 0, FEW)
        few = [await work(store, sql_url, each) for each in sets]
        await others(store, FEW, MANY)
        many = [await work(store, sql_url, each) for each in sets]
    for less, more in zip(few, many, strict=True):
        assert 0 < more <= NEAR * less
