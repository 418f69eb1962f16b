"""While somebody looks at their Home it is kept true: what others change is drawn, each Home on its own."""

from datetime import timedelta

import pytest

from cadence.context import Services
from cadence.scheduler import Scheduler
from tests.cadence.desk import an_action
from tests.cadence.home.homes import Homes
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid
from tests.fakes.memory import MemoryStore

TODAY = MONDAY.date()


@pytest.fixture
async def homes(store: MemoryStore, services: Services) -> Homes:
    made = Homes(store, services)
    await made.scheduler.tick()
    return made


async def test_what_others_do_appears_by_itself(homes: Homes) -> None:
    await homes.open("dee")
    await homes.type("ben", "action send the offer <@dee> 2026-11-09")
    await homes.scheduler.tick()
    assert "send the offer" in homes.shown("dee")


async def test_a_reading_of_somebody_else_changes_no_home_that_does_not_show_it(homes: Homes, clock: FakeClock) -> None:
    await homes.open("dee")
    before = homes.revision("dee")
    clock.forward(minutes=2)  # it would say another "As of"
    await homes.type("cy", "update 1.3 231 conf 5")
    await homes.scheduler.tick()
    assert homes.revision("dee") == before


async def test_after_half_a_day_without_a_look_it_rests_until_it_is_opened(homes: Homes, clock: FakeClock) -> None:
    await homes.open("dee")
    clock.to(MONDAY + timedelta(hours=12, minutes=1))
    await homes.type("ben", "action send the offer <@dee> 2026-11-09")
    await homes.scheduler.tick()
    assert "send the offer" not in homes.shown("dee")
    assert "send the offer" in await homes.open("dee")


async def test_what_was_just_done_stays_on_it_until_it_is_opened_again(homes: Homes) -> None:
    await homes.keep("actions", an_action(due=TODAY))
    await homes.open("dee")
    await homes.tap("dee", "Done")
    await homes.type("ben", "action send the offer <@dee> 2026-11-09")
    await homes.scheduler.tick()
    assert homes.shown("dee").startswith("Dee: action done: pricing test\n")
    assert "send the offer" in homes.shown("dee")


async def test_a_failing_home_never_stops_the_others(homes: Homes, store: MemoryStore, services: Services) -> None:
    for who in ("ana", "ben", "cy"):
        await homes.open(who)
    await homes.type("dee", "blocker the printer burns")
    await homes.change_member("ben", zone="Nowhere/At all")
    failures: list[str] = []
    await Scheduler(store, services, lambda what, _: failures.append(what)).tick(batch=1)
    assert "the printer burns" in homes.shown("ana")
    assert "the printer burns" in homes.shown("cy")
    assert "the printer burns" not in homes.shown("ben")
    assert failures == [f"the Home of {mid('ben')} in workspace local is left for the next tick"]
    await homes.change_member("ben", zone="Europe/Berlin")
    await homes.scheduler.tick()
    assert "the printer burns" in homes.shown("ben")


async def test_homes_that_are_true_cost_nothing(homes: Homes) -> None:
    await homes.open("ben")
    assert await homes.scheduler.tick() == 0
    assert homes.revision("ben") == 1
