"""A message that no platform takes whole: its parts are messages of their own, in order, kept true as it changes."""

from dataclasses import replace

from cadence.cards import Card, Text
from cadence.model import Place
from cadence.ports import Delivery
from cadence.splitting import part_key
from tests.contracts.conftest import Kept
from tests.contracts.test_outbox import HERE, arrive, claim, message, say

LONG = tuple(Text("what holds us back, told at length " * 60) for _ in range(12))


def long_message(blocks: tuple[Text, ...] = LONG) -> Card:
    return Card("Ben", blocks)


async def shown(store: Kept) -> list[Delivery]:
    """Everything that is handed out now, one after the other."""
    found: list[Delivery] = []
    while claimed := await claim(store):
        found += claimed
        for number, each in enumerate(claimed, len(found)):
            await arrive(store, each, each.ref or f"ref-{number}")
    return found


async def said_cards(store: Kept, key: str) -> Card | None:
    async with store.unit(HERE, actor="test") as unit:
        found = await unit.outbox.said(key)
        return found.card if found else None


async def test_its_parts_follow_it_into_its_thread(store: Kept) -> None:
    await say(store, replace(message("answer"), card=long_message()))
    first, *rest = await shown(store)
    assert first.place.thread is None and rest
    assert {part.place for part in rest} == {Place(channel="C-growth", thread="answer")}
    assert {part.thread_ref for part in rest} == {"ref-1"}


async def test_said_again_as_it_is_nothing_is_shown_again(store: Kept) -> None:
    await say(store, replace(message("answer"), card=long_message()))
    await shown(store)
    await say(store, replace(message("answer"), card=long_message()))
    assert await shown(store) == []


async def test_once_it_is_short_its_parts_say_so(store: Kept) -> None:
    await say(store, replace(message("answer"), card=long_message()))
    count = len(await shown(store))
    await say(store, replace(message("answer"), card=long_message(LONG[:1])))
    changed = await shown(store)
    assert len(changed) == count
    for number in range(2, count + 1):
        card = await said_cards(store, part_key("answer", number))
        assert card is not None and "shortened" in str(card.blocks)
    await say(store, replace(message("answer"), card=long_message()))
    assert len(await shown(store)) == count


async def test_what_became_short_before_it_was_kept_has_no_parts(store: Kept) -> None:
    short = message("answer", "short")
    await say(store, replace(message("answer"), card=long_message()), short)
    assert [each.card for each in await shown(store)] == [short.card]


async def test_what_was_shown_in_parts_and_became_longer_and_short_at_once_says_so_in_each(store: Kept) -> None:
    await say(store, replace(message("answer"), card=long_message()))
    count = len(await shown(store))
    await say(store, replace(message("answer"), card=long_message(LONG * 2)), message("answer", "short"))
    changed = await shown(store)
    assert len(changed) == count
    assert all("shortened" in str(each.card.blocks) for each in changed if each.place.thread)
