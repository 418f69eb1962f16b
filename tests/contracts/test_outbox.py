"""What the outbox promises: everything said is handed out once, in order, and shows what was said last."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cadence.cards import Card, card
from cadence.errors import Conflict
from cadence.ids import id_for
from cadence.model import Message, Place
from cadence.ports import Delivery, Op, Outcome
from tests.contracts.conftest import OTHER, Kept
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY

HERE = "local"
LEASE = timedelta(minutes=2)
CHANNEL = Place(channel="C-growth")


def message(key: str, text: str = "first", place: Place = CHANNEL, workspace_id: str = HERE) -> Message:
    return Message(
        id=id_for("message", workspace_id, key), workspace_id=workspace_id, key=key, place=place, card=card(text)
    )


async def say(store: Kept, *messages: Message) -> None:
    """All in one unit of work."""
    async with store.unit(messages[0].workspace_id, actor="test") as unit:
        for each in messages:
            await unit.outbox.say(each)


async def claim(store: Kept, now: datetime = MONDAY, limit: int = 20) -> list[Delivery]:
    return await store.claim(now, limit, LEASE)


async def claim_one(store: Kept, now: datetime = MONDAY) -> Delivery:
    claimed = await claim(store, now)
    assert len(claimed) == 1
    return claimed[0]


async def arrive(store: Kept, delivery: Delivery, ref: str = "ref") -> None:
    await store.settle([Outcome(delivery=delivery, ref=ref)])


def texts(claimed: list[Delivery]) -> list[str]:
    return sorted(delivery.card.notice for delivery in claimed)


async def test_what_was_said_is_handed_out_as_a_post(store: Kept) -> None:
    await say(store, message("prompt"))
    delivery = await claim_one(store)
    assert delivery == Delivery(
        id=message("prompt").id, workspace_id=HERE, op=Op.POST, place=CHANNEL, card=card("first"), revision=1
    )


async def test_what_a_failed_unit_said_is_never_delivered(store: Kept) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.unit(HERE, actor="test") as unit:
            await unit.outbox.say(message("prompt"))
            raise ZeroDivisionError
    assert await claim(store) == []
    assert await store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}


async def test_messages_of_a_lane_come_one_by_one_in_the_order_they_were_said(store: Kept) -> None:
    await say(store, *(message(f"m{number}", f"text {number}") for number in range(5)))
    await say(store, message("m5", "text 5"))
    seen = []
    for _ in range(6):
        delivery = await claim_one(store)
        assert await claim(store) == []
        seen.append(delivery.card.notice)
        await arrive(store, delivery)
    assert seen == [f"text {number}" for number in range(6)]
    assert await claim(store) == []


async def test_lanes_do_not_wait_for_each_other(store: Kept) -> None:
    direct = Place(member="ana")
    await say(store, message("a", "channel"), message("b", "direct", direct), message("c", "direct 2", direct))
    assert texts(await claim(store)) == ["channel", "direct"]


async def test_a_thread_belongs_to_the_lane_of_its_channel_and_knows_its_root(store: Kept) -> None:
    await say(store, message("prompt"), message("answer", "answer", Place(channel="C-growth", thread="prompt")))
    await arrive(store, await claim_one(store), "root")
    assert (await claim_one(store)).thread_ref == "root"


@pytest.mark.parametrize("outcome", ["failed", "ambiguous"])
async def test_a_thread_waits_while_its_root_is_lost_and_the_channel_goes_on(store: Kept, outcome: str) -> None:
    await say(store, message("prompt"))
    lost = Outcome(delivery=await claim_one(store))
    await store.settle([replace(lost, failed="refused") if outcome == "failed" else replace(lost, ambiguous="broke")])
    thread = Place(channel="C-growth", thread="prompt")
    await say(store, message("answer", "in the thread", thread), message("summary", "in the channel"))
    summary = await claim_one(store)
    assert summary.card == card("in the channel")
    await arrive(store, summary)
    assert await claim(store) == []


async def test_a_batch_is_no_larger_than_asked_and_takes_the_longest_waiting(store: Kept, clock: FakeClock) -> None:
    for number in (3, 1, 2):
        clock.forward(seconds=1)
        await say(store, message(f"m{number}", f"text {number}", Place(channel=f"C-{number}")))
    assert texts(await claim(store, limit=2)) == ["text 1", "text 3"]
    assert texts(await claim(store, limit=2)) == ["text 2"]


async def test_workspaces_have_lanes_of_their_own(store: Kept) -> None:
    await say(store, message("prompt", "ours"))
    await say(store, message("prompt", "theirs", workspace_id=OTHER.id))
    assert texts(await claim(store)) == ["ours", "theirs"]


async def test_a_message_is_of_the_units_own_workspace(store: Kept) -> None:
    with pytest.raises(LookupError):
        async with store.unit(HERE, actor="test") as unit:
            await unit.outbox.say(message("prompt", workspace_id=OTHER.id))


async def test_saying_it_again_updates_what_was_delivered(store: Kept) -> None:
    await say(store, message("prompt"))
    await arrive(store, await claim_one(store), "ref-1")
    await say(store, message("prompt", "second"))
    delivery = await claim_one(store)
    assert (delivery.op, delivery.ref, delivery.revision, delivery.card) == (Op.UPDATE, "ref-1", 2, card("second"))


async def test_the_same_card_again_is_nothing(store: Kept) -> None:
    await say(store, message("prompt"))
    await arrive(store, await claim_one(store))
    await say(store, message("prompt"))
    assert await claim(store) == []


async def test_what_was_not_delivered_yet_collapses_and_keeps_its_turn(store: Kept) -> None:
    await say(store, message("a", "one"), message("b", "two"), message("a", "one, mended"))
    await say(store, message("a", "one, mended twice"))
    first = await claim_one(store)
    assert (first.card, first.op) == (card("one, mended twice"), Op.POST)
    await arrive(store, first)
    assert (await claim_one(store)).card == card("two")


async def test_an_update_waits_behind_what_was_said_before_it(store: Kept) -> None:
    await say(store, message("prompt"))
    await arrive(store, await claim_one(store))
    await say(store, message("answer", "answer"))
    await say(store, message("prompt", "2 of 6 in"))
    await arrive(store, await claim_one(store), "answer")
    assert (await claim_one(store)).card == card("2 of 6 in")


async def test_what_is_said_during_a_delivery_is_delivered_after_it(store: Kept) -> None:
    await say(store, message("prompt"))
    delivery = await claim_one(store)
    await say(store, message("prompt", "second"))
    assert await claim(store) == []
    await arrive(store, delivery)
    again = await claim_one(store)
    assert (again.op, again.card, again.resumed) == (Op.UPDATE, card("second"), False)
    await arrive(store, again)
    assert await claim(store) == []


async def test_said_gives_back_what_was_last_said(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.outbox.said("prompt") is None
        await unit.outbox.say(message("prompt"))
        assert await unit.outbox.said("prompt") == message("prompt")
    async with store.unit(HERE, actor="test") as unit:
        await unit.outbox.say(message("prompt", "second", Place(channel="elsewhere")))
        assert await unit.outbox.said("prompt") == message("prompt", "second")
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.outbox.said("prompt") == message("prompt", "second")
    async with store.unit(OTHER.id, actor="test") as unit:
        assert await unit.outbox.said("prompt") is None


async def test_nudges_are_counted_by_domain_time(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.outbox.say(_nudge("n1", "ana"))
        await unit.outbox.say(_nudge("n2", "ben"))
        await unit.outbox.say(message("plain", place=Place(member="ana")))
        assert await unit.outbox.count_nudges("ana", MONDAY) == 1
    later = await store.advance_clock(HERE, MONDAY + timedelta(days=1))
    async with store.unit(HERE, actor="test") as unit:
        await unit.outbox.say(_nudge("n3", "ana"))
        await unit.outbox.say(_nudge("n1", "ana", card("said again")))
        assert await unit.outbox.count_nudges("ana", MONDAY) == 2
        assert await unit.outbox.count_nudges("ana", later) == 1
        assert await unit.outbox.count_nudges("ana", later + timedelta(seconds=1)) == 0


async def test_two_units_that_say_the_same_new_thing_at_once_say_it_once(store: Kept, second: Kept) -> None:
    async def speak(by: Kept) -> None:
        try:
            async with by.unit(HERE, actor="test") as unit:
                await unit.outbox.say(message("prompt"))
                await asyncio.sleep(0.01)
        except Conflict:
            await say(by, message("prompt"))

    await asyncio.gather(*(speak(by) for by in (store, second) * 3))
    await arrive(store, await claim_one(store))
    assert await claim(store) == []


async def test_a_card_with_text_no_database_can_hold_arrives_to_the_letter(store: Kept) -> None:
    await say(store, message("prompt", "odd \x00 text \ud83d"))
    assert (await claim_one(store)).card == card("odd \x00 text \ud83d")


def _nudge(key: str, member: str, shown: Card | None = None) -> Message:
    made = message(key, place=Place(member=member))
    return Message(**{**vars(made), "is_nudge": True, "card": shown or made.card})
