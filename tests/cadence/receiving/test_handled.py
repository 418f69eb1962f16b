"""Events are kept first and handled afterwards, each by one process, until it is done."""

import asyncio
from datetime import timedelta
from functools import partial

from cadence.ports import Arrival
from cadence.receiving import KEPT, LEASE, MOST_AT_ONCE
from tests.cadence.receiving.desk import NOON, Desk, WatchedInbox, settled
from tests.waiting import until

SHORT = timedelta(seconds=0.2)


async def test_an_event_is_handled_right_after_it_was_kept(desk: Desk) -> None:
    desk.go_on.clear()
    assert await desk.come()
    assert desk.handled == []  # whoever delivered it can be told already
    desk.go_on.set()
    await settled(lambda: desk.handled == ["Ev1"])
    assert await desk.after(LEASE) == 0


async def test_the_same_event_again_is_nothing_new(desk: Desk) -> None:
    await desk.come()
    await settled(lambda: desk.handled)
    assert not await desk.come()
    await desk.after(LEASE)
    assert desk.handled == ["Ev1"]


async def test_while_it_is_handled_nobody_else_takes_it(desk: Desk) -> None:
    desk.go_on.clear()
    await desk.come()
    assert await desk.another().run_once() == 0
    desk.go_on.set()
    await desk.receiver.drain()


async def test_what_a_killed_process_left_is_taken_after_its_lease(desk: Desk) -> None:
    held = Arrival(id="Ev1", platform="slack", body="{}", at=NOON, leased_until=NOON + LEASE)
    await desk.inbox.put(held)
    assert await desk.receiver.run_once() == 0
    assert await desk.after(LEASE) == 1
    assert desk.handled == ["Ev1"]


async def test_one_that_takes_long_stays_its_handlers_while_that_lives(desk: Desk) -> None:
    desk.receiver = desk.another(lease=SHORT)
    desk.go_on.clear()
    await desk.come()
    for _ in range(3):
        desk.clock.to(desk.clock() + SHORT / 2)
        await until(partial(desk.inbox.has_more_signs_than, desk.inbox.signs))
        assert await desk.another().run_once() == 0
    desk.failures = [ConnectionError("away")]
    desk.go_on.set()
    await desk.receiver.drain()
    assert await desk.after(timedelta(seconds=1)) == 1, "its failure was believed: the lease was still its own"


async def test_a_sign_that_could_not_be_kept_is_reported_and_the_next_may_pass(desk: Desk) -> None:
    desk.inbox.is_away = True
    desk.receiver = desk.another(lease=SHORT)
    desk.go_on.clear()
    await desk.come()
    await until(lambda: desk.reported)
    desk.inbox.is_away = False
    await until(lambda: desk.inbox.signs)
    desk.go_on.set()
    await desk.receiver.drain()
    assert (desk.handled, desk.reported[0]) == (["Ev1"], "Ev1 the database is away")


async def test_one_that_fails_keeps_nobody_from_the_others(desk: Desk) -> None:
    for name in ("Ev1", "Ev2", "Ev3"):
        await desk.inbox.put(Arrival(id=name, platform="slack", body="{}", at=NOON))
    desk.failures = [ConnectionError()]
    assert await desk.receiver.run_once() == 3
    assert len(desk.handled) == 2


async def test_an_event_of_a_platform_that_is_not_configured_waits(desk: Desk) -> None:
    await desk.come(platform="teams")
    await settled(lambda: desk.reported)
    assert desk.reported == ["Ev1 teams is not configured"]
    assert (await desk.inbox.waiting())["waiting"] == 1


async def test_a_burst_waits_in_the_inbox_and_not_in_this_process(desk: Desk) -> None:
    desk.go_on.clear()
    for number in range(MOST_AT_ONCE + 2):
        await desk.come(f"Ev{number}")
    assert len(await desk.inbox.take(NOON, 10, LEASE)) == 2
    desk.go_on.set()
    await desk.receiver.drain()
    assert len(desk.handled) == MOST_AT_ONCE


async def test_so_does_one_that_comes_in_the_same_moment(desk: Desk) -> None:
    class Slow(WatchedInbox):
        async def put(self, arrival: Arrival) -> bool:
            await asyncio.sleep(0.01)
            return await super().put(arrival)

    desk.inbox = Slow()
    desk.receiver = desk.another()
    desk.go_on.clear()
    await asyncio.gather(*(desk.come(f"Ev{number:02}") for number in range(3 * MOST_AT_ONCE)))
    assert len(await desk.inbox.take(NOON, 100, LEASE)) == 2 * MOST_AT_ONCE
    desk.go_on.set()
    await desk.receiver.drain()
    assert len(desk.handled) == MOST_AT_ONCE


async def test_an_end_waits_for_what_is_under_way_and_begins_nothing_more(desk: Desk) -> None:
    desk.go_on.clear()
    await desk.come("Ev1")
    ending = asyncio.create_task(desk.receiver.drain())
    await asyncio.sleep(0)
    assert await desk.come("Ev2")
    assert not ending.done()
    desk.go_on.set()
    await ending
    assert desk.handled == ["Ev1"]
    assert await desk.another().run_once() == 1


async def test_where_the_inbox_fails_that_is_reported_and_the_event_comes_again(desk: Desk) -> None:
    class Away(WatchedInbox):
        async def done(self, arrival: Arrival) -> None:
            raise ConnectionError("the database is away")

    desk.inbox = Away()
    desk.receiver = desk.another()
    await desk.come()
    await settled(lambda: desk.reported)
    assert await desk.after(LEASE) == 1
    assert desk.handled == ["Ev1", "Ev1"]


async def test_done_ones_are_forgotten_after_a_week(desk: Desk) -> None:
    await desk.come()
    await settled(lambda: desk.handled)
    await desk.after(KEPT - timedelta(hours=1))
    assert not await desk.come("Ev1")
    await desk.after(timedelta(hours=2))
    assert await desk.inbox.put(Arrival(id="Ev1", platform="slack", body="{}", at=NOON))
