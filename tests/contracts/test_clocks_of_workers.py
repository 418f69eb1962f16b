"""Workers whose clocks differ, jump and stand still over one database: every check-in is opened and closed once."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from cadence.context import Services
from cadence.model import CheckIn, CheckInState
from cadence.ports import Deliveries, Delivery, Outcome
from cadence.scheduler import Scheduler
from storage import open_store
from tests.cadence.harness import berlin, stop
from tests.contracts.conftest import KEY
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, plant_growth
from tests.torture.scale import FACTOR, many

pytestmark = [pytest.mark.torture, pytest.mark.timeout(900)]
LEASE = timedelta(minutes=5)


class Office:
    """Two processes with a database, and a clock each; all messages go out at once and are kept."""

    def __init__(self, url: str, services: Services) -> None:
        self.clocks = [FakeClock(MONDAY), FakeClock(MONDAY)]
        self.stores = [open_store(url, clock, (KEY,)) for clock in self.clocks]
        self.workers = [Scheduler(store, services, stop) for store in self.stores]
        self.sent: list[Delivery] = []

    async def at(self, worker: int, moment: datetime) -> None:
        """This worker's clock says so; it does whatever is due."""
        self.clocks[worker].to(moment)
        await self.workers[worker].tick()
        await self._send(self.stores[worker], moment)

    async def _send(self, store: Deliveries, now: datetime) -> None:
        while claimed := await store.claim(now, 20, LEASE):
            self.sent += claimed
            await store.settle([Outcome(delivery=each, ref=f"C:{each.id}") for each in claimed])

    async def checkins(self) -> dict[str, CheckIn]:
        async with self.stores[0].unit(WORKSPACE.id, actor="test") as unit:
            return {row.iso_week: row for row in await unit.checkins.find(team_id=TEAM.id)}

    async def said(self, kind: str) -> set[str]:
        """Weeks of which such a message was said."""
        async with self.stores[0].unit(WORKSPACE.id, actor="test") as unit:
            rows = await unit.checkins.find(team_id=TEAM.id)
            return {row.iso_week for row in rows if await unit.outbox.said(f"{kind}:{row.id}")}


@pytest.fixture
async def office(sql_url: str, services: Services) -> AsyncIterator[Office]:
    made = Office(sql_url, services)
    await plant_growth(made.stores[0])
    yield made
    for store in made.stores:
        await store.close()


def by_id(sent: list[Delivery]) -> Counter[str]:
    return Counter(each.id for each in sent if each.op == "post")


async def test_two_workers_whose_clocks_are_hours_apart_do_everything_once(office: Office) -> None:
    moment = berlin(9, "09:00")
    while moment < berlin(20, "12:00"):
        await office.at(0, moment)
        await office.at(1, moment - timedelta(hours=3))
        moment += timedelta(hours=1 if FACTOR else 6)
    assert set(by_id(office.sent).values()) == {1}, "nothing is posted twice"
    assert await office.said("prompt") == {"2026-W46", "2026-W47"}
    assert await office.said("summary") == {"2026-W46", "2026-W47"}
    states = {week: row.state for week, row in (await office.checkins()).items()}
    assert states == {
        "2026-W46": CheckInState.CLOSED, "2026-W47": CheckInState.CLOSED, "2026-W48": CheckInState.SCHEDULED
    }  # fmt: skip


async def test_after_downtime_over_a_whole_window_there_is_no_prompt_and_one_summary(office: Office) -> None:
    await office.at(0, berlin(9, "09:00"))
    for worker in (0, 1, 0):
        await office.at(worker, berlin(13, "15:00"))
    assert await office.said("prompt") == set()
    assert await office.said("summary") == {"2026-W46"}
    assert set(by_id(office.sent).values()) == {1}


async def test_a_clock_that_is_set_back_opens_nothing_again(office: Office) -> None:
    await office.at(0, berlin(9, "09:00"))
    await office.at(0, berlin(12, "10:00"))
    before = await office.checkins()
    for back in (berlin(11, "10:00"), berlin(9, "09:00"), berlin(1, "09:00", month=10)):
        await office.at(0, back)
        await office.at(1, back)
    assert await office.checkins() == before
    assert set(by_id(office.sent).values()) == {1}


@pytest.mark.parametrize("seed", range(many(1, 40)))
async def test_whatever_the_clocks_do_nothing_is_said_twice_and_no_closed_week_opens(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    ended: dict[str, CheckIn] = {}
    for _ in range(many(25, 120)):
        jump = timedelta(minutes=chance.choice([1, 60, 600, 1_500, 6_000]) * chance.choice([1, 1, 1, -1]))
        worker = chance.randrange(2)
        await office.at(worker, office.clocks[worker].now + jump)
        weeks = await office.checkins()
        assert {week: weeks[week].state for week in ended} == {week: row.state for week, row in ended.items()}
        ended |= {week: row for week, row in weeks.items() if row.state is CheckInState.CLOSED}
        assert sum(row.state is CheckInState.OPEN for row in weeks.values()) <= 1
    assert set(by_id(office.sent).values()) <= {1}
    assert await office.said("summary") == set(ended)
