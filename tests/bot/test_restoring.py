"""After a copy took the database's place, only what may be there already is looked for; soon all is as ever."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.restoring import CATCHING_UP, REMEMBERED, CarefulChat, doubt_of, note_restored
from cadence.cards import card
from cadence.model import Place
from cadence.ports import Delivery, Op
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY
from tests.fakes.heartbeats import FakeHeartbeats

COPIED = MONDAY - timedelta(hours=6)
POST = Delivery(id="m1", workspace_id="local", op=Op.POST, place=Place(channel="C"), card=card("Hello"), revision=1)


class Watched(FakeChat):
    """Remembers what it was asked to post."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Delivery] = []

    async def post(self, delivery: Delivery) -> str:
        self.asked.append(delivery)
        return await super().post(delivery)


@pytest.mark.parametrize(
    ("waits", "is_in_doubt"),
    [
        (COPIED - timedelta(minutes=1), True),
        (MONDAY + timedelta(minutes=1), True),
        (MONDAY + CATCHING_UP, False),
    ],
)
async def test_what_waited_or_is_made_up_for_counts_as_begun_before(waits: datetime, is_in_doubt: bool) -> None:
    heartbeats, clock, chat = FakeHeartbeats(), FakeClock(MONDAY), Watched()
    await note_restored(heartbeats, COPIED, MONDAY)
    doubt = await doubt_of(heartbeats, clock)
    assert doubt is not None
    await CarefulChat(chat, doubt).post(replace(POST, since=waits))
    [asked] = chat.asked
    assert asked.resumed is is_in_doubt
    assert asked.since is not None
    assert asked.since <= COPIED or not is_in_doubt, "it may have been said any time since the copy"


async def test_without_a_copy_or_long_after_one_nothing_is_in_doubt() -> None:
    heartbeats, clock = FakeHeartbeats(), FakeClock(MONDAY)
    assert await doubt_of(heartbeats, clock) is None
    await note_restored(heartbeats, COPIED, MONDAY)
    clock.to(MONDAY + REMEMBERED + timedelta(seconds=1))
    assert await doubt_of(heartbeats, clock) is None
