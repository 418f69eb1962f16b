"""Two schedulers over one database play a week: whoever is first, everything is said once."""

import asyncio
from collections import Counter

import pytest

from cadence.context import Services
from cadence.model import CheckInState
from cadence.ports import Store
from cadence.scheduler import Scheduler
from tests.cadence.harness import berlin, stop
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE

WEEK = ((9, "09:00"), (11, "10:00"), (11, "18:00"), (12, "10:00"), (18, "10:00"))


@pytest.mark.timeout(60)
async def test_two_workers_at_once_play_a_week_once(
    store: Store, second: Store, clock: FakeClock, services: Services
) -> None:
    workers = [Scheduler(kept, services, stop) for kept in (store, second)]
    done = Counter[str]()
    for day, wall in WEEK:
        clock.to(berlin(day, wall))
        counts = await asyncio.gather(*(worker.tick() for worker in workers))
        done[f"{day} {wall}"] = sum(counts)
    assert done == {"9 09:00": 1, "11 10:00": 1, "11 18:00": 1, "12 10:00": 1, "18 10:00": 1}
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        weeks = {row.iso_week: row for row in await unit.checkins.find(team_id=TEAM.id)}
        held = weeks["2026-W46"]
        assert {week: row.state for week, row in weeks.items()} == {
            "2026-W46": CheckInState.CLOSED,
            "2026-W47": CheckInState.OPEN,
        }
        assert held.closed_at == berlin(12, "10:00")
        assert len(held.reminded_ids) == 4
        for key in (f"prompt:{held.id}", f"summary:{held.id}", f"brief:{held.id}"):
            assert await unit.outbox.said(key)
