"""Events that were kept before they were acknowledged are handled, whoever dies on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cadence.ports import Arrival
from storage import SqlStore
from tests.contracts.conftest import Kept
from tests.contracts.test_vault_secrets import raw
from tests.fakes.growth import MONDAY

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def arrival(number: int, **changes: Any) -> Arrival:
    made = Arrival(id=f"Ev{number}", platform="slack", body=f'{{"n": {number}}}', at=MONDAY + SECOND * number)
    return replace(made, **changes)


async def taken(store: Kept, seconds: float = 60, limit: int = 10) -> list[Arrival]:
    return await store.inbox.take(MONDAY + timedelta(seconds=seconds), limit, LEASE)


async def test_an_event_is_new_once_however_often_it_is_delivered(store: Kept, second: Kept) -> None:
    assert await store.inbox.put(arrival(1))
    assert not await second.inbox.put(arrival(1, body="{}"))
    assert await store.inbox.put(arrival(1, platform="teams"))
    assert [each.body for each in await taken(store) if each.platform == "slack"] == ['{"n": 1}']


async def test_events_come_oldest_first_with_all_they_said(store: Kept) -> None:
    words = arrival(2, body='{"text": "caf\u00e9 \U0001f331"}')
    for each in (arrival(3), words, arrival(1)):
        await store.inbox.put(each)
    until = MONDAY + timedelta(seconds=60) + LEASE
    assert await taken(store, limit=2) == [arrival(1, leased_until=until), replace(words, leased_until=until)]
    assert [each.id for each in await taken(store)] == ["Ev3"]


async def test_what_was_put_with_a_lease_is_its_handlers_until_that_is_over(store: Kept) -> None:
    mine = arrival(1, leased_until=MONDAY + LEASE)
    await store.inbox.put(mine)
    assert await taken(store, 29) == []
    [again] = await taken(store, 30)
    assert again.attempt == 2


async def test_whoever_handles_one_for_long_holds_on_to_it(store: Kept, second: Kept) -> None:
    mine = arrival(1, leased_until=MONDAY + LEASE)
    await store.inbox.put(mine)
    assert await store.inbox.hold(mine, MONDAY + 2 * LEASE)
    assert await taken(second, 59) == []
    [theirs] = await taken(second, 60)
    for over in (mine, replace(mine, leased_until=MONDAY + 2 * LEASE)):
        assert not await store.inbox.hold(over, MONDAY + 9 * LEASE), "it went to another"
    assert [each.attempt for each in await taken(store, 90)] == [theirs.attempt + 1]


async def test_what_is_over_is_held_by_nobody(store: Kept) -> None:
    mine = arrival(1, leased_until=MONDAY + LEASE)
    await store.inbox.put(mine)
    await store.inbox.done(mine)
    assert not await store.inbox.hold(mine, MONDAY + 2 * LEASE)


async def test_what_was_handled_is_not_handed_out_again(store: Kept) -> None:
    mine = arrival(1, leased_until=MONDAY + LEASE)
    await store.inbox.put(mine)
    await store.inbox.done(mine)
    assert await taken(store) == []
    assert not await store.inbox.put(mine)
    assert await store.inbox.waiting() == {"waiting": 0, "failed": 0}


async def test_later_means_at_that_moment(store: Kept) -> None:
    await store.inbox.put(arrival(1))
    [first] = await taken(store)
    await store.inbox.later(first, MONDAY + timedelta(seconds=70), "the database was away")
    assert await taken(store, 69) == []
    [again] = await taken(store, 70)
    assert (again.attempt, again.body) == (2, first.body)


async def test_what_is_given_up_is_counted_and_left(store: Kept) -> None:
    await store.inbox.put(arrival(1))
    await store.inbox.put(arrival(2))
    [first] = await taken(store, limit=1)
    await store.inbox.give_up(first, "no such shape")
    assert await store.inbox.waiting() == {"waiting": 1, "failed": 1}
    assert [each.id for each in await taken(store)] == ["Ev2"]


async def test_a_late_word_of_who_lost_the_lease_does_not_disturb_who_has_it(store: Kept) -> None:
    await store.inbox.put(arrival(1))
    [slow] = await taken(store, 60)
    [other] = await taken(store, 90)
    await store.inbox.later(slow, MONDAY, "busy")
    await store.inbox.give_up(slow, "gave up")
    assert await taken(store, 100) == []
    await store.inbox.done(other)
    await store.inbox.later(other, MONDAY, "too late: it is done")
    assert await taken(store, 200) == []


async def test_a_late_word_that_it_was_handled_is_believed(store: Kept) -> None:
    await store.inbox.put(arrival(1))
    [slow] = await taken(store, 60)
    [other] = await taken(store, 90)
    await store.inbox.done(slow)
    await store.inbox.later(other, MONDAY, "busy")
    assert await taken(store, 200) == []


async def test_workers_at_once_share_the_events(store: Kept, second: Kept) -> None:
    for number in range(20):
        await store.inbox.put(arrival(number))
    batches = await asyncio.gather(*(taken(worker, limit=4) for worker in (store, second) * 5))
    ids = [each.id for batch in batches for each in batch]
    assert len(ids) == len(set(ids))
    rest = [each.id for each in await taken(store, limit=20)]
    assert sorted(ids + rest) == sorted(f"Ev{number}" for number in range(20))


async def test_only_what_is_over_is_forgotten(store: Kept) -> None:
    for number in range(4):
        await store.inbox.put(arrival(number))
    handled, failed, late = await taken(store, limit=3)
    await store.inbox.done(handled)
    await store.inbox.give_up(failed, "no such shape")
    await store.inbox.done(late)
    assert await store.inbox.prune(late.at) == 2
    assert await store.inbox.put(handled), "it was forgotten"
    assert not await store.inbox.put(late)
    assert [each.id for each in await taken(store)] == ["Ev3"]


async def test_what_people_wrote_is_forgotten_once_it_was_handled(sql: SqlStore, sql_url: str) -> None:
    await sql.inbox.put(arrival(1, body='{"text": "it rains"}'))
    assert "it rains" in await raw(sql_url, "arrivals")
    [held] = await sql.inbox.take(MONDAY + timedelta(seconds=60), 1, LEASE)
    await sql.inbox.done(held)
    assert "it rains" not in await raw(sql_url, "arrivals")
    assert "Ev1" in await raw(sql_url, "arrivals"), "its id is kept, lest it come again"


async def test_the_oldest_that_waits_is_known_and_nothing_where_none_does(store: Kept) -> None:
    assert await store.inbox.oldest() is None
    for number in (2, 1, 3):
        await store.inbox.put(arrival(number))
    assert await store.inbox.oldest() == arrival(1).at
    [first, *_] = await taken(store, limit=1)
    await store.inbox.done(first)
    assert await store.inbox.oldest() == arrival(2).at
