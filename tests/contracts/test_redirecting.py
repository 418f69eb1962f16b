"""What was said to a channel goes elsewhere: its team moved, or the platform gave the channel another id."""

from datetime import timedelta

from cadence.model import Place
from cadence.ports import Outcome
from tests.contracts.conftest import Kept
from tests.contracts.test_outbox import arrive, claim, claim_one, message, say
from tests.fakes.growth import MONDAY, WORKSPACE

OLD, NEW = Place(channel="C-old"), Place(channel="C-new")


async def redirect(store: Kept, to: str, moves_shown: bool) -> None:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.outbox.redirect("C-old", to, moves_shown)


async def test_what_waits_goes_to_the_other_channel_behind_what_waits_there_in_its_order(store: Kept) -> None:
    await say(store, message("a", "one", OLD), message("b", "two", OLD), message("c", "three", NEW))
    await redirect(store, "C-new", moves_shown=False)
    for words in ("three", "one", "two"):
        delivery = await claim_one(store)
        assert (delivery.place, delivery.card.notice) == (NEW, words)
        await arrive(store, delivery, words)
    assert await claim(store) == []


async def test_what_is_shown_stays_where_it_is_and_nothing_new_joins_its_thread(store: Kept) -> None:
    await say(store, message("root", "prompt", OLD))
    await arrive(store, await claim_one(store), "C-old:1")
    await say(store, message("reply", "reply", Place(channel="C-old", thread="root")), message("root", "changed", OLD))
    await redirect(store, "C-new", moves_shown=False)
    first, second = sorted(await claim(store, limit=5), key=lambda row: row.card.notice)
    assert (first.card.notice, first.place, first.ref) == ("changed", OLD, "C-old:1")
    assert (second.card.notice, second.place, second.thread_ref) == ("reply", NEW, None)


async def test_a_channel_with_another_id_takes_all_along(store: Kept) -> None:
    await say(store, message("root", "prompt", OLD))
    await arrive(store, await claim_one(store), "C-old:1")
    await say(store, message("reply", "reply", Place(channel="C-old", thread="root")))
    await redirect(store, "C-new", moves_shown=True)
    reply = await claim_one(store)
    assert (reply.place.channel, reply.thread_ref) == ("C-new", "C-new:1")
    await arrive(store, reply, "C-new:2")
    await say(store, message("root", "changed", OLD))
    changed = await claim_one(store)
    assert (changed.place, changed.ref) == (NEW, "C-new:1")


async def test_a_channel_whose_trouble_is_over_is_tried_at_once(store: Kept) -> None:
    await say(store, message("a", "one", OLD))
    await store.settle([Outcome(delivery=await claim_one(store), retry_at=MONDAY + timedelta(minutes=5))])
    assert await claim(store) == []
    await redirect(store, "C-old", moves_shown=False)
    assert (await claim_one(store)).card.notice == "one"
