"""Slack's events about people, groups, channels and ourselves: what has happened, and what of it is nothing to us."""

import pytest

from adapters.slack.decoding import PersonTold, Removed, decode_event, event_at
from cadence.news import ChannelChange, ChannelChanged, GroupsChanged, GroupSeen
from tests.adapters.slack.test_decoding_events import WORKSPACE, event, heard


@pytest.mark.parametrize("kind", ["user_change", "user_profile_changed"])
def test_a_change_of_a_person_is_told_as_slack_shows_them(kind: str) -> None:
    told = heard(event("user_change", type=kind))
    assert isinstance(told, PersonTold)
    assert told.id == "U2BEN"


@pytest.mark.parametrize("kind", ["subteam_created", "subteam_updated"])
def test_a_group_is_told_with_its_members(kind: str) -> None:
    assert heard(event("subteam_updated", type=kind)) == GroupsChanged(
        workspace_id=WORKSPACE,
        news_id="Ev0SUBTEAMUPDATED",
        at=event_at(event("subteam_updated")),
        groups=(GroupSeen(id="S1GROWTH", handle="growth", name="Growth", people=("U1ANA", "U2BEN")),),
    )


def test_a_disabled_group_is_not_active_and_one_without_list_leaves_its_members_open() -> None:
    body = event("subteam_updated")
    body["event"]["subteam"] |= {"date_delete": 1790000010, "users": None}
    changed = heard(body)
    assert isinstance(changed, GroupsChanged)
    assert (changed.groups[0].is_active, changed.groups[0].people) == (False, None)


def test_a_change_of_members_tells_only_of_which_group() -> None:
    changed = heard(event("subteam_members_changed"))
    assert isinstance(changed, GroupsChanged)
    assert changed.groups == (GroupSeen(id="S1GROWTH", handle="", name=""),)


@pytest.mark.parametrize(
    ("kind", "change", "is_private"),
    [
        ("channel_archive", ChannelChange.ARCHIVED, None),
        ("channel_unarchive", ChannelChange.REOPENED, None),
        ("channel_deleted", ChannelChange.DELETED, None),
        ("channel_left", ChannelChange.LEFT, None),
        ("group_archive", ChannelChange.ARCHIVED, True),
        ("group_unarchive", ChannelChange.REOPENED, True),
        ("group_deleted", ChannelChange.DELETED, True),
        ("group_left", ChannelChange.LEFT, True),
    ],
)
def test_what_happens_to_a_channel(kind: str, change: ChannelChange, is_private: bool | None) -> None:
    found = heard(event("channel_archive", type=kind))
    assert isinstance(found, ChannelChanged)
    assert (found.channel, found.change, found.is_private) == ("C1GROWTH", change, is_private)


def test_a_new_name_and_a_new_id_of_a_channel() -> None:
    renamed, moved = heard(event("channel_rename")), heard(event("channel_id_changed"))
    assert isinstance(renamed, ChannelChanged)
    assert (renamed.change, renamed.name) == (ChannelChange.RENAMED, "growth-team")
    assert isinstance(moved, ChannelChanged)
    assert (moved.change, moved.channel, moved.new_id) == (ChannelChange.MOVED, "C1GROWTH", "C2GROWTH")


def test_we_were_invited_by_somebody_and_everybody_elses_coming_is_nothing_to_us() -> None:
    found = heard(event("member_joined_channel"))
    assert isinstance(found, ChannelChanged)
    assert (found.change, found.by) == (ChannelChange.JOINED, "U1ANA")
    assert heard(event("member_joined_channel", user="U2BEN")) is None
    assert heard(event("member_joined_channel", user="U2BEN", type="member_left_channel")) is None


def test_where_only_the_payload_tells_who_we_are_it_is_believed() -> None:
    assert isinstance(decode_event(event("member_joined_channel")), ChannelChanged)


def test_only_the_token_of_the_bot_is_ours() -> None:
    assert heard(event("tokens_revoked")) == Removed()
    assert heard(event("tokens_revoked", tokens={"oauth": ["U2BEN"], "bot": []})) is None
    assert heard(event("tokens_revoked", type="app_uninstalled")) == Removed()
