"""What the outbox's sending side promises, whatever fails, waits or dies on the way."""

import asyncio
from datetime import timedelta

import pytest

from cadence.cards import card
from cadence.model import Place
from cadence.ports import Delivery, Outcome
from tests.contracts.conftest import Kept
from tests.contracts.test_outbox import LEASE, arrive, claim, claim_one, message, say
from tests.fakes.growth import MONDAY


async def test_a_post_in_back_off_holds_its_lane(store: Kept) -> None:
    await say(store, message("a", "one"), message("b", "two"))
    await store.settle([Outcome(delivery=await claim_one(store), retry_at=MONDAY + timedelta(seconds=4))])
    assert await claim(store, MONDAY + timedelta(seconds=3)) == []
    again = await claim_one(store, MONDAY + timedelta(seconds=4))
    assert (again.card, again.attempt, again.resumed) == (card("one"), 2, False)


async def test_an_update_in_back_off_lets_the_lane_go_on(store: Kept) -> None:
    await say(store, message("a", "one"))
    await arrive(store, await claim_one(store))
    await say(store, message("a", "one, mended"), message("b", "two"))
    await store.settle([Outcome(delivery=await claim_one(store), retry_at=MONDAY + timedelta(seconds=4))])
    await arrive(store, await claim_one(store), "two")
    assert (await claim_one(store, MONDAY + timedelta(seconds=4))).card == card("one, mended")


async def test_attempts_are_counted_anew_once_it_was_delivered(store: Kept) -> None:
    await say(store, message("a"))
    await store.settle([Outcome(delivery=await claim_one(store), retry_at=MONDAY)])
    await arrive(store, await claim_one(store))
    await say(store, message("a", "second"))
    assert (await claim_one(store)).attempt == 1


@pytest.mark.parametrize("end", ["failed", "ambiguous"])
async def test_the_lane_goes_on_past_what_cannot_be_delivered(store: Kept, end: str) -> None:
    await say(store, message("a", "one"), message("b", "two"))
    delivery = await claim_one(store)
    ends = {
        "failed": Outcome(delivery=delivery, failed="no such channel"),
        "ambiguous": Outcome(delivery=delivery, ambiguous="connection lost"),
    }
    await store.settle([ends[end]])
    assert (await claim_one(store)).card == card("two")
    assert await store.backlog() == {"waiting": 1, "failed": 0, "ambiguous": 0} | {end: 1}


async def test_what_failed_is_tried_again_when_it_is_said_anew(store: Kept) -> None:
    await say(store, message("a", "one"))
    await store.settle([Outcome(delivery=await claim_one(store), failed="no such channel")])
    await say(store, message("a", "one"))
    assert await claim(store) == []
    await say(store, message("b", "two"), message("a", "one, mended"))
    await arrive(store, await claim_one(store))
    assert (await claim_one(store)).card == card("one, mended")


async def test_what_is_ambiguous_is_not_repeated_even_when_said_anew(store: Kept) -> None:
    await say(store, message("a", "one"))
    await store.settle([Outcome(delivery=await claim_one(store), ambiguous="connection lost")])
    await say(store, message("a", "one, mended"))
    assert await claim(store) == []
    assert (await store.backlog())["ambiguous"] == 1


async def test_a_failure_of_an_older_card_leaves_the_newer_to_be_tried(store: Kept) -> None:
    await say(store, message("a", "one"))
    delivery = await claim_one(store)
    await say(store, message("a", "one, shorter"))
    await store.settle([Outcome(delivery=delivery, failed="too long")])
    assert (await claim_one(store)).card == card("one, shorter")


async def test_a_lease_that_ran_out_is_taken_up_and_says_so_until_it_arrives(store: Kept) -> None:
    await say(store, message("a"))
    await claim_one(store)
    later = MONDAY + LEASE
    assert await claim(store, later - timedelta(seconds=1)) == []
    resumed = await claim_one(store, later)
    assert (resumed.resumed, resumed.attempt) == (True, 2)
    await store.settle([Outcome(delivery=resumed, retry_at=later)])
    again = await claim_one(store, later)
    assert again.resumed
    await arrive(store, again)
    await say(store, message("a", "second"))
    assert not (await claim_one(store, later)).resumed


async def test_a_late_word_of_a_delivery_is_believed(store: Kept) -> None:
    await say(store, message("a"))
    slow = await claim_one(store)
    later = MONDAY + LEASE
    other = await claim_one(store, later)
    await arrive(store, slow, "by the slow one")
    await store.settle([Outcome(delivery=other, retry_at=later)])
    assert await claim(store, later) == []
    assert await store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}


async def test_a_late_word_of_a_failure_does_not_disturb_who_took_over(store: Kept) -> None:
    await say(store, message("a"))
    slow = await claim_one(store)
    later = MONDAY + LEASE
    other = await claim_one(store, later)
    await store.settle([Outcome(delivery=slow, failed="gave up")])
    assert await claim(store, later) == []
    await arrive(store, other)
    assert await store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}


async def test_a_late_word_after_another_worker_delivered_does_not_disturb_the_next(store: Kept) -> None:
    await say(store, message("a"))
    slow = await claim_one(store)
    later = MONDAY + LEASE
    await arrive(store, await claim_one(store, later))
    await say(store, message("a", "second"))
    third = await claim_one(store, later)
    await store.settle([Outcome(delivery=slow, retry_at=later)])
    assert await claim(store, later) == []
    await arrive(store, third)
    assert await store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}


async def test_a_batch_is_settled_together(store: Kept) -> None:
    await say(store, *(message(f"m{number}", f"text {number}", Place(channel=f"C-{number}")) for number in range(3)))
    one, two, three = await claim(store)
    await store.settle(
        [
            Outcome(delivery=one, ref="1"),
            Outcome(delivery=two, failed="gone"),
            Outcome(delivery=three, retry_at=MONDAY, reason="busy"),
        ]
    )
    assert await store.backlog() == {"waiting": 1, "failed": 1, "ambiguous": 0}
    assert [again.id for again in await claim(store)] == [three.id]


async def test_settling_nothing_is_nothing(store: Kept) -> None:
    await store.settle([])


async def test_workers_at_once_never_get_the_same_message_or_the_same_lane(store: Kept, second: Kept) -> None:
    places = [Place(channel=f"C-{number % 7}") for number in range(28)]
    await say(store, *(message(f"m{number}", f"text {number}", place) for number, place in enumerate(places)))
    delivered: list[Delivery] = []

    async def work(by: Kept) -> None:
        for _ in range(12):
            claimed = await claim(by, limit=3)
            busy.extend(each.place.lane for each in claimed)
            assert len(busy) == len(set(busy)), "two workers in one lane"
            await asyncio.sleep(0)
            for each in claimed:
                busy.remove(each.place.lane)
            delivered.extend(claimed)
            await by.settle([Outcome(delivery=each, ref=each.id) for each in claimed])

    busy: list[str] = []
    await asyncio.gather(*(work(by) for by in (store, second) * 2))
    assert len(delivered) == len({each.id for each in delivered}) == 28
    assert await store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}
