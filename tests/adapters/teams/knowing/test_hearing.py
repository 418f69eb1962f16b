"""What events come to: news for the engine, and addresses as they are now."""

from collections.abc import Sequence
from typing import Any

import pytest

from adapters.teams.decoding import address_of, decode_event
from cadence.ports import Address
from cadence.tidings.kinds import ChannelChange, ChannelChanged, News, PeopleLeft, Reached
from tests.adapters.teams.decoding.samples import (
    ANA,
    ANAS_USER,
    APP,
    BEN,
    BENS_USER,
    CHANNEL,
    CHAT,
    TEAM,
    WORKSPACE,
    activity,
)
from tests.adapters.teams.knowing.conftest import Company

OTHER = "19:sampleboard@thread.tacv2"


@pytest.fixture
async def seen(company: Company) -> Company:
    """Two channels of one team, a group chat and a personal chat wrote to us before."""
    for name, channel in (("message_channel", CHANNEL), ("message_channel", OTHER)):
        told = activity(name)
        told["conversation"]["id"] = f"{channel};messageid={told['id']}"
        await met(company, told)
    await met(company, activity("message_group_chat"))
    await met(company, activity("message_personal"))
    await company.book.learn(WORKSPACE, BENS_USER, BEN)
    return company


async def met(company: Company, told: dict[str, Any]) -> Reached | None:
    where = address_of(told)
    return await company.hearing.met(where, "n1") if where else None


async def heard(company: Company, name: str) -> Sequence[News]:
    """As the door does it: remembered, then heard."""
    told = activity(name)
    await met(company, told)
    found = decode_event(told, APP)
    assert found is not None
    return await company.hearing.news(found)


async def at(company: Company, place: str) -> Address:
    found = await company.book.find(WORKSPACE, place)
    assert found is not None
    return found


def channels(news: Sequence[News]) -> dict[str, ChannelChange]:
    return {one.channel: one.change for one in news if isinstance(one, ChannelChanged)}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("removed_team", ChannelChange.LEFT),
        ("bot_removed_from_team", ChannelChange.LEFT),
        ("team_archived", ChannelChange.ARCHIVED),
        ("team_unarchived", ChannelChange.REOPENED),
        ("team_deleted", ChannelChange.DELETED),
        ("installed_team", ChannelChange.JOINED),
    ],
)
async def test_what_holds_for_a_team_holds_for_each_of_its_channels(
    seen: Company, name: str, change: ChannelChange
) -> None:
    news = await heard(seen, name)
    assert channels(news) == {CHANNEL: change, OTHER: change}
    assert len({one.news_id for one in news}) == 2


async def test_whoever_put_us_into_a_team_is_thanked_for_one_channel(seen: Company) -> None:
    news = await heard(seen, "installed_team")
    assert {one.channel: one.by for one in news if isinstance(one, ChannelChanged)} == {CHANNEL: ANA, OTHER: ""}


async def test_where_we_were_taken_out_nothing_can_be_written_until_we_are_back(seen: Company) -> None:
    await heard(seen, "removed_team")
    assert [(await at(seen, f"channel:{one}")).is_open for one in (CHANNEL, OTHER)] == [False, False]
    await heard(seen, "installed_team")
    assert [(await at(seen, f"channel:{one}")).is_open for one in (CHANNEL, OTHER)] == [True, True]


async def test_an_event_of_a_team_never_changes_where_a_channel_is(seen: Company) -> None:
    before = await at(seen, f"channel:{CHANNEL}")
    for name in ("member_added_to_team", "team_renamed", "team_archived", "channel_created"):
        await heard(seen, name)
    after = await at(seen, f"channel:{CHANNEL}")
    assert (after.details["conversation"], after.group) == (before.details["conversation"], TEAM)
    assert await seen.book.find(WORKSPACE, f"channel:{TEAM}") is None


async def test_new_names_are_kept(seen: Company) -> None:
    assert await heard(seen, "team_renamed") == []
    assert channels(await heard(seen, "channel_renamed")) == {CHANNEL: ChannelChange.RENAMED}
    details = (await at(seen, f"channel:{CHANNEL}")).details
    assert (details["team_name"], details["name"]) == ("Product 2", "Growth 2")


async def test_who_left_a_team_left_all_of_its_channels(seen: Company) -> None:
    [news] = await heard(seen, "member_removed_from_team")
    assert isinstance(news, PeopleLeft)
    assert (set(news.channels), news.people) == ({CHANNEL, OTHER}, (BEN,))


async def test_who_left_a_group_chat_left_that_alone(seen: Company) -> None:
    [news] = await heard(seen, "member_removed_from_group_chat")
    assert isinstance(news, PeopleLeft)
    assert (news.channels, news.people) == ((CHAT,), (BEN,))


async def test_whom_nobody_ever_met_leaves_nothing(company: Company) -> None:
    await met(company, activity("message_channel"))
    assert await heard(company, "member_removed_from_team") == []


async def test_somebody_new_is_no_news(seen: Company) -> None:
    assert await heard(seen, "member_added_to_team") == []


async def test_a_personal_chat_that_shows_up_is_told_once(company: Company) -> None:
    reached = await met(company, activity("message_personal"))
    assert reached is not None
    assert (reached.who, reached.is_reachable) == (ANA, True)
    assert await met(company, activity("message_personal")) is None
    assert await company.book.who(WORKSPACE, ANAS_USER) == ANA


async def test_a_personal_chat_that_was_closed_and_comes_back_is_told_again(seen: Company) -> None:
    [gone] = await heard(seen, "removed_personal")
    assert isinstance(gone, Reached)
    assert not gone.is_reachable
    assert not (await at(seen, f"member:{ANA}")).is_open
    assert await met(seen, activity("message_personal")) is not None


async def test_an_installation_says_that_they_are_reached(company: Company) -> None:
    [news] = await heard(company, "installed_personal")
    assert isinstance(news, Reached)
    assert (news.who, news.is_reachable) == (ANA, True)
