"""What the sending side hands out when a platform lets us go only so fast."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cadence.cards import Link, card
from cadence.model import Place
from cadence.ports import Delivery, Op, Outcome, Pace, Rate
from tests.contracts.conftest import OTHER, Kept
from tests.contracts.test_outbox import CHANNEL, LEASE, claim, claim_one, message, say, texts
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LANE = Pace(lane=SECOND)
AGAIN = Pace(again=10 * SECOND)
HOME = Place(home="U1")


def at(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


async def paced(store: Kept, pace: Pace, seconds: float = 0, limit: int = 20) -> list[Delivery]:
    return await store.claim(at(seconds), limit, LEASE, {"local": pace})


async def delivered(store: Kept, pace: Pace, seconds: float = 0, limit: int = 20) -> list[str]:
    """Claim, deliver and settle; the texts."""
    claimed = await paced(store, pace, seconds, limit)
    await store.settle([Outcome(delivery=each, ref=f"ref {each.id}") for each in claimed])
    return texts(claimed)


async def channels(store: Kept, number: int, first: int = 0) -> None:
    """One message in each of so many channels."""
    numbers = range(first, first + number)
    await say(store, *(message(f"m{each}", f"text {each:02}", Place(channel=f"C-{each}")) for each in numbers))


async def test_a_lane_waits_between_two_deliveries_and_others_do_not(store: Kept, second: Kept) -> None:
    await say(store, message("a", "one"), message("b", "two"), message("c", "elsewhere", Place(channel="C-2")))
    assert await delivered(store, LANE) == ["elsewhere", "one"]
    assert await delivered(second, LANE, 0.9) == []
    assert await delivered(second, LANE, 1) == ["two"]


async def test_a_lane_gets_its_burst_and_then_an_even_flow_whoever_works_in_it(store: Kept, second: Kept) -> None:
    pace = Pace(lane=SECOND, lane_rate=Rate(12, MINUTE, burst=3))  # one in six seconds after the burst
    await say(store, *(message(f"m{number}", f"text {number}") for number in range(6)))
    moments = [0, 0.9, 1, 2, 5.9, 6, 7, 12]
    seen = [await delivered(worker, pace, at) for at, worker in zip(moments, (store, second) * 4, strict=True)]
    assert seen == [["text 0"], [], ["text 1"], ["text 2"], [], ["text 3"], [], ["text 4"]]


async def test_updates_count_in_their_lane_and_another_lane_has_its_own(store: Kept) -> None:
    pace = Pace(lane_rate=Rate(2, MINUTE, burst=2))
    await say(store, message("a", "one"), message("b", "elsewhere", Place(channel="C-2")))
    assert await delivered(store, pace) == ["elsewhere", "one"]
    await say(store, message("a", "one, changed"))
    assert await delivered(store, pace, 1) == ["one, changed"]
    await say(store, message("a", "again"), message("c", "late", Place(channel="C-2")))
    assert await delivered(store, pace, 2) == ["late"]
    assert await delivered(store, pace, 59) == []
    assert await delivered(store, pace, 60) == ["again"]


async def test_a_home_has_no_rate_of_its_lane(store: Kept) -> None:
    pace = Pace(lane_rate=Rate(1, MINUTE))
    for text in ("one", "two"):
        await say(store, message("home:1", text, HOME))
        assert await delivered(store, pace) == [text]


async def test_workers_at_once_never_exceed_a_lanes_rate_together(store: Kept, second: Kept) -> None:
    pace = Pace(lane_rate=Rate(20, MINUTE, burst=5))
    await say(store, *(message(f"m{number}", f"text {number}") for number in range(9)))
    seen: list[str] = []
    for _ in range(12):  # who finds a row held by another takes nothing that time
        taken = await asyncio.gather(*(delivered(worker, pace) for worker in (store, second) * 3))
        seen += [text for each in taken for text in each]
        if len(seen) >= 5 and not any(taken):
            break
    assert len(seen) == 5


@pytest.mark.parametrize("op", Op)
async def test_a_conversation_that_is_too_busy_waits_alone(store: Kept, second: Kept, op: Op) -> None:
    """Also with what stands behind an update, which else would go on."""
    await say(store, message("a", "one"))
    if op == Op.UPDATE:
        await delivered(store, Pace())
        await say(store, message("a", "one, changed"))
    busy = await claim_one(store)
    assert busy.op == op
    await store.settle([Outcome(delivery=busy, retry_at=at(9), lane_until=at(9), reason="busy")])
    await say(store, message("b", "behind it"), message("c", "elsewhere", Place(channel="C-2")))
    assert await delivered(second, Pace(), 8.9) == ["elsewhere"]
    assert await delivered(second, Pace(), 9) == [busy.card.notice]
    assert await delivered(second, Pace(), 9) == ["behind it"]


async def test_a_conversation_never_waits_less_than_it_was_asked_to(store: Kept) -> None:
    pace = Pace(lane=10 * SECOND)
    await say(store, message("a", "one"), message("b", "two"))
    [first] = await paced(store, pace)
    await store.settle([Outcome(delivery=first, retry_at=at(5), lane_until=at(5))])
    assert await paced(store, pace, 9) == []
    assert texts(await paced(store, pace, 10)) == ["one"]


async def test_without_a_pace_nothing_waits(store: Kept) -> None:
    await say(store, message("a", "one"), message("b", "two"))
    assert await delivered(store, Pace()) == ["one"]
    assert await delivered(store, Pace()) == ["two"]


async def test_two_updates_of_one_message_keep_apart_and_what_is_said_meanwhile_collapses(store: Kept) -> None:
    await say(store, message("a", "one"))
    await delivered(store, AGAIN)
    await say(store, message("a", "two"))
    assert await delivered(store, AGAIN) == ["two"], "the first update goes at once"
    for text in ("three", "four"):
        await say(store, message("a", text))
    assert await delivered(store, AGAIN, 9) == []
    assert await delivered(store, AGAIN, 10) == ["four"]


async def test_an_update_that_may_not_go_yet_lets_its_lane_go_on(store: Kept) -> None:
    await say(store, message("a", "one"))
    for text in ("two", "three"):
        await delivered(store, AGAIN)
        await say(store, message("a", text))
    await say(store, message("b", "behind it"))
    assert await delivered(store, AGAIN, 5) == ["behind it"]
    assert await delivered(store, AGAIN, 10) == ["three"]


async def test_a_home_keeps_a_gap_of_its_own(store: Kept) -> None:
    both = Pace(lane=timedelta(hours=1), again=timedelta(hours=1), home=10 * SECOND)
    await say(store, message("home:1", "one", HOME))
    [first] = await paced(store, both)
    assert (first.op, first.place) == (Op.POST, HOME)
    await store.settle([Outcome(delivery=first, ref="home:U1")])
    await say(store, message("home:1", "two", HOME))
    assert await delivered(store, both, 9) == []
    assert await delivered(store, both, 10) == ["two"]


async def test_a_workspace_gets_its_burst_and_then_an_even_flow(store: Kept, second: Kept) -> None:
    pace = Pace(post=Rate(12, MINUTE, burst=3))  # one in six seconds after the burst
    await channels(store, 6)
    assert len(await delivered(store, pace)) == 3
    assert len(await delivered(second, pace, 5.9)) == 0
    assert len(await delivered(second, pace, 6)) == 1
    assert len(await delivered(store, pace, 18)) == 2


async def test_posts_and_updates_are_counted_apart(store: Kept) -> None:
    pace = Pace(post=Rate(1, MINUTE), update=Rate(1, MINUTE))
    await channels(store, 2)
    assert len(await delivered(store, Pace())) == 2
    for number in (0, 1):
        await say(store, message(f"m{number}", "changed", Place(channel=f"C-{number}")))
    await channels(store, 2, first=2)
    claimed = await paced(store, pace)
    assert sorted(each.op for each in claimed) == [Op.POST, Op.UPDATE]
    assert await paced(store, pace, 59) == []


async def test_workspaces_are_counted_apart_and_one_that_waits_takes_no_room(store: Kept) -> None:
    paces = {"local": Pace(post=Rate(1, MINUTE)), OTHER.platform: Pace()}
    await channels(store, 8)
    await say(store, message("theirs", "theirs", workspace_id=OTHER.id))
    first = await store.claim(MONDAY, 4, LEASE, paces)
    assert len(first) == 1
    assert texts(await store.claim(MONDAY, 4, LEASE, paces)) == ["theirs"]


async def test_the_longest_waiting_go_first(store: Kept, clock: FakeClock) -> None:
    for number in (2, 0, 1):
        await channels(store, 1, first=number)
        clock.forward(seconds=1)
    pace = Pace(post=Rate(1, SECOND))
    assert [(await delivered(store, pace, second))[0] for second in (5, 6, 7)] == ["text 02", "text 00", "text 01"]


async def test_workers_at_once_never_exceed_the_rate_together(store: Kept, second: Kept) -> None:
    pace = Pace(post=Rate(20, MINUTE, burst=5))
    await channels(store, 20)
    batches = await asyncio.gather(*(paced(worker, pace, limit=4) for worker in (store, second) * 4))
    ids = [each.id for batch in batches for each in batch]
    rest = [each.id for _ in range(3) for each in await paced(store, pace)]
    assert len(set(ids + rest)) == len(ids + rest) == 5


@pytest.mark.parametrize("said", ["retry", "delivered"])
async def test_a_wait_the_platform_asked_for_holds_for_all_workers(store: Kept, second: Kept, said: str) -> None:
    await channels(store, 3)
    first, other, third = await claim(store)
    end = Outcome(delivery=first, wait_until=at(30))
    await store.settle([replace(end, retry_at=at(5)) if said == "retry" else replace(end, ref="1.1")])
    await store.settle([Outcome(delivery=other, ref="1.2"), Outcome(delivery=third, ref="1.3", wait_until=at(20))])
    await channels(store, 1, first=7)
    await say(store, message("m1", "changed", Place(channel="C-1")), message("m2", "changed", Place(channel="C-2")))
    assert {each.op for each in await claim(second, at(10))} == {Op.UPDATE}, "the other kind goes on"
    assert await claim(second, at(29)) == []
    assert {each.op for each in await claim(second, at(30))} == {Op.POST}


async def test_a_post_that_must_wait_holds_its_lane_and_an_update_does_not(store: Kept) -> None:
    await say(store, message("root", "root"))
    await delivered(store, Pace())
    await channels(store, 1)
    [delivery] = await claim(store)
    await store.settle([Outcome(delivery=delivery, ref="1.2", wait_until=at(30))])
    await say(store, message("new", "new"), message("root", "root, changed"))
    assert await claim(store, at(10)) == [], "what was said first comes first"
    assert texts(await claim(store, at(30))) == ["new"]


async def test_a_workspace_that_is_not_connected_gets_nothing_until_it_is(store: Kept) -> None:
    await say(store, message("a"))
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.save_workspace(replace(WORKSPACE, is_connected=False))
    await say(store, message("theirs", "theirs", workspace_id=OTHER.id))
    assert texts(await claim(store)) == ["theirs"]
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.save_workspace(WORKSPACE)
    assert texts(await claim(store)) == ["first"]


async def test_links_to_our_messages_come_with_what_the_platform_calls_them(store: Kept) -> None:
    links = [Link("the thread", key="root"), Link("the web", url="https://example.com"), Link("gone", key="later")]
    await say(store, message("root"), replace(message("later"), place=Place(channel="C-3")))
    root = next(each for each in await claim(store) if each.place == CHANNEL)
    await store.settle([Outcome(delivery=root, ref="C1:1.1")])
    await say(store, replace(message("summary"), card=card("summary", *links)))
    delivery = await claim_one(store)
    assert dict(delivery.links) == {"root": "C1:1.1"}


async def test_links_are_of_ones_own_workspace(store: Kept) -> None:
    await say(store, message("root", workspace_id=OTHER.id))
    await store.settle([Outcome(delivery=await claim_one(store), ref="C1:1.1")])
    await say(store, replace(message("summary"), card=card("summary", Link("it", key="root"))))
    assert (await claim_one(store)).links == {}


async def test_an_uncertain_post_waits_and_then_looks_first_until_it_arrives(store: Kept) -> None:
    await say(store, message("a", "one"), message("b", "two"))
    delivery = await claim_one(store)
    await store.settle([Outcome(delivery=delivery, retry_at=at(5), is_uncertain=True, reason="connection lost")])
    assert await store.backlog() == {"waiting": 2, "failed": 0, "ambiguous": 0}
    assert await claim(store, at(4)) == [], "its lane waits with it"
    again = await claim_one(store, at(5))
    assert (again.id, again.resumed, again.attempt) == (delivery.id, True, 2)
    await store.settle([Outcome(delivery=again, retry_at=at(6), reason="busy")])
    again = await claim_one(store, at(6))
    assert again.resumed
    await store.settle([Outcome(delivery=again, ref="1.1")])
    await say(store, message("a", "one, changed"))
    assert not (await claim_one(store, at(6))).resumed


async def test_a_delivery_says_since_when_it_waits_and_which_message_it_is(store: Kept) -> None:
    await say(store, message("a"))
    delivery = await claim_one(store, at(60))
    assert (delivery.since, delivery.key) == (MONDAY, "a")
