"""An event that failed is tried again, later each time, and never for ever."""

from datetime import datetime, timedelta

import pytest

from cadence.errors import NeedsMending, TryLater
from cadence.ports import Arrival
from cadence.receiving import LONGEST_TRY, LONGEST_WAIT, MOST_ATTEMPTS
from tests.cadence.receiving.desk import NOON, Desk, WatchedInbox, settled


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


async def test_an_outage_is_waited_for_a_whole_day_however_often_that_is_tried(desk: Desk) -> None:
    for name, age in (("Ev1", LONGEST_TRY - timedelta(minutes=1)), ("Ev2", LONGEST_TRY)):
        arrived = Arrival(id=name, platform="slack", body="{}", at=NOON - age, attempt=MOST_ATTEMPTS * 5)
        await desk.inbox.put(arrived)
    desk.failures = [TryLater("away"), TryLater("away")]
    await desk.receiver.run_once()
    assert await desk.inbox.waiting() == {"waiting": 1, "failed": 1}


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
