"""However slow Teams is, a message is done with, or known not to be sent, well before its lease ends."""

import time

import pytest

from adapters.teams.showing import chat, direct, links
from cadence.cards import Link, card
from cadence.delivery import LEASE
from cadence.errors import Ambiguous, TryLater
from cadence.model import Place
from cadence.ports import Delivery, Op
from tests.adapters.teams.showing.office import KEPT, Office
from tests.fakes.teams import Fault
from tests.fakes.teams.pacing import Doing


def to_ann(office: Office) -> Delivery:
    return office.delivery(KEPT, Place(member=office.ann.aad))


def test_preparing_and_sending_end_well_before_somebody_else_takes_the_message() -> None:
    assert LEASE.total_seconds() * 0.8 >= chat.PREPARING_SECONDS + chat.SENDING_SECONDS
    assert links.LOOK_UP_SECONDS + chat.LONGEST_TURN < chat.PREPARING_SECONDS
    assert direct.ANEW_SECONDS < chat.SENDING_SECONDS


async def test_what_cannot_be_prepared_in_time_was_not_sent_and_is_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "PREPARING_SECONDS", 0.2)
    office.teams.fail(Doing.OPEN, Fault(delay=0.8))
    with pytest.raises(TryLater):
        await office.chat.post(to_ann(office))
    assert office.teams.count(Doing.POST) == 0
    monkeypatch.undo()
    await office.chat.post(to_ann(office))
    assert len(office.teams.tenant.to(office.ann)) == 1


async def test_a_token_is_at_hand_before_anything_is_sent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "PREPARING_SECONDS", 0.2)
    office.teams.token_faults.append(Fault(delay=0.8))
    growth = office.delivery(KEPT, Place(channel=office.growth.id), ref=f"{office.growth.id}|1")
    for deliver in (office.chat.post, office.chat.update):
        with pytest.raises(TryLater):
            await deliver(growth)
    assert office.teams.calls == []


async def test_a_post_that_takes_too_long_may_have_arrived_and_an_update_is_made_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    growth = office.delivery(KEPT, Place(channel=office.growth.id))
    ref = await office.chat.post(growth)
    monkeypatch.setattr(chat, "SENDING_SECONDS", 0.2)
    office.teams.fail(Doing.POST, Fault(delay=0.8))
    with pytest.raises(Ambiguous):
        await office.chat.post(growth)
    office.teams.fail(Doing.UPDATE, Fault(delay=0.8))
    with pytest.raises(TryLater):
        await office.chat.update(office.delivery(KEPT, Place(channel=office.growth.id), op=Op.UPDATE, ref=ref))


async def test_a_chat_that_cannot_be_opened_anew_in_time_got_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.chat.post(to_ann(office))
    monkeypatch.setattr(direct, "ANEW_SECONDS", 0.2)
    office.teams.fail(Doing.POST, Fault(404, "ConversationNotFound"))
    office.teams.fail(Doing.OPEN, Fault(delay=0.8))
    with pytest.raises(TryLater):
        await office.chat.post(to_ann(office))
    assert len(office.teams.tenant.to(office.ann)) == 1


async def test_links_to_many_teams_are_found_side_by_side_or_go_without_their_team(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "LOOK_UP_SECONDS", 1.0)
    refs: dict[str, str] = {}
    for number in range(4):
        team = office.teams.tenant.add_team(f"Team {number}", [office.ann])
        channel = office.teams.tenant.add_channel(team, "plans")
        await office.book.remember(office.address(channel))
        refs |= {f"first {number}": f"{channel.id}|1", f"second {number}": f"{channel.id}|2"}
    office.teams.fail(Doing.TEAM, Fault(delay=3.0), times=3)
    linked = card("Links", *(Link(key.title(), key=key) for key in refs))
    began = time.monotonic()
    await office.chat.post(office.delivery(linked, Place(channel=office.growth.id), links=refs))
    assert time.monotonic() - began < 2.5, "not one after the other"
    said = str(office.teams.tenant.said_in(office.growth)[-1].card)
    assert said.count("https://teams.microsoft.com/l/message/") == 8
    assert (said.count("groupId="), office.teams.count(Doing.TEAM)) == (2, 4)
