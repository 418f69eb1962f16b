"""An answer of a check-in that is long over, said once more: it still tells what its values moved from."""

from datetime import timedelta

import pytest

from cadence.answering.answer_thread import say_answer
from cadence.context import Services
from cadence.snapshot import HISTORY, load_snapshot
from tests.cadence.answering import Answering, kr
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, kr_id
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    made = Answering(store, clock, services)
    await made.opened()
    return made


async def test_what_an_old_answer_moved_from_is_read_for_it(week: Answering) -> None:
    await week.reply("ben", {kr("1.1", "value"): "38"})
    first, old = await week.newest(), await week.answer_of("ben")
    told = week.thread("ben")
    assert "36 → 38%" in told
    for weeks in range(1, HISTORY + 2):
        week.clock.to(first.opens_at + timedelta(weeks=weeks))
        await week.scheduler.tick()
        await week.reply("ben", {kr("1.1", "value"): f"+{weeks}"})
    async with week.unit() as unit:
        snapshot = await load_snapshot(unit, TEAM, readings=HISTORY)
        assert first.id not in [row.checkin_id for row in snapshot.readings[kr_id("1.1")]], "long past"
        await say_answer(unit, snapshot, first, old)
    assert told in week.thread("ben")
