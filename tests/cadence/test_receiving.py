"""Events are kept first and handled afterwards: each until it is done, later where that failed, and never for ever."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from cadence.errors import NeedsMending, StoreAway, TryLater
from cadence.ports import Arrival
from cadence.receiving import KEPT, LEASE, LONGEST_TRY, LONGEST_WAIT, MOST_AT_ONCE, MOST_ATTEMPTS, Receiver
from tests.fakes.clock import FakeClock
from tests.fakes.memory_keeping import MemoryInbox
from tests.waiting import until

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


SHORT = timedelta(seconds=0.2)


class WatchedInbox(MemoryInbox):
    """Counts the signs of life of whoever handles something. is_away: the database cannot keep them."""

    def __init__(self) -> None:
        super().__init__()
        self.signs, self.is_away = 0, False

    async def hold(self, arrival: Arrival, until: datetime) -> bool:
        if self.is_away:
            raise ConnectionError("the database is away")
        self.signs += 1
        return await super().hold(arrival, until)

    def has_more_signs_than(self, before: int) -> bool:
        return self.signs > before


@dataclass
class Desk:
    """A receiver whose handler fails as often as it is told, and may be held up."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    inbox: WatchedInbox = field(default_factory=WatchedInbox)
    handled: list[str] = field(default_factory=list)
    tried: list[int] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    regrets_fail: list[Exception] = field(default_factory=list)
    regretted: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.receiver = self.another()

    def another(self, lease: timedelta = LEASE) -> Receiver:
        """Another process on the same inbox."""
        return Receiver(
            self.inbox,
            {"slack": self.handle},
            self.clock,
            regrets={"slack": self.regret},
            gave_up=lambda arrival, reason: self.given_up.append(f"{arrival.id} {reason}"),
            report=lambda arrival, error: self.reported.append(f"{arrival.id} {error}"),
            jitter=lambda: 0,
            lease=lease,
        )

    async def handle(self, arrival: Arrival) -> None:
        self.tried.append(arrival.attempt)
        await self.go_on.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.handled.append(arrival.id)

    async def regret(self, arrival: Arrival) -> None:
        if self.regrets_fail:
            raise self.regrets_fail.pop(0)
        self.regretted.append(arrival.id)

    async def hopeless(self, age: timedelta = timedelta(0)) -> None:
        """An event fails for the last time."""
        await self.inbox.put(Arrival(id="Ev1", platform="slack", body="{}", at=NOON - age, attempt=MOST_ATTEMPTS))
        self.failures = [ConnectionError()]
        await self.receiver.run_once()

    async def come(self, name: str = "Ev1", platform: str = "slack") -> bool:
        return await self.receiver.put(Arrival(id=name, platform=platform, body="{}", at=self.clock()))

    async def after(self, wait: timedelta) -> int:
        self.clock.to(self.clock() + wait)
        return await self.receiver.run_once()


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def settled(what: Callable[[], object]) -> None:
    for _ in range(1_000):
        if what():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come to that")


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


async def test_a_failure_is_tried_again_twice_as_late_each_time(desk: Desk) -> None:
    desk.failures = [ConnectionError("away")] * 3
    await desk.come()
    await settled(lambda: desk.reported)
    for seconds in (1, 2, 4):
        assert await desk.after(timedelta(seconds=seconds - 0.1)) == 0
        assert await desk.after(timedelta(seconds=0.1)) == 1
    assert (desk.tried, desk.handled) == ([1, 2, 3, 4], ["Ev1"])


async def test_no_wait_is_longer_than_ten_minutes(desk: Desk) -> None:
    await desk.inbox.put(Arrival(id="Ev1", platform="slack", body="{}", at=NOON, attempt=15))
    desk.failures = [ConnectionError()]
    await desk.receiver.run_once()
    assert await desk.after(LONGEST_WAIT - timedelta(seconds=1)) == 0
    assert await desk.after(timedelta(seconds=1)) == 1


@pytest.mark.parametrize("error", [TryLater("wait", timedelta(seconds=90)), NeedsMending("no", timedelta(seconds=90))])
async def test_where_a_wait_was_asked_for_it_is_kept_to(desk: Desk, error: TryLater) -> None:
    desk.failures = [error]
    await desk.come()
    await settled(lambda: desk.reported)
    assert await desk.after(timedelta(seconds=89)) == 0
    assert await desk.after(timedelta(seconds=1)) == 1


