"""What several kinds of payload share: where one comes from, who sent it, and Slack's way to write text."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack.incoming import Home
from adapters.slack.metadata import ModalState
from cadence.requests import Person

Payload = Mapping[str, Any]

ODD = (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError)
"""What reading a payload in an unknown shape raises."""

SLACKBOT = "USLACKBOT"
PERSONAL, PRIVATE, GROUP = "directmessage", "privategroup", "mpdm-"
MENTION = re.compile(r"<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>")
CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^>]*)>")


def home_of(body: Payload) -> Home:
    """A modal says itself where the app is installed: its `team` may be that of a guest."""
    view = body.get("view") or {}
    team, enterprise = body.get("team") or {}, body.get("enterprise") or {}
    return Home(
        team=str(view.get("app_installed_team_id") or team.get("id") or body.get("team_id") or ""),
        enterprise=str(enterprise.get("id") or body.get("enterprise_id") or ""),
        app=str(body.get("api_app_id") or ""),
    )


def sender_team(body: Payload) -> str:
    """The workspace that the sender belongs to; empty where nobody tells."""
    return str((body.get("user") or {}).get("team_id") or "")


def sender(body: Payload) -> Person:
    """Who clicked."""
    user = body["user"]
    return Person(id=user["id"], name=user.get("username") or user.get("name") or "", is_guest=None)


def origin_of(channel: str | None, name: str | None) -> tuple[ModalState, bool]:
    """Where it was, and whether that was told. A personal chat has no channel; private ones are shown without name.

    What has no name at all counts as private, too.
    """
    if not channel or name == PERSONAL or channel.startswith("D"):
        return ModalState(), True
    name = name or ""
    is_nameless = name == PRIVATE or name.startswith(GROUP)
    is_private = is_nameless or not name or channel.startswith("G")
    state = ModalState(channel=channel, channel_name="" if is_nameless else name, channel_is_private=is_private)
    return state, bool(name) or channel.startswith("G")


def place(origin: ModalState) -> dict[str, Any]:
    """The fields of a Request that say where it was."""
    return {
        "channel": origin.channel,
        "channel_name": origin.channel_name,
        "channel_is_private": origin.channel_is_private,
    }


def named_in(text: str) -> tuple[str, ...]:
    """Whom a text as Slack wrote it mentions, each once."""
    return tuple(dict.fromkeys(MENTION.findall(text)))


def unescape(text: str) -> str:
    """`<@U1|ben>` becomes `<@U1>`, `<#C1|growth>` becomes `#growth`; then the three that Slack escapes."""
    text = CHANNEL.sub(r"#\1", MENTION.sub(r"<@\1>", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
