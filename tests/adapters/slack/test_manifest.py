"""The manifest: what Slack's own rules for manifests allow, and no more rights than are explained."""

import re
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.installing.manifest import EVENTS, THREAD_EVENTS, manifest
from adapters.slack.installing.scopes import BOT_SCOPES, NEEDED, THREAD_SCOPES, WHY, WHY_THREADS

URL = "https://okr.example.com"
GUIDE = Path(__file__).parents[3] / "docs" / "slack.md"

NEEDS = {
    "app_mention": "app_mentions:read",
    "channel_": "channels:read",
    "group_": "groups:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "subteam_": "usergroups:read",
    "user_change": "users:read",
}
"""Which scope an event comes with; the others come with none. Source: docs.slack.dev/reference/events."""


def made(**more: Any) -> dict[str, Any]:
    return manifest(URL, **more)


def test_texts_are_as_long_as_slack_allows() -> None:
    about = made()["display_information"]
    assert len(about["name"]) <= 35
    assert 1 <= len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4_000
    features = made()["features"]
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150
    (command,) = features["slash_commands"]
    assert command["command"] == "/okr" and command["should_escape"] is True
    assert len(command["description"]) <= 2_000 and len(command["usage_hint"]) <= 1_000


def test_everything_that_slack_sends_comes_to_one_address() -> None:
    settings, command = made()["settings"], made()["features"]["slash_commands"][0]
    addresses = {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        command["url"],
    }
    assert addresses == {f"{URL}/slack/events"}
    assert made()["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert settings["socket_mode_enabled"] is False


def test_a_slash_at_the_end_of_the_address_does_no_harm() -> None:
    assert manifest(f"{URL}/") == made()


def test_socket_mode_names_no_address_at_all() -> None:
    without = manifest("")
    assert without["settings"]["socket_mode_enabled"] is True
    assert "http" not in re.sub(r"https?://schema", "", str(without))


def test_every_scope_is_explained_in_the_guide() -> None:
    guide = GUIDE.read_text()
    for scope in [*WHY, *WHY_THREADS, "connections:write"]:
        assert f"`{scope}`" in guide, scope


def test_history_is_asked_for_only_where_it_was_chosen() -> None:
    assert set(made()["oauth_config"]["scopes"]["bot"]) == set(BOT_SCOPES)
    assert not set(THREAD_SCOPES) & set(BOT_SCOPES)
    chosen = made(thread_replies=True)
    assert set(chosen["oauth_config"]["scopes"]["bot"]) == {*BOT_SCOPES, *THREAD_SCOPES}
    assert set(THREAD_EVENTS) <= set(chosen["settings"]["event_subscriptions"]["bot_events"])
    assert not set(THREAD_EVENTS) & set(made()["settings"]["event_subscriptions"]["bot_events"])


@pytest.mark.parametrize("event", [*EVENTS, *THREAD_EVENTS])
def test_every_event_comes_with_a_scope_that_is_asked_for(event: str) -> None:
    needed = next((scope for start, scope in NEEDS.items() if event.startswith(start)), None)
    granted = made(thread_replies=event in THREAD_EVENTS)["oauth_config"]["scopes"]["bot"]
    assert needed is None or needed in granted


def test_what_is_needed_is_asked_for() -> None:
    assert set(BOT_SCOPES) >= NEEDED


def test_tokens_are_renewed_only_where_that_was_chosen() -> None:
    assert made()["settings"]["token_rotation_enabled"] is False
    assert made(rotation=True)["settings"]["token_rotation_enabled"] is True
    assert made(org=True)["settings"]["org_deploy_enabled"] is True
