"""What an operator may do about messages that are stuck: look, send again, say that it is there, let go."""

import pytest

from cadence.model import Place
from cadence.ports import Op, Outcome
from storage import SqlStore
from tests.contracts.test_outbox import claim, claim_one, message, say

THREAD = Place(channel="C-growth", thread="prompt")


async def stuck_prompt(store: SqlStore) -> str:
    """An ambiguous prompt, with an answer that waits for its thread."""
    await say(store, message("prompt"))
    delivery = await claim_one(store)
    await store.settle([Outcome(delivery=delivery, ambiguous="the connection broke")])
    await say(store, message("answer", "in the thread", THREAD))
    return delivery.id


async def test_it_says_what_is_stuck_where_and_why_but_never_its_words(sql: SqlStore) -> None:
    prompt = await stuck_prompt(sql)
    [row] = await sql.desk.stuck()
    assert (row.id, row.kind, row.lane, row.state) == (prompt, "prompt", "channel:C-growth", "ambiguous")
    assert row.reason == "the connection broke"
    assert "first" not in str(row)


async def test_sent_again_it_comes_first_and_its_thread_after_it(sql: SqlStore) -> None:
    prompt = await stuck_prompt(sql)
    assert await sql.desk.resend(prompt)
    again = await claim_one(sql)
    assert again.id == prompt
    await sql.settle([Outcome(delivery=again, ref="1.1")])
    assert (await claim_one(sql)).thread_ref == "1.1"


async def test_let_go_it_takes_its_thread_with_it(sql: SqlStore) -> None:
    assert await sql.desk.drop(await stuck_prompt(sql))
    assert await claim(sql) == []
    assert await sql.desk.stuck() == []


async def test_let_go_it_is_never_posted_again_whatever_is_said(sql: SqlStore) -> None:
    await sql.desk.drop(await stuck_prompt(sql))
    await say(sql, message("prompt", "1 of 3 in"))
    assert await claim(sql) == []


async def test_there_under_a_name_it_is_brought_up_to_date_and_its_thread_hangs_there(sql: SqlStore) -> None:
    prompt = await stuck_prompt(sql)
    await say(sql, message("prompt", "1 of 3 in"))
    assert await sql.desk.arrived(prompt, "C-growth:1.1")
    updated = await claim_one(sql)
    assert (updated.id, updated.op, updated.ref, updated.card.notice) == (
        prompt,
        Op.UPDATE,
        "C-growth:1.1",
        "1 of 3 in",
    )
    await sql.settle([Outcome(delivery=updated, ref="C-growth:1.1")])
    answer = await claim_one(sql)
    assert (answer.op, answer.thread_ref) == (Op.POST, "C-growth:1.1")
    assert await sql.desk.stuck() == []


async def test_there_without_a_name_it_stays_and_what_waits_goes_plainly_to_the_same_place(sql: SqlStore) -> None:
    prompt = await stuck_prompt(sql)
    assert await sql.desk.arrived(prompt)
    await say(sql, message("prompt", "1 of 3 in"))
    answer = await claim_one(sql)
    assert (answer.place, answer.thread_ref, answer.card.notice) == (THREAD, None, "in the thread")
    await sql.settle([Outcome(delivery=answer, ref="2.2")])
    assert await claim(sql) == []
    assert await sql.desk.stuck() == []


async def test_a_late_word_that_it_arrived_names_what_was_closed(sql: SqlStore) -> None:
    await say(sql, message("prompt"))
    delivery = await claim_one(sql)
    await sql.settle([Outcome(delivery=delivery, ambiguous="the connection broke")])
    await sql.desk.arrived(delivery.id)
    await sql.settle([Outcome(delivery=delivery, ref="1.1")])
    await say(sql, message("prompt", "1 of 3 in"))
    assert (await claim_one(sql)).ref == "1.1"


@pytest.mark.parametrize("move", ["resend", "arrived", "drop"])
async def test_what_was_delivered_is_left_alone(sql: SqlStore, move: str) -> None:
    await say(sql, message("prompt"))
    delivery = await claim_one(sql)
    await sql.settle([Outcome(delivery=delivery, ref="1.1")])
    assert not await getattr(sql.desk, move)(delivery.id)


async def test_what_was_refused_is_there_only_under_a_name_that_somebody_gives(sql: SqlStore) -> None:
    await say(sql, message("prompt"))
    delivery = await claim_one(sql)
    await sql.settle([Outcome(delivery=delivery, failed="the channel is archived")])
    [stuck] = await sql.desk.stuck()
    assert not stuck.may_be_there
    assert not await sql.desk.arrived(delivery.id)
    assert await sql.desk.arrived(delivery.id, "1.1")


async def test_how_many_wait_for_its_thread_is_known(sql: SqlStore) -> None:
    prompt = await stuck_prompt(sql)
    assert await sql.desk.count_waiting_for(prompt) == 1
    await sql.desk.drop(prompt)
    assert await sql.desk.count_waiting_for(prompt) == 0
