"""The app's manifest, as Slack takes it when an app is created. Knows what we listen to; makes no call.

Source: docs.slack.dev/reference/app-manifest.
"""

from typing import Any

from adapters.slack.installing.scopes import BOT_SCOPES, THREAD_SCOPES

Json = dict[str, Any]

EVENTS_PATH, REDIRECT_PATH = "/slack/events", "/slack/oauth_redirect"

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "message.im",
    "subteam_created",
    "subteam_members_changed",
    "subteam_updated",
    "tokens_revoked",
    "user_change",
)
THREAD_EVENTS = ("message.channels", "message.groups")

SHORTCUTS: tuple[Json, ...] = (
    {
        "name": "Check in",
        "type": "global",
        "callback_id": "shortcut.checkin",
        "description": "Your team's weekly check-in, in about a minute",
    },
    {
        "name": "Record a decision",
        "type": "message",
        "callback_id": "shortcut.decision",
        "description": "Turns this message into a question that somebody decides by a date",
    },
    {
        "name": "Record a blocker",
        "type": "message",
        "callback_id": "shortcut.blocker",
        "description": "Notes what holds a key result back, with a link to this message",
    },
)

ABOUT = (
    "Drumbeat keeps a team's weekly OKR check-in alive inside the channel that the team already has. Once a week it "
    "asks four short questions: what moved, what is off track, what needs a decision, and what stops or shifts. It "
    "takes about a minute, and ends in a summary with decisions, owners and dates that serves as the agenda of your "
    "meeting. What a team cannot settle reaches, privately and with notice, the person who can. Nobody is ranked or "
    "scored."
)


def manifest(url: str, *, thread_replies: bool = False, rotation: bool = False, org: bool = False) -> Json:
    """The manifest as JSON values.

    url: where Slack reaches us, without a path; empty for Socket Mode, which needs no address. thread_replies: replies
    in our threads need no mention. rotation: tokens last 12 hours and are renewed (only together with the install
    page). org: may be installed to a whole Enterprise organisation.
    """
    address = url.rstrip("/")
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Drumbeat",
            "description": "Keeps the weekly OKR check-in alive in your team's channel.",
            "long_description": ABOUT,
            "background_color": "#1f3a5f",
        },
        "features": _features(address),
        "oauth_config": _oauth(address, thread_replies),
        "settings": _settings(address, thread_replies)
        | {"token_rotation_enabled": rotation, "org_deploy_enabled": org},
    }


def _features(address: str) -> Json:
    command = {
        "command": "/okr",
        "description": "Your team's OKRs: board, updates, check-in",
        "usage_hint": "help | update 2.1 45% conf 6 why | checkin | mine",
        "should_escape": True,
    }
    return {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "Drumbeat", "always_online": True},
        "shortcuts": [dict(shortcut) for shortcut in SHORTCUTS],
        "slash_commands": [command | ({"url": address + EVENTS_PATH} if address else {})],
    }


def _oauth(address: str, thread_replies: bool) -> Json:
    scopes = [*BOT_SCOPES, *(THREAD_SCOPES if thread_replies else ())]
    redirect = {"redirect_urls": [address + REDIRECT_PATH]} if address else {}
    return {**redirect, "scopes": {"bot": sorted(scopes)}}


def _settings(address: str, thread_replies: bool) -> Json:
    events = [*EVENTS, *(THREAD_EVENTS if thread_replies else ())]
    request_url = {"request_url": address + EVENTS_PATH} if address else {}
    return {
        "event_subscriptions": {**request_url, "bot_events": sorted(events)},
        "interactivity": {"is_enabled": True, **request_url},
        "socket_mode_enabled": not address,
    }
