"""Before an event is given up its writer is told, then the operator."""

from datetime import timedelta

import pytest

from cadence.errors import StoreAway, TryLater
from cadence.ports import Arrival
from cadence.receiving import KEPT, LONGEST_TRY, LONGEST_WAIT, MOST_ATTEMPTS
from tests.cadence.receiving.desk import NOON, Desk


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
