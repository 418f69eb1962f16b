"""What the local workspace's log of messages promises."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from cadence.cards import card
from cadence.ports import Channel, ChatLog, Post
from tests.contracts.conftest import opened
from tests.fakes.chatlog import MemoryChatLog
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY

GROWTH, BEN = "channel:growth", "member:ben"


@pytest.fixture
async def log(url: str, clock: FakeClock) -> AsyncIterator[ChatLog]:
    if url:
        async with opened(url, clock) as store:
            yield store.chatlog
    else:
        yield MemoryChatLog()


def post(ref: str, place: str = GROWTH, author: str = "", **more: object) -> Post:
    return Post(ref=ref, place=place, at=MONDAY, author=author, text=f"text of {ref}", **more)  # type: ignore[arg-type]  # fields by name


async def test_channels_come_by_name_and_a_known_one_is_replaced(log: ChatLog) -> None:
    await log.add_channel(Channel(id="b", name="sales"))
    await log.add_channel(Channel(id="a", name="growth"))
    await log.add_channel(Channel(id="b", name="finance", topic="money", is_private=True))
    assert await log.channels() == [
        Channel(id="b", name="finance", topic="money", is_private=True),
        Channel(id="a", name="growth"),
    ]


async def test_the_latest_entries_come_oldest_first(log: ChatLog) -> None:
    entries = [post(f"p{number}", thread="p0" if number == 2 else None) for number in range(5)]
    for each in entries:
        await log.write(each)
    await log.write(post("elsewhere", "channel:sales"))
    assert await log.read(GROWTH, "ana", 4) == entries[1:]


async def test_the_same_entry_again_replaces_its_text_and_card_in_its_place(log: ChatLog) -> None:
    await log.write(post("p1", card=card("first")))
    await log.write(post("p2"))
    await log.write(Post(ref="p1", place=GROWTH, at=MONDAY, text="new", card=card("second")))
    first, _ = await log.read(GROWTH, "ana", 10)
    assert first == Post(ref="p1", place=GROWTH, at=MONDAY, text="new", card=card("second"), edited=True)


async def test_the_very_same_entry_again_is_no_edit(log: ChatLog) -> None:
    await log.write(post("p1", card=card("first")))
    await log.write(post("p1", card=card("first")))
    assert [entry.edited for entry in await log.read(GROWTH, "ana", 10)] == [False]


async def test_nobody_sees_what_was_shown_to_another_alone(log: ChatLog) -> None:
    await log.write(post("secret", seen_by="ben"))
    await log.write(post("direct", BEN))
    assert await log.read(GROWTH, "ana", 10) == []
    assert await log.read(BEN, "ana", 10) == []
    assert await log.unread("ana") == {}
    assert [entry.ref for entry in await log.read(GROWTH, "ben", 10)] == ["secret"]
    assert await log.unread("ben") == {GROWTH: 1, BEN: 1}


async def test_what_others_wrote_is_unread_until_it_is_read(log: ChatLog) -> None:
    await log.write(post("p1"))
    await log.write(post("p2", author="ana"))
    await log.write(post("p3", BEN))
    assert await log.unread("ana") == {GROWTH: 1}
    assert await log.unread("ben") == {GROWTH: 2, BEN: 1}
    await log.mark_read(GROWTH, "ben")
    assert await log.unread("ben") == {BEN: 1}
    await log.write(post("p4"))
    await log.write(Post(ref="p1", place=GROWTH, at=MONDAY, text="an edit is nothing new"))
    assert await log.unread("ben") == {BEN: 1, GROWTH: 1}


async def test_the_version_grows_with_every_change_and_only_then(log: ChatLog) -> None:
    versions = [await log.version()]
    await log.add_channel(Channel(id="growth", name="growth"))
    versions.append(await log.version())
    await log.write(post("p1"))
    versions.append(await log.version())
    await log.write(Post(ref="p1", place=GROWTH, at=MONDAY, text="edited"))
    versions.append(await log.version())
    await log.mark_read(GROWTH, "ben")
    versions.append(await log.version())
    assert versions == sorted(set(versions))
    await log.mark_read(GROWTH, "ben")
    assert await log.version() == versions[-1]


async def test_entries_written_at_once_all_stay(log: ChatLog) -> None:
    await asyncio.gather(*(log.write(post(f"p{number}")) for number in range(12)))
    assert len(await log.read(GROWTH, "ana", 100)) == 12
    assert await log.unread("ana") == {GROWTH: 12}
