"""How often the database is asked: the same however long the history is, and however many teams are due at once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cadence.frontdoor import FrontDoor
from cadence.ids import id_for
from cadence.model import CheckIn, CheckInState, Membership, Reading
from cadence.scheduler import Scheduler
from cadence.weekly.current import latest_checkin
from storage import SqlStore
from tests.cadence.asking import filled, opened
from tests.cadence.harness import berlin, stop
from tests.contracts.conftest import opened as opened_store
from tests.contracts.conftest import planted
from tests.contracts.counting import noted, rows_counted, whole_scans
from tests.contracts.test_repositories import HERE
from tests.fakes.clock import FakeClock
from tests.fakes.company import plant_company
from tests.fakes.growth import MONDAY, TEAM, kr_id, mid, pressed, submitted
from tests.fakes.services import fake_services

MOST = 5
"""Statements of one answer, without BEGIN and COMMIT: its opening, whom to hold, what the team needs, the writing; and
one to spare."""
MOST_ROWS = 80
"""Rows of one answer: of three key results and three people, with five weeks behind them."""


async def answer(store: SqlStore, clock: FakeClock, noted: list[Any]) -> None:
    """Open this week's check-in, send three readings, a blocker and a decision. noted: holds what sending took."""
    async with store.unit(HERE, actor="test") as unit:
        key_result = await unit.key_results.get(kr_id("1.3"))
        assert key_result
        await unit.key_results.save(replace(key_result, owner_id=mid("ben")))
    await Scheduler(store, fake_services(), stop).tick()
    clock.to(berlin(11, "10:00"))
    await Scheduler(store, fake_services(), stop).tick()
    async with store.unit(HERE, actor="test") as unit:
        checkin = await latest_checkin(unit, TEAM)
    assert checkin
    door = FrontDoor(store, fake_services())
    form = opened(await door.handle(pressed("ben", "checkin.answer", checkin.id)))
    said: dict[str, Any] = {f"kr:{kr_id(place)}:value": "40" for place in ("1.1", "1.2", "1.3")}
    said |= {f"kr:{kr_id(place)}:conf": "7" for place in ("1.1", "1.2", "1.3")}
    said |= {"blocker:1:text": "Legal review is stuck", "decision:1:question": "Do we raise the price?"}
    noted.clear()
    await door.handle(submitted("ben", form.id, form.context, **{**filled(form), **said}))
    taken = list(noted)
    async with store.unit(HERE, actor="test") as unit:
        assert len(await unit.readings.find(checkin_id=checkin.id)) == 3
        assert len(await unit.blockers.find(checkin_id=checkin.id)) == 1
        assert len(await unit.decisions.find(checkin_id=checkin.id)) == 1
    noted[:] = taken


async def plant_history(store: SqlStore, weeks: int) -> None:
    """Closed check-ins with a reading of each KR."""
    async with store.unit(HERE, actor="test") as unit:
        for number in range(weeks):
            opens_at = MONDAY - timedelta(weeks=weeks + 1 - number)
            checkin = CheckIn(
                id=f"past-{number}",
                workspace_id=HERE,
                team_id=TEAM.id,
                iso_week=f"past-{number}",
                opens_at=opens_at,
                closes_at=opens_at + timedelta(days=1),
                state=CheckInState.CLOSED,
            )
            await unit.checkins.add(checkin)
            for place in ("1.1", "1.2", "1.3"):
                reading = Reading(
                    id=f"past-{number}-{place}",
                    workspace_id=HERE,
                    team_id=TEAM.id,
                    key_result_id=kr_id(place),
                    member_id=mid("ben"),
                    at=opens_at,
                    value=Decimal(number),
                    checkin_id=checkin.id,
                )
                await unit.readings.add(reading)


@pytest.mark.parametrize("weeks", [1, 100])
async def test_an_answer_asks_the_database_as_often_after_a_hundred_weeks_as_after_one(
    sql: SqlStore, clock: FakeClock, weeks: int
) -> None:
    await plant_history(sql, weeks)
    with noted() as asked:
        await answer(sql, clock, asked)
    assert len(asked) <= MOST


@pytest.mark.parametrize("teams", [2, 40])
async def test_an_answer_reads_what_its_team_needs_whatever_the_size_of_the_company(
    sql: SqlStore, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, teams: int
) -> None:
    await plant_company(sql, HERE, teams, 5, clock())
    with rows_counted(monkeypatch) as counts:
        await answer(sql, clock, counts)
    assert sum(counts) <= MOST_ROWS


async def test_an_answer_looks_nothing_through_from_end_to_end(sqlite_url: str, clock: FakeClock) -> None:
    async with opened_store(sqlite_url, clock) as store:
        await planted(store)
        with noted() as asked:
            await answer(store, clock, asked)
    assert whole_scans(sqlite_url, asked) == []


async def test_opening_many_teams_asks_the_database_less_than_once_a_team(sql: SqlStore, clock: FakeClock) -> None:
    many = 60
    async with sql.unit(HERE, actor="test") as unit:
        for number in range(many):
            team = replace(TEAM, id=f"t{number}", slug=f"team-{number}", channel=f"C-{number}")
            await unit.teams.add(team)
            made = id_for("test", "membership", str(number))
            await unit.memberships.add(Membership(id=made, workspace_id=HERE, team_id=team.id, member_id=mid("ben")))
    scheduler = Scheduler(sql, fake_services(), stop)
    await scheduler.tick()
    clock.to(berlin(11, "10:00"))
    with noted() as asked:
        await scheduler.tick()
    assert len(asked) < many
    async with sql.unit(HERE, actor="test") as unit:
        assert len(await unit.checkins.find(state=CheckInState.OPEN)) == many + 1
