"""The latest moment that was told about a subject, over every store: kept with the unit of work, and never passed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.contracts.conftest import OTHER, Kept
from tests.contracts.test_repositories import HERE
from tests.fakes.growth import MONDAY

PERSON, GROUP = "person:U1", "group:S1"
LATER = MONDAY + timedelta(microseconds=1)


async def tell(store: Kept, at: datetime, subject: str = PERSON, workspace_id: str = HERE) -> bool:
    async with store.unit(workspace_id, actor="test") as unit:
        return await unit.is_newest(subject, at)


async def test_what_is_older_than_what_was_told_is_not_the_latest_and_the_same_moment_is(store: Kept) -> None:
    assert await tell(store, MONDAY)
    assert await tell(store, LATER)
    assert not await tell(store, MONDAY)
    assert await tell(store, LATER)
    assert await tell(store, LATER + timedelta(days=400))
    assert not await tell(store, LATER)


async def test_it_holds_within_one_unit_of_work_too(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert [await unit.is_newest(PERSON, at) for at in (LATER, MONDAY, LATER)] == [True, False, True]


async def test_moments_of_all_zones_are_compared(store: Kept) -> None:
    from zoneinfo import ZoneInfo

    assert await tell(store, MONDAY.astimezone(ZoneInfo("Asia/Tokyo")))
    assert await tell(store, MONDAY.astimezone(UTC))
    assert not await tell(store, (MONDAY - timedelta(seconds=1)).astimezone(ZoneInfo("Asia/Tokyo")))


async def test_subjects_and_workspaces_are_told_of_apart(store: Kept) -> None:
    assert await tell(store, LATER)
    assert await tell(store, MONDAY, GROUP)
    assert await tell(store, MONDAY, PERSON, OTHER.id)


async def test_what_was_not_kept_was_not_told(store: Kept) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.unit(HERE, actor="test") as unit:
            assert await unit.is_newest(PERSON, LATER)
            raise ZeroDivisionError
    assert await tell(store, MONDAY)


async def test_who_is_told_meanwhile_waits_and_then_knows(store: Kept, second: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.is_newest(PERSON, LATER)
        older = asyncio.create_task(tell(second, MONDAY))
        await asyncio.sleep(0.05)
        assert not older.done()
    assert not await older


async def test_one_that_was_too_late_holds_the_subject_all_the_same(store: Kept, second: Kept) -> None:
    await tell(store, LATER)
    async with store.unit(HERE, actor="test") as unit:
        assert not await unit.is_newest(PERSON, MONDAY)
        newer = asyncio.create_task(tell(second, LATER))
        await asyncio.sleep(0.05)
        assert not newer.done()
    assert await newer


async def test_what_was_read_before_is_read_anew(store: Kept, second: Kept, url: str) -> None:
    """Whoever waited may have read what the other one changed."""
    if not url.startswith("postgres"):
        pytest.skip("there, one unit of work waits for the other")
    async with store.unit(HERE, actor="test") as unit:
        before = (await unit.teams.find())[0]
        async with second.unit(HERE, actor="test") as other:
            await other.is_newest(PERSON, MONDAY)
            await other.teams.save(type(before)(**{**vars(before), "name": "Else"}))
        assert not await unit.is_newest(PERSON, MONDAY - timedelta(days=1))
        team = await unit.teams.get(before.id)
        assert team
        assert team.name == "Else"


async def test_told_all_at_once_in_any_order_the_latest_is_what_was_applied_last(store: Kept, second: Kept) -> None:
    applied: list[datetime] = []

    async def apply(kept: Kept, at: datetime) -> None:
        async with kept.unit(HERE, actor="test") as unit:
            if await unit.is_newest(PERSON, at):
                applied.append(at)

    moments = [MONDAY + timedelta(seconds=number * 7 % 20) for number in range(20)]
    await asyncio.gather(*(apply(kept, at) for at in moments for kept in (store, second)))
    assert applied == sorted(applied)
    assert applied[-1] == max(moments)
