"""The machine's clock jumps while leases, waits and paces are open: nothing is stuck for longer than two hours, nothing
is given out twice while its worker may be at it, and no wait is forgotten that is of this time.
"""

from datetime import timedelta

import pytest

from cadence.pacing import FARTHEST
from cadence.ports import Arrival, Outcome, Pace, Rate
from tests.contracts.conftest import Kept
from tests.contracts.test_outbox import HERE, arrive, claim, claim_one, message, say
from tests.fakes.growth import MONDAY

BACK = [timedelta(hours=1), timedelta(days=1)]
SECOND = timedelta(seconds=1)


def stuck_for(back: timedelta) -> timedelta:
    """How long what is open when the clock goes back may wait beyond that."""
    return timedelta(0) if back > FARTHEST else back


@pytest.mark.parametrize("back", BACK)
async def test_a_lease(store: Kept, back: timedelta) -> None:
    await say(store, message("prompt"))
    await claim_one(store, MONDAY)
    now = MONDAY - back + stuck_for(back) + timedelta(minutes=3)
    if stuck_for(back):
        assert await claim(store, MONDAY - back) == [], "its worker may be at it"
    assert (await claim_one(store, now)).resumed, "looked for before it is sent again"


@pytest.mark.parametrize("back", BACK)
async def test_a_wait_of_one_message_of_its_lane_and_of_all(store: Kept, back: timedelta) -> None:
    await say(store, message("prompt"))
    delivery, until = await claim_one(store, MONDAY), MONDAY + timedelta(minutes=5)
    asked = Outcome(delivery=delivery, retry_at=until, wait_until=until, lane_until=until)
    await store.settle([asked])
    earlier = MONDAY - back
    now = earlier + stuck_for(back) + timedelta(minutes=5)
    assert len(await claim(store, now)) == 1


async def test_a_wait_of_this_time_counts_though_one_of_a_wrong_future_is_known(store: Kept) -> None:
    await say(store, message("prompt"))
    tomorrow = MONDAY + timedelta(days=1)
    delivery = await claim_one(store, tomorrow)
    until = tomorrow + timedelta(minutes=5)
    await store.settle([Outcome(delivery=delivery, retry_at=until, wait_until=until, lane_until=until)])
    again = await claim_one(store, MONDAY)
    until = MONDAY + timedelta(minutes=5)
    await store.settle([Outcome(delivery=again, retry_at=MONDAY, wait_until=until, lane_until=until)])
    assert await claim(store, until - SECOND) == []
    await arrive(store, await claim_one(store, until))


@pytest.mark.parametrize("back", BACK)
async def test_a_pace(store: Kept, back: timedelta) -> None:
    pace = {HERE: Pace(lane=SECOND, post=Rate(2, timedelta(minutes=1), burst=1))}
    await say(store, message("first"))
    await say(store, message("second"))
    [first] = await store.claim(MONDAY, 1, timedelta(minutes=2), pace)
    await arrive(store, first)
    now = MONDAY - back + stuck_for(back) + timedelta(minutes=1)
    assert len(await store.claim(now, 1, timedelta(minutes=2), pace)) == 1


@pytest.mark.parametrize("back", BACK)
async def test_an_event(store: Kept, back: timedelta) -> None:
    await store.inbox.put(Arrival(id="Ev1", platform="slack", body="{}", at=MONDAY))
    [taken] = await store.inbox.take(MONDAY, 1, timedelta(minutes=1))
    await store.inbox.later(taken, MONDAY + timedelta(minutes=10), "away")
    now = MONDAY - back + stuck_for(back) + timedelta(minutes=10)
    assert len(await store.inbox.take(now, 1, timedelta(minutes=1))) == 1


@pytest.mark.parametrize("back", BACK)
async def test_a_gate(store: Kept, back: timedelta) -> None:
    await store.gates.close(HERE, "users.info", MONDAY + timedelta(minutes=5))
    now = MONDAY - back + stuck_for(back) + timedelta(minutes=5)
    assert await store.gates.closed_until(HERE, "users.info", now) is None
    await store.gates.close(HERE, "users.info", now + SECOND)
    assert await store.gates.closed_until(HERE, "users.info", now) is not None
