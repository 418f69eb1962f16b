"""A rehearsal says at home what would be said abroad, at the times at which it would be."""

from collections.abc import AsyncIterator

import pytest

from bot.rehearsal import Line, copied, show
from cadence.context import Services
from storage import SqlStore, open_store
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import plant_growth, typed


@pytest.fixture
async def source(sqlite_url: str, clock: FakeClock) -> AsyncIterator[SqlStore]:
    store = open_store(sqlite_url, clock)
    await plant_growth(store)
    yield store
    await store.close()


async def play(source: SqlStore, services: Services, clock: FakeClock, weeks: int) -> list[Line]:
    steps = list[int]()
    async with copied(source, services, clock) as rehearsal:
        lines = await rehearsal.play(weeks, lambda: steps.append(1))
    assert len(steps) == weeks
    return lines


async def test_each_message_has_its_moment_and_whole_text(
    source: SqlStore, services: Services, clock: FakeClock
) -> None:
    lines = await play(source, services, clock, 1)
    said = [(line.at, line.text) for line in lines if line.place == "channel:C-growth" and not line.is_update]
    (opened, prompt), (closed, summary) = said
    assert (opened, closed) == (berlin(11, "10:00"), berlin(12, "10:00"))
    assert "What moved?" in prompt
    assert "1.1 Activation" in summary
    assert lines == sorted(lines, key=lambda line: line.at)


async def test_every_week_is_played(source: SqlStore, services: Services, clock: FakeClock) -> None:
    lines = await play(source, services, clock, 3)
    opened = [line.at for line in lines if "What moved?" in line.text and not line.is_update]
    assert opened == [berlin(11, "10:00"), berlin(18, "10:00"), berlin(25, "10:00")]


async def test_the_source_hears_nothing_of_it(source: SqlStore, services: Services, clock: FakeClock) -> None:
    await play(source, services, clock, 1)
    assert await source.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}
    async with source.unit("local", actor="test") as unit:
        assert await unit.checkins.find() == []


async def test_what_waits_in_the_outbox_is_shown_first(source: SqlStore, services: Services, clock: FakeClock) -> None:
    from cadence.frontdoor import FrontDoor

    await FrontDoor(source, services).handle(typed("ben", "decision Pause paid ads? @ana"))
    waiting = (await source.backlog())["waiting"]
    lines = await play(source, services, clock, 1)
    assert len([line for line in lines if line.at == clock()]) == waiting


def test_a_line_shows_local_time_and_whether_it_is_new() -> None:
    posted = Line(berlin(11, "10:00"), "channel:growth", False, "Hello\nall")
    assert show(posted, "Europe/Berlin") == "Wed 11 Nov 10:00 > channel:growth\n    Hello\n    all"
    changed = Line(berlin(11, "10:00"), "channel:growth", True, "Hello")
    assert show(changed, "UTC").startswith("Wed 11 Nov 09:00 ~ ")
