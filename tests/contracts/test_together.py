"""What comes while a transaction is under way is kept in the next one, and each hears of their own."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from cadence.patience import due_at, somebody_waits
from storage.together import MOST, Together
from tests.contracts.conftest import Kept
from tests.contracts.test_inbox import arrival, taken
from tests.fakes.growth import MONDAY


class Work:
    """Doubles numbers, as slowly as the loop turns. due: until when whoever waited did so, by transaction."""

    def __init__(self) -> None:
        self.done: list[list[int]] = []
        self.due: list[float] = []
        self.fails = False

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.done.append(list(numbers))
        self.due.append(due_at())
        await asyncio.sleep(0.01)
        if self.fails:
            raise ConnectionError("the database is away")
        return [2 * number for number in numbers]


async def test_alone_it_waits_for_nobody_and_who_comes_meanwhile_goes_together() -> None:
    work = Work()
    together = Together(work)
    assert await asyncio.gather(*map(together, range(MOST + 5))) == [2 * number for number in range(MOST + 5)]
    assert [len(each) for each in work.done] == [1, MOST, 4]
    assert await together(7) == 14


async def test_where_it_fails_everybody_in_it_hears_so_and_the_next_are_kept() -> None:
    work = Work()
    together, work.fails = Together(work), True
    results = await asyncio.gather(*map(together, range(3)), return_exceptions=True)
    assert all(isinstance(each, ConnectionError) for each in results)
    work.fails = False
    assert await together(1) == 2


async def test_who_is_cut_off_is_kept_all_the_same_and_holds_up_nobody() -> None:
    work = Work()
    together = Together(work)
    first, second, third = [asyncio.create_task(together(number)) for number in range(3)]
    await asyncio.sleep(0)
    second.cancel()
    assert (await first, await third) == (0, 4)
    assert work.done == [[0], [1, 2]]


async def test_each_transaction_has_as_long_as_whoever_waits_longest_in_it() -> None:
    work, until = Work(), list[float]()
    together = Together(work)

    async def put(number: int, seconds: float) -> None:
        with somebody_waits(seconds):
            until.append(due_at())
            await together(number)

    await asyncio.gather(put(1, 5), put(2, 1), put(3, 2))
    assert work.due == until[:2]


async def test_of_one_event_told_many_times_in_the_same_moment_one_is_new(store: Kept, second: Kept) -> None:
    many = [arrival(number) for number in range(8)]
    puts = [kept.inbox.put(each) for each in [*many, *reversed(many)] for kept in (store, second)]
    assert sum(await asyncio.gather(*puts)) == len(many)
    assert len(await taken(store)) == len(many)


@pytest.mark.parametrize("leases", [(None, 90.0), (90.0, None)])
async def test_each_of_many_keeps_its_own_lease(store: Kept, leases: tuple[float | None, float | None]) -> None:
    until = [MONDAY + timedelta(seconds=seconds) if seconds else None for seconds in leases]
    made = [arrival(n, leased_until=until[n % 2]) for n in range(6)]
    await asyncio.gather(*map(store.inbox.put, made))
    assert [each.id for each in await taken(store)] == [each.id for each in made if not each.leased_until]