@pytest.mark.parametrize(
    ("attempt", "age", "gives_up"),
    [
        (MOST_ATTEMPTS, timedelta(0), True),
        (MOST_ATTEMPTS - 1, timedelta(0), False),
        (2, LONGEST_TRY, True),
        (2, LONGEST_TRY - timedelta(minutes=1), False),
    ],
)
async def test_what_fails_for_too_long_is_set_aside_for_the_operator(
    desk: Desk, attempt: int, age: timedelta, gives_up: bool
) -> None:
    await desk.inbox.put(Arrival(id="Ev1", platform="slack", body="{}", at=NOON - age, attempt=attempt))
    desk.failures = [ConnectionError()]
    await desk.receiver.run_once()
    assert await desk.inbox.waiting() == {"waiting": int(not gives_up), "failed": int(gives_up)}


async def test_before_it_is_set_aside_whoever_wrote_it_is_told_and_then_the_operator(desk: Desk) -> None:
    await desk.hopeless()
    assert (desk.regretted, desk.given_up) == (["Ev1"], ["Ev1 ConnectionError"])
    assert await desk.inbox.waiting() == {"waiting": 0, "failed": 1}


@pytest.mark.parametrize("error", [StoreAway("full"), TryLater("away")])
async def test_where_they_cannot_be_told_now_it_is_kept_until_they_are(desk: Desk, error: Exception) -> None:
    desk.regrets_fail = [error]
    await desk.hopeless()
    assert await desk.inbox.waiting() == {"waiting": 1, "failed": 0}
    desk.failures = [ConnectionError()]
    await desk.after(LONGEST_WAIT)
    assert (desk.regretted, desk.given_up) == (["Ev1"], ["Ev1 ConnectionError"])
    assert await desk.inbox.waiting() == {"waiting": 0, "failed": 1}


async def test_what_is_heard_after_all_meanwhile_is_not_regretted(desk: Desk) -> None:
    desk.regrets_fail = [TryLater("away")]
    await desk.hopeless()
    await desk.after(LONGEST_WAIT)
    assert (desk.handled, desk.regretted, desk.given_up) == (["Ev1"], [], [])


async def test_where_they_cannot_be_told_at_all_the_operator_is(desk: Desk) -> None:
    desk.regrets_fail = [ValueError("no such shape")]
    await desk.hopeless()
    assert (desk.reported[-1], desk.given_up) == ("Ev1 no such shape", ["Ev1 ConnectionError"])
    assert await desk.inbox.waiting() == {"waiting": 0, "failed": 1}


async def test_nobody_waits_for_ever_to_be_told(desk: Desk) -> None:
    desk.regrets_fail = [TryLater("away")]
    await desk.hopeless(age=KEPT)
    assert await desk.inbox.waiting() == {"waiting": 0, "failed": 1}


async def test_an_outage_is_waited_for_a_whole_day_however_often_that_is_tried(desk: Desk) -> None:
    for name, age in (("Ev1", LONGEST_TRY - timedelta(minutes=1)), ("Ev2", LONGEST_TRY)):
        arrived = Arrival(id=name, platform="slack", body="{}", at=NOON - age, attempt=MOST_ATTEMPTS * 5)
        await desk.inbox.put(arrived)
    desk.failures = [TryLater("away"), TryLater("away")]
    await desk.receiver.run_once()
    assert await desk.inbox.waiting() == {"waiting": 1, "failed": 1}


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


@pytest.mark.parametrize(
    ("error", "reason"),
    [(TryLater("Slack was not reached."), "Slack was not reached."), (ValueError("what Ben typed"), "ValueError")],
)
async def test_why_it_waits_is_told_without_what_anybody_typed(desk: Desk, error: Exception, reason: str) -> None:
    told: list[str] = []

    class Listening(WatchedInbox):
        async def later(self, arrival: Arrival, at: datetime, reason: str) -> None:
            told.append(reason)

    desk.inbox = Listening()
    desk.receiver = desk.another()
    desk.failures = [error]
    await desk.come()
    await settled(lambda: told)
    assert told == [reason]
