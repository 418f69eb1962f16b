"""Handing out, and keeping how it went, cost the same however many wait: whether they may go, or may not go yet."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from cadence.model import Place
from cadence.ports import Outcome, Pace, Rate
from storage import SqlStore
from tests.contracts.conftest import OTHER
from tests.contracts.counting import noted, work_of
from tests.contracts.test_outbox import HERE, LEASE, message, say
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE

FEW, MANY = 300, 1_200
NEAR = 1.1
LATER = MONDAY + timedelta(hours=1)
FREE, SLOW = Pace(), Pace(post=Rate(1, timedelta(hours=1)))


async def nothing(store: SqlStore) -> None:
    """As it is."""


async def leave(store: SqlStore) -> None:
    """The app was taken out."""
    async with store.unit(HERE, actor="test") as unit:
        await unit.save_workspace(replace(WORKSPACE, is_connected=False))


async def fail(store: SqlStore) -> None:
    """The platform was away when each of them was tried."""
    while claimed := await store.claim(MONDAY, 500, LEASE):
        await store.settle([Outcome(delivery=each, retry_at=LATER, reason="away") for each in claimed])


@dataclass(frozen=True)
class Case:
    """What came to pass before, how fast we may go, and how many are handed out of what waits here."""

    before: Callable[[SqlStore], Awaitable[None]]
    pace: Pace
    ours: int


CASES = {
    "all may go": Case(nothing, FREE, 20),
    "a pace holds them": Case(nothing, SLOW, 0),
    "the app was taken out": Case(leave, FREE, 0),
    "all were tried": Case(fail, FREE, 0),
}


async def crowd(store: SqlStore, first: int, last: int) -> None:
    """Each waits in a channel of its own."""
    await say(store, *(message(f"m{each}", place=Place(channel=f"C-{each}")) for each in range(first, last)))


async def work(store: SqlStore, url: str, case: Case) -> int:
    """Of a claim, and of keeping how it went."""
    paces = {"local": case.pace, OTHER.platform: FREE}
    with noted() as asked:
        claimed = await store.claim(MONDAY, 20, LEASE, paces)
        await store.settle([Outcome(delivery=each, ref=f"ref {each.id}") for each in claimed])
    assert len(claimed) == case.ours
    return work_of(url, asked)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_a_claim_costs_the_same_however_many_wait(sql: SqlStore, sql_url: str, case: Case) -> None:
    await crowd(sql, 0, FEW)
    await case.before(sql)
    await sql.claim(MONDAY, 1, LEASE, {"local": case.pace})  # a pace counts from here
    few = await work(sql, sql_url, case)
    await crowd(sql, FEW, MANY)
    await case.before(sql)
    many = await work(sql, sql_url, case)
    assert 0 < many <= NEAR * few


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.ours])
async def test_whoever_waits_behind_many_that_may_not_go_is_found(sql: SqlStore, clock: FakeClock, name: str) -> None:
    case = CASES[name]
    await crowd(sql, 0, FEW)
    await case.before(sql)
    paces = {"local": case.pace, OTHER.platform: FREE}
    await sql.claim(MONDAY, 1, LEASE, paces)
    clock.forward(seconds=1)
    await say(sql, *(message(f"o{each}", place=Place(channel=f"D-{each}"), workspace_id=OTHER.id) for each in range(5)))
    assert [each.workspace_id for each in await sql.claim(MONDAY, 20, LEASE, paces)] == [OTHER.id] * 5
    assert len(await sql.claim(LATER, 20, LEASE, paces)) >= (case.before is fail) * 20


async def line(store: SqlStore, first: int, last: int) -> None:
    """All wait in one channel."""
    await say(store, *(message(f"m{each}", place=Place(channel="C-1")) for each in range(first, last)))


async def close(store: SqlStore) -> None:
    """The platform asked to leave the channel alone."""
    [first] = await store.claim(MONDAY, 1, LEASE)
    await store.settle([Outcome(delivery=first, ref="ref", lane_until=LATER)])


async def back_off(store: SqlStore) -> None:
    """The first failed, and holds the others until it is tried again."""
    [first] = await store.claim(MONDAY, 1, LEASE)
    await store.settle([Outcome(delivery=first, retry_at=LATER, reason="away")])


async def begin(store: SqlStore) -> None:
    """The first is under way."""
    await store.claim(MONDAY, 1, LEASE)


ONE_BY_ONE = {
    "it is their turn": Case(nothing, FREE, 1),
    "the channel is closed": Case(close, FREE, 0),
    "the first waits for another try": Case(back_off, FREE, 0),
    "the first is under way": Case(begin, FREE, 0),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", ONE_BY_ONE.values(), ids=ONE_BY_ONE)
async def test_those_behind_the_first_of_a_channel_cost_nothing(sql: SqlStore, sql_url: str, case: Case) -> None:
    await line(sql, 0, FEW)
    await case.before(sql)
    few = await work(sql, sql_url, case)
    await line(sql, FEW, MANY)
    many = await work(sql, sql_url, case)
    assert 0 < many <= NEAR * few
