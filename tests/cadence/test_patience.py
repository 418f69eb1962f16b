"""What is tried again, and for how long where somebody waits."""

import asyncio
import time

import pytest

from cadence.errors import Conflict, StoreAway
from cadence.patience import NOBODY_WAITS, TRIES, due_at, patiently, somebody_waits

GONE = StoreAway("it cannot be reached")
PERHAPS = StoreAway("it cannot be reached", is_uncertain=True)


class Work:
    """Fails as it is told, then is done."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.tries = list(failures), 0

    async def __call__(self) -> str:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)
        return "done"


@pytest.mark.parametrize("failures", [[], [GONE], [Conflict(), GONE], [PERHAPS, Conflict()]])
async def test_it_begins_anew_after_what_passes(failures: list[Exception]) -> None:
    assert await patiently(Work(*failures)) == "done"


async def test_nobody_tries_for_ever() -> None:
    work = Work(*[GONE] * 9)
    with pytest.raises(StoreAway):
        await patiently(work)
    assert work.tries == TRIES


async def test_where_it_may_have_been_kept_once_that_is_what_is_told() -> None:
    with pytest.raises(StoreAway) as caught:
        await patiently(Work(PERHAPS, GONE, GONE))
    assert caught.value is PERHAPS


async def test_it_does_not_begin_anew_once_whoever_waits_was_told() -> None:
    work = Work(GONE, GONE)
    with somebody_waits(0.0), pytest.raises(StoreAway):
        await patiently(work)
    assert work.tries == 1


async def test_work_that_was_begun_beside_a_request_may_take_its_time_once_that_is_answered() -> None:
    assert due_at() == NOBODY_WAITS
    seen: list[float] = []

    async def beside() -> None:
        seen.append(due_at())
        await asyncio.sleep(0.01)
        seen.append(due_at())

    with somebody_waits(5.0):
        task = asyncio.create_task(beside())
        await asyncio.sleep(0)
    await task
    assert seen[0] <= time.monotonic() + 5.0
    assert seen[1] == NOBODY_WAITS


def test_a_part_has_no_more_time_than_the_whole() -> None:
    with somebody_waits(0.0):
        end = due_at()
        with somebody_waits(60.0):
            assert due_at() == end
        assert due_at() == end
