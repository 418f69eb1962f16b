"""What a channel is called and of which kind it is; and that a form's origin is believed only of who belongs there."""

from dataclasses import replace

import pytest

from adapters.teams.arriving.incoming import Incoming
from adapters.teams.carried import Carried, Origin
from tests.adapters.teams.knowing.conftest import US, Company
from tests.fakes.teams import Conversation, Fault, User
from tests.fakes.teams.pacing import Doing


async def placed(company: Company, place: Conversation, by: User | None = None) -> Incoming:
    line = company.said(by or company.ana, f"{US} status", place)
    await company.book.remember(line.address)
    return await company.places.placed(line)


async def test_a_channel_is_called_as_teams_calls_it(company: Company) -> None:
    incoming = await placed(company, company.growth)
    assert (incoming.request.channel_name, incoming.request.channel_is_private) == ("Growth", False)
    kept = await company.book.channel(company.workspace, company.growth.id)
    assert kept is not None
    assert (kept.details["name"], kept.details["team_name"]) == ("Growth", "Product")


async def test_the_first_channel_is_called_general(company: Company) -> None:
    assert (await placed(company, company.team.channels[0])).request.channel_name == "General"


async def test_what_was_told_once_is_not_asked_again(company: Company) -> None:
    for _ in range(3):
        await placed(company, company.growth)
    assert company.asked(Doing.CHANNELS) == 1


@pytest.mark.parametrize("kind", ["private", "shared"])
@pytest.mark.parametrize("tells_type", [True, False])
async def test_a_closed_channel_is_known_even_where_no_activity_says_so(
    company: Company, kind: str, tells_type: bool
) -> None:
    closed = company.teams.tenant.add_channel(company.team, "Board", channel_type=kind)
    closed.tells_type, closed.own_members, closed.added_app = tells_type, [company.ana], True
    request = (await placed(company, closed)).request
    assert (request.channel_is_closed, request.channel_is_private) == (True, True)


async def test_a_group_chat_is_called_by_its_topic_as_far_as_it_was_told(company: Company) -> None:
    chat = company.teams.tenant.add_chat("Growth talk", [company.ana])
    line = company.said(company.ana, f"{US} status", chat)
    named = replace(line.address, details={**line.address.details, "name": "Growth talk"})
    await company.book.remember(named)
    request = (await company.places.placed(line)).request
    assert (request.channel_name, request.channel_has_threads) == ("Growth talk", False)
    assert company.asked(Doing.CHANNELS) == 0


async def test_where_teams_does_not_answer_the_channel_has_no_name(company: Company) -> None:
    company.teams.fail(Doing.CHANNELS, Fault(500, "ServiceError"), times=9)
    incoming = await placed(company, company.growth)
    assert (incoming.request.channel, incoming.request.channel_name) == (company.growth.id, "")


async def from_own_chat(company: Company, by: User, origin: Origin) -> Incoming:
    """A form in somebody's personal chat whose card says that it was asked for elsewhere."""
    await company.book.remember(company.address(company.growth))
    line = company.said(by, "x")
    shown = replace(line, carried=Carried(do="form", form="x", origin=origin))
    return await company.places.placed(await company.people.introduced(shown))


async def test_a_form_comes_from_where_it_was_asked_for(company: Company) -> None:
    incoming = await from_own_chat(company, company.ana, Origin(channel=company.growth.id))
    request = incoming.request
    assert (request.channel, request.channel_name, request.channel_has_threads) == (company.growth.id, "Growth", True)
    assert incoming.is_personal, "it is answered where it was sent"


async def test_an_origin_is_not_believed_of_somebody_who_is_not_there(company: Company) -> None:
    stranger = company.teams.tenant.add_user("mallory")
    incoming = await from_own_chat(company, stranger, Origin(channel=company.growth.id, name="Growth"))
    assert (incoming.request.channel, incoming.request.channel_name) == (None, "")


@pytest.mark.parametrize("channel", ["", "19:nowhere@thread.tacv2"])
async def test_an_origin_that_nobody_knows_is_none(company: Company, channel: str) -> None:
    assert (await from_own_chat(company, company.ana, Origin(channel=channel))).request.channel is None


async def test_what_an_origin_says_of_its_channel_is_not_believed(company: Company) -> None:
    forged = Origin(channel=company.growth.id, name="Board", is_private=True, has_threads=False)
    request = (await from_own_chat(company, company.ana, forged)).request
    assert (request.channel_name, request.channel_is_private, request.channel_has_threads) == ("Growth", False, True)
