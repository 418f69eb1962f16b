"""What was said to a channel goes elsewhere: its team moved, or the platform gave the channel another id."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cadence.model import Place
from cadence.ports import Op, Outcome
from storage import SqlStore, tables
from storage.engine import Database
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


@pytest.fixture
async def beside(postgres_url: str) -> AsyncIterator[Database]:
    """Another connection to the database."""
    database = Database(postgres_url)
    yield database
    await database.close()


@pytest.mark.parametrize("sql_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("to", ["C-old", "C-new"])
async def test_its_messages_are_held_in_the_order_of_their_ids_so_that_nobody_waits_in_a_ring(
    sql: SqlStore, beside: Database, to: str
) -> None:
    rows = tables.messages
    said = sorted((message(key, key, OLD) for key in "abcdefgh"), key=lambda each: each.id)
    await say(sql, *reversed(said))
    async with beside.write() as connection:
        await connection.execute(update(rows).values(not_before=MONDAY))
    async with beside.engine.begin() as first:
        await first.execute(select(rows.c.id).where(rows.c.id == said[0].id).with_for_update())
        redirecting = asyncio.create_task(redirect(sql, to, moves_shown=False))
        await asyncio.sleep(0.3)
        async with beside.engine.begin() as others:
            free = (await others.execute(select(rows.c.id).with_for_update(skip_locked=True))).scalars().all()
        assert set(free) == {each.id for each in said[1:]}
    await redirecting


async def test_what_was_deleted_where_it_stood_is_posted_as_a_new_message_that_begins_its_thread(store: Kept) -> None:
    await say(store, message("root", "prompt", OLD), message("other", "other", OLD))
    await arrive(store, await claim_one(store), "C-old:1")
    await arrive(store, await claim_one(store), "C-old:2")
    await say(store, message("root", "1 in", OLD))
    await store.settle([Outcome(delivery=await claim_one(store), failed="Somebody deleted the message.")])
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.outbox.post_anew("root")
        await unit.outbox.post_anew("made up")
    again = await claim_one(store)
    assert (again.op, again.ref, again.card.notice, again.attempt) == (Op.POST, None, "1 in", 1)
    await arrive(store, again, "C-old:3")
    await say(store, message("reply", "reply", Place(channel="C-old", thread="root")))
    assert (await claim_one(store)).thread_ref == "C-old:3"
