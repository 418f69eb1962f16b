"""Somebody asks for more at once than can be said to them: nobody else waits for that, and nothing piles up."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.teams.arriving.incoming import Way
from adapters.teams.errors import TeamsError
from adapters.teams.identity import Identity
from adapters.teams.showing import chat
from adapters.teams.showing.replies import Replies
from adapters.teams.showing.turns import LONGEST, Turns
from adapters.teams.showing.waits import Waits
from cadence.errors import Busy, StoreAway
from cadence.model import Place
from cadence.requests import Say
from tests.adapters.teams.showing.office import KEPT, Office, card_of
from tests.fakes.memory_keeping import MemoryGates
from tests.fakes.teams import Fault
from tests.fakes.teams.pacing import Doing


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


async def test_where_teams_asks_to_wait_every_private_answer_comes_all_the_same(office: Office) -> None:
    """The first is asked to wait a second; nobody says anything there meanwhile, and nothing is lost."""
    typed = office.typed(office.ann, office.teams.tenant.personal(office.ann))
    office.teams.fail(Doing.POST, Fault(429, "Throttled", retry_after=1))
    await office.replies.show(Say(card_of("Number 0")), typed)
    office.teams.fail(Doing.POST, Fault(429, "Throttled", retry_after=1))
    await asyncio.gather(*(office.replies.show(Say(card_of(f"Number {each}")), typed) for each in range(1, 5)))
    await office.replies.drain()
    said = [message.said for message in office.teams.tenant.to(office.ann)]
    assert sorted(said) == [f"Number {each}" for each in range(5)]


async def test_an_answer_waits_for_a_token_that_cannot_be_had_right_now(office: Office) -> None:
    office.teams.token_faults.append(Fault(503))
    pressed = office.pressed(Way.EXECUTE, office.ann, office.growth)
    await office.replies.show(Say(KEPT), pressed)
    assert len(office.teams.tenant.to(office.ann)) == 1


async def test_a_refused_token_is_not_asked_for_again_and_again(office: Office) -> None:
    office.teams.token_faults += [Fault(401)] * 9
    await office.replies.show(Say(KEPT), office.typed(office.ann, office.teams.tenant.personal(office.ann)))
    await office.replies.drain()
    assert len(office.teams.token_faults) >= 7 and office.teams.tenant.to(office.ann) == []


async def test_where_teams_asks_to_wait_for_long_nobody_asks_again_before_that(office: Office) -> None:
    """The first is lost, since nobody waits for five minutes for an answer; what follows is not even sent."""
    typed = office.typed(office.ann, office.teams.tenant.personal(office.ann))
    office.teams.fail(Doing.POST, Fault(429, "Throttled", retry_after=300))
    await office.replies.show(Say(card_of("Number 0")), typed)
    asked = len(office.teams.calls)
    await office.replies.show(Say(card_of("Number 1")), typed)
    assert len(office.teams.calls) == asked


async def test_what_the_outbox_was_told_holds_for_private_answers_too(office: Office) -> None:
    delivery = office.delivery(KEPT, Place(member=office.ann.aad))
    office.teams.fail(Doing.POST, Fault(429, "Throttled", retry_after=300))
    with pytest.raises(Busy):
        await office.chat.post(delivery)
    asked = len(office.teams.calls)
    await office.replies.show(Say(KEPT), office.typed(office.ann, office.teams.tenant.personal(office.ann)))
    assert len(office.teams.calls) == asked


class Counted(MemoryGates):
    """Kept for all processes. looks: how often anybody asked. is_away: the database is."""

    def __init__(self) -> None:
        super().__init__()
        self.looks, self.is_away = 0, False

    async def closed(self, beginning: str, now: datetime) -> dict[str, datetime]:
        self.looks += 1
        return await super().closed(beginning, now)

    async def close(self, workspace_id: str, name: str, until: datetime) -> None:
        if self.is_away:
            raise StoreAway("away")
        await super().close(workspace_id, name, until)


def process(office: Office, gates: Counted) -> Replies:
    """Another process of ours, which answers privately."""
    waits = Waits(gates, lambda: datetime.now(UTC))
    identity = Identity(office.teams.app_id)
    return Replies(office.connector, office.book, office.people, identity, Turns(0.0, waits=waits))


async def test_what_one_process_was_told_holds_for_all(office: Office) -> None:
    gates = Counted()
    first, second = process(office, gates), process(office, gates)
    typed = office.typed(office.ann, office.teams.tenant.personal(office.ann))
    office.teams.fail(Doing.POST, Fault(429, "Throttled", retry_after=300))
    await first.show(Say(card_of("Number 0")), typed)
    asked = len(office.teams.calls)
    await second.show(Say(card_of("Number 1")), typed)
    assert len(office.teams.calls) == asked


async def test_that_is_looked_up_once_a_second_however_much_is_said(office: Office) -> None:
    gates = Counted()
    replies = process(office, gates)
    typed = office.typed(office.ann, office.teams.tenant.personal(office.ann))
    for each in range(5):
        await replies.show(Say(card_of(f"Number {each}")), typed)
    assert (len(office.teams.tenant.to(office.ann)), gates.looks) == (5, 1)


async def test_where_that_cannot_be_kept_the_process_itself_waits_all_the_same(office: Office) -> None:
    gates = Counted()
    gates.is_away = True
    replies = process(office, gates)
    typed = office.typed(office.ann, office.teams.tenant.personal(office.ann))
    office.teams.fail(Doing.POST, Fault(429, "Throttled", retry_after=300))
    await replies.show(Say(card_of("Number 0")), typed)
    asked = len(office.teams.calls)
    await replies.show(Say(card_of("Number 1")), typed)
    assert len(office.teams.calls) == asked


async def test_a_database_that_says_nothing_holds_up_no_answer(office: Office) -> None:
    class Silent(Counted):
        async def closed(self, beginning: str, now: datetime) -> dict[str, datetime]:
            await asyncio.Event().wait()
            return {}

    replies = process(office, Silent())
    async with asyncio.timeout(2):
        await replies.show(Say(KEPT), office.typed(office.ann, office.teams.tenant.personal(office.ann)))
    assert len(office.teams.tenant.to(office.ann)) == 1
