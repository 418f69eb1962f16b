"""`okr summary [week]`: a past summary, for the person who asks."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cadence.context import Services
from cadence.requests import Say
from cadence.scheduler import Scheduler
from tests.cadence.desk import Desk, is_refused, words
from tests.fakes.clock import FakeClock
from tests.fakes.growth import CYCLE, WORKSPACE
from tests.fakes.memory import MemoryStore

FIRST_CLOSING = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
SECOND_CLOSING = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


async def _play(desk: Desk, clock: FakeClock, until: datetime) -> None:
    scheduler = Scheduler(desk.store, desk.services)
    while clock.now <= until:
        await scheduler.tick()
        clock.forward(hours=1)
    await scheduler.tick()


async def test_before_the_first_closing_it_says_when_there_will_be_one(desk: Desk) -> None:
    reply = await desk.type("ben", "summary")
    assert is_refused(reply)
    assert "the first one comes when a check-in closes" in words(reply)


async def test_without_a_week_it_is_the_latest(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, SECOND_CLOSING)
    reply = await desk.type("ben", "summary")
    assert isinstance(reply, Say)
    assert reply.card.notice.startswith("Growth · week 8 of 13")


@pytest.mark.parametrize(("line", "week"), [("summary 7", 7), ("summary week 8", 8)])
async def test_a_week_of_the_cycle_shows_its_summary(desk: Desk, clock: FakeClock, line: str, week: int) -> None:
    await _play(desk, clock, SECOND_CLOSING)
    reply = await desk.type("ben", line)
    assert isinstance(reply, Say)
    assert reply.card.notice.startswith(f"Growth · week {week} of 13")


async def test_it_is_private_and_the_posted_one_stays_as_it_is(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    before = {key: queued.revision for key, queued in desk.store.data[WORKSPACE.id].messages.items()}
    await desk.type("ben", "summary")
    assert {key: queued.revision for key, queued in desk.store.data[WORKSPACE.id].messages.items()} == before


async def test_a_week_is_one_of_this_cycle(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    await desk.keep("cycles", replace(CYCLE, is_current=False), replace(CYCLE, id="next", name="Next"))
    assert "no summary of week 7 in this cycle yet" in words(await desk.type("ben", "summary 7"))
    assert not is_refused(await desk.type("ben", "summary"))


async def test_an_unknown_week_names_those_that_there_are(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    assert "There is no summary of week 3. There is one of week 7." in words(await desk.type("ben", "summary 3"))
    await _play(desk, clock, SECOND_CLOSING)
    assert "There are those of weeks 7, 8." in words(await desk.type("ben", "summary 3"))
