"""What an operator may do about messages that are stuck: look, send again, let go."""

import pytest

from cadence.model import Place
from cadence.ports import Outcome
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


@pytest.mark.parametrize("move", ["resend", "drop"])
async def test_what_was_delivered_is_left_alone(sql: SqlStore, move: str) -> None:
    await say(sql, message("prompt"))
    delivery = await claim_one(sql)
    await sql.settle([Outcome(delivery=delivery, ref="1.1")])
    assert not await getattr(sql.desk, move)(delivery.id)
