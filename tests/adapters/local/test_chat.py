"""Deliveries become entries of the chat log."""

from dataclasses import replace

import pytest

from adapters.local.chat import LocalChat
from cadence.cards import card
from cadence.errors import Undeliverable
from cadence.model import Place
from cadence.ports import Delivery, Op
from tests.fakes.chatlog import MemoryChatLog
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY
from tests.fakes.memory import MemoryStore

PROMPT = Delivery(
    id="d1", workspace_id="local", op=Op.POST, place=Place(channel="C-growth"), card=card("Growth, week 6"), revision=1
)


@pytest.fixture
def log() -> MemoryChatLog:
    return MemoryChatLog()


@pytest.fixture
def chat(log: MemoryChatLog, store: MemoryStore, clock: FakeClock) -> LocalChat:
    return LocalChat(log, store, clock)


async def test_a_message_appears_in_its_channel_at_the_workspaces_time(
    chat: LocalChat, log: MemoryChatLog, store: MemoryStore
) -> None:
    later = await store.advance_clock("local", MONDAY.replace(day=11))
    ref = await chat.post(PROMPT)
    post = log.posts[ref]
    assert (post.place, post.at, post.author, post.card) == ("channel:C-growth", later, "", PROMPT.card)


async def test_the_same_post_twice_is_one_entry(chat: LocalChat, log: MemoryChatLog) -> None:
    first = await chat.post(PROMPT)
    again = await chat.post(replace(PROMPT, attempt=2, resumed=True))
    assert first == again
    assert len(log.posts) == 1


async def test_an_update_changes_the_entry_in_place(chat: LocalChat, log: MemoryChatLog) -> None:
    ref = await chat.post(PROMPT)
    newer = card("Growth, week 6. 2 of 6 in.")
    assert await chat.update(replace(PROMPT, op=Op.UPDATE, ref=ref, card=newer, revision=2)) == ref
    assert [post.card for post in log.posts.values()] == [newer]


async def test_a_reply_belongs_to_the_thread_of_its_root(chat: LocalChat, log: MemoryChatLog) -> None:
    root = await chat.post(PROMPT)
    reply = replace(PROMPT, id="d2", place=Place(channel="C-growth", thread="prompt:1"), thread_ref=root)
    assert log.posts[await chat.post(reply)].thread == root


async def test_a_direct_message_goes_to_its_person(chat: LocalChat, log: MemoryChatLog) -> None:
    ref = await chat.post(replace(PROMPT, place=Place(member="ben")))
    assert log.posts[ref].place == "member:ben"
    assert await log.read("member:ben", "ana", 10) == []


async def test_another_workspaces_message_is_never_shown(chat: LocalChat, log: MemoryChatLog) -> None:
    with pytest.raises(Undeliverable):
        await chat.post(replace(PROMPT, workspace_id="slack:T1"))
    assert log.posts == {}
