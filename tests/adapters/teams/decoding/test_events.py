"""What Teams tells of its own accord: of us, of people, of channels and of whole teams."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.teams.decoding import (
    Greeted,
    Heard,
    PeopleTold,
    Someone,
    TeamTold,
    address_of,
    decode_event,
    tenant_address_of,
)
from cadence.requests import ShortcutUsed
from cadence.tidings.kinds import ChannelChange, ChannelChanged, Reached
from tests.adapters.teams.decoding.samples import (
    ANA,
    ANAS_USER,
    APP,
    BEN,
    BENS_USER,
    CHANNEL,
    CHAT,
    NAMES,
    TEAM,
    TENANT,
    WORKSPACE,
    activity,
)

AT = datetime(2026, 11, 22, 1, 40, 0, 123000, tzinfo=UTC)


def heard(name: str, **changed: Any) -> Heard | None:
    return decode_event(activity(name, **changed), APP)


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("bot_added_to_team", ChannelChange.JOINED, {"channel": CHANNEL, "by": ANA}),
        ("installed_team", ChannelChange.JOINED, {"channel": CHANNEL, "by": ANA}),
        ("bot_removed_from_team", ChannelChange.LEFT, {}),
        ("removed_team", ChannelChange.LEFT, {}),
        ("team_renamed", None, {"name": "Product 2"}),
        ("team_archived", ChannelChange.ARCHIVED, {"name": "Product 2"}),
        ("team_unarchived", ChannelChange.REOPENED, {"name": "Product 2"}),
        ("team_deleted", ChannelChange.DELETED, {"name": "Product 2"}),
        ("channel_created", None, {"name": "Product"}),
    ],
)
def test_what_holds_for_a_whole_team(name: str, change: ChannelChange | None, told: dict[str, str]) -> None:
    news = heard(name)
    assert isinstance(news, TeamTold)
    assert news == TeamTold(workspace_id=WORKSPACE, news_id=news.news_id, at=AT, group=TEAM, change=change, **told)
    assert news.news_id.endswith(f"|{activity(name)['id']}")


@pytest.mark.parametrize("event", ["teamhardDeleted", "TEAMRESTORED", "teamrestored"])
def test_names_of_events_are_spelt_in_many_ways(event: str) -> None:
    told = activity("team_deleted")
    told["channelData"]["eventType"] = event
    assert isinstance(decode_event(told, APP), TeamTold)


@pytest.mark.parametrize(
    ("name", "channel", "change", "called", "is_private"),
    [
        ("channel_renamed", CHANNEL, ChannelChange.RENAMED, "Growth 2", False),
        ("channel_deleted", CHANNEL, ChannelChange.DELETED, "Growth 2", False),
        ("channel_restored", CHANNEL, ChannelChange.REOPENED, "Growth 2", False),
        ("bot_added_to_group_chat", CHAT, ChannelChange.JOINED, "", True),
        ("installed_group_chat", CHAT, ChannelChange.JOINED, "Growth talk", True),
        ("bot_removed_from_group_chat", CHAT, ChannelChange.LEFT, "", True),
        ("removed_group_chat", CHAT, ChannelChange.LEFT, "", True),
        ("group_chat_renamed", CHAT, ChannelChange.RENAMED, "Growth talk", True),
    ],
)
def test_what_holds_for_one_channel(
    name: str, channel: str, change: ChannelChange, called: str, is_private: bool
) -> None:
    news = heard(name)
    assert isinstance(news, ChannelChanged)
    assert (news.channel, news.change, news.name, news.is_private) == (channel, change, called, is_private)
    assert news.by == (ANA if change is ChannelChange.JOINED else "")


@pytest.mark.parametrize(
    ("name", "people", "are_gone", "where"),
    [
        ("member_added_to_team", (Someone(BENS_USER),), False, {"group": TEAM}),
        ("member_removed_from_team", (Someone(BENS_USER),), True, {"group": TEAM}),
        ("member_removed_from_group_chat", (Someone(BENS_USER, BEN),), True, {"place": f"channel:{CHAT}"}),
    ],
)
def test_people_come_and_go(name: str, people: tuple[Someone, ...], are_gone: bool, where: dict[str, str]) -> None:
    news = heard(name)
    assert isinstance(news, PeopleTold)
    assert (news.people, news.are_gone) == (people, are_gone)
    assert {"group": news.group, "place": news.place} == {"group": "", "place": "", **where}


def test_of_a_closed_channel_people_leave_that_channel_alone() -> None:
    told = activity("member_removed_from_team")
    told["channelData"] |= {"eventType": "channelMemberRemoved", "channel": {"id": CHANNEL}}
    news = decode_event(told, APP)
    assert isinstance(news, PeopleTold)
    assert (news.group, news.place) == ("", f"channel:{CHANNEL}")


def test_whoever_puts_us_into_their_chat_is_told_what_waits_for_them() -> None:
    news = heard("installed_personal")
    assert isinstance(news, Greeted)
    assert news.reached == Reached(
        workspace_id=WORKSPACE, news_id="a:1sample-ana|f:d1", at=AT, who=ANA, is_reachable=True
    )
    assert news.hello is not None
    assert isinstance(news.hello.request, ShortcutUsed)
    assert (news.hello.request.shortcut, news.hello.request.who.id, news.hello.user) == ("hello", ANA, ANAS_USER)


def test_of_the_two_events_of_an_installation_one_greets() -> None:
    news = heard("bot_added_to_personal")
    assert isinstance(news, Greeted)
    assert (news.reached.who, news.hello) == (ANA, None)


def test_whoever_takes_us_out_is_not_reached_any_more() -> None:
    news = heard("removed_personal")
    assert isinstance(news, Reached)
    assert (news.who, news.is_reachable) == (ANA, False)


@pytest.mark.parametrize("action", ["add-upgrade", "remove-upgrade", None, "zz"])
def test_a_newer_version_of_us_is_nothing_new(action: str | None) -> None:
    assert heard("installed_personal", action=action) is None


def test_an_installation_for_somebody_else_reaches_that_person() -> None:
    """An admin may install us for others: the member that the event adds is whose chat it is."""
    boss = {"id": "29:1boss", "aadObjectId": BEN}
    news = heard("bot_added_to_personal", **{"from": boss})
    assert isinstance(news, Greeted)
    assert news.reached.who == ANA
    where = address_of(activity("bot_added_to_personal", **{"from": boss}))
    assert where is not None
    assert (where.place, where.details["user"]) == (f"member:{ANA}", ANAS_USER)


def test_events_of_a_team_show_no_address() -> None:
    shown = {name for name in NAMES if address_of(activity(name)) is None}
    of_teams = {name for name in NAMES if name.startswith(("team_", "channel_"))}
    assert shown == of_teams | {"bot_removed_from_team", "member_added_to_team", "member_removed_from_team"}


def test_the_address_of_a_channel() -> None:
    where = address_of(activity("installed_team"))
    assert where is not None
    assert (where.workspace_id, where.place, where.group, where.is_open) == (
        WORKSPACE,
        f"channel:{CHANNEL}",
        TEAM,
        True,
    )
    assert where.details == {
        "service_url": f"https://smba.trafficmanager.net/emea/{TENANT}/",
        "conversation": CHANNEL,
        "bot": APP.bot_id,
        "kind": "channel",
        "name": "Growth",
        "team_name": "Product",
        "team_guid": "44444444-4444-4444-8444-444444444444",
    }


@pytest.mark.parametrize(
    "name", ["removed_personal", "removed_team", "removed_group_chat", "bot_removed_from_group_chat"]
)
def test_where_we_were_taken_out_is_closed(name: str) -> None:
    where = address_of(activity(name))
    assert where is not None
    assert not where.is_open


def test_where_conversations_of_a_tenant_are_begun() -> None:
    where = tenant_address_of(activity("team_renamed"))
    assert (where.workspace_id, where.place, where.details["bot"]) == (WORKSPACE, "tenant:", APP.bot_id)
