"""A request for help wakes nobody, goes to the cover during leave, and tells its asker until when it waits."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from cadence.context import Services
from cadence.follow.notices import tell_due
from tests.cadence.desk import Desk, words
from tests.cadence.follow.help.asking import ask, leave
from tests.cadence.follow.two_teams import person, private
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, mid


@pytest.mark.parametrize(
    ("now", "reaches"),
    [
        (berlin(9, "18:30"), "It reaches Mia Tue 08:00"),
        (berlin(9, "07:00"), "It reaches Mia Mon 08:00"),
        (berlin(13, "19:00"), "It reaches Mia Mon 08:00"),
    ],
)
async def test_outside_working_hours_it_waits_and_its_asker_is_told_until_when(
    desk: Desk, clock: FakeClock, now: datetime, reaches: str
) -> None:
    clock.to(now)
    assert words(await ask(desk, to="manager", answer_by="2026-11-20")).startswith(reaches)
    assert private(desk.store, "mia") == []


async def test_in_the_morning_it_reaches_them_once(desk: Desk, clock: FakeClock, services: Services) -> None:
    clock.to(berlin(9, "18:30"))
    await ask(desk, to="manager")
    for wall in ("07:59", "08:00", "08:30"):
        clock.to(berlin(10, wall))
        async with desk.store.unit(WORKSPACE.id, actor="drumbeat") as unit:
            await tell_due(unit, services)
        assert len(private(desk.store, "mia")) == (wall != "07:59")


async def test_a_recipient_in_another_zone_is_not_woken_either(desk: Desk) -> None:
    await desk.keep("members", person("sue", zone="America/New_York"))
    await desk.keep("teams", replace(TEAM, manager_id=mid("sue")))
    assert words(await ask(desk, to="manager")).startswith("It reaches Sue Mon 14:00")  # 08:00 there


async def test_during_leave_the_cover_has_it(desk: Desk) -> None:
    await desk.keep("leaves", leave("mia", date(2026, 11, 16), cover="sue"))
    assert words(await ask(desk, to="manager")).startswith("Sue has it now, for Mia, who is away; answer asked by")
    assert len(private(desk.store, "sue")) == 1
    assert private(desk.store, "mia") == []


async def test_during_leave_without_cover_its_asker_reads_when_they_are_back(desk: Desk) -> None:
    await desk.keep("leaves", leave("mia", date(2026, 11, 20)))
    assert words(await ask(desk, to="manager")).startswith("It reaches Mia Mon 23 Nov 08:00")
