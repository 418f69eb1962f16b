"""Somebody asks for more at once than can be said to them: nobody else waits for that, and nothing piles up."""

import asyncio
from dataclasses import replace

import pytest

from adapters.teams.errors import TeamsError
from adapters.teams.showing import chat
from adapters.teams.showing.turns import LONGEST, Turns
from cadence.errors import Busy
from cadence.model import Place
from tests.adapters.teams.showing.office import KEPT, Office


async def taken(turns: Turns, place: str, times: int) -> list[asyncio.Task[None]]:
    """So many wait there already."""
    tasks = [asyncio.create_task(turns.wait(place)) for _ in range(times)]
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_after_a_minute_is_refused_and_takes_no_turn() -> None:
    turns = Turns(gap=1.0)
    waiting = await taken(turns, "a:1", int(LONGEST) + 50)
    refused = [task for task in waiting if task.done() and isinstance(task.exception(), TeamsError)]
    assert len(refused) == 49
    await turns.wait("a:2")  # others do not wait
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_message_for_a_crowded_chat_waits_in_the_outbox_and_holds_up_nobody(office: Office) -> None:
    delivery = office.delivery(KEPT, Place(member=office.ann.aad))
    ref = await office.chat.post(delivery)
    turns = office.chat._turns = Turns(gap=1.0)
    conversation = office.teams.tenant.personal(office.ann).id
    waiting = await taken(turns, conversation, int(chat.LONGEST_TURN) + 5)
    with pytest.raises(Busy) as busy:
        await office.chat.post(delivery)
    assert busy.value.after is not None and busy.value.after.total_seconds() > chat.LONGEST_TURN
    with pytest.raises(Busy):
        await office.chat.update(replace(delivery, ref=ref))
    assert len(office.teams.tenant.to(office.ann)) == 1
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
