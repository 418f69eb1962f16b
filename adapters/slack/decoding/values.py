"""What several kinds of payload share: where one comes from, who sent it, and Slack's way to write text."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from adapters.slack.arriving.incoming import Home
from adapters.slack.mrkdwn import FORMATTED
from adapters.slack.showing.metadata import ModalState
from cadence.requests import Person

Payload = Mapping[str, Any]

ODD = (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError)
"""What reading a payload in an unknown shape raises."""

LATEST = 10**11
"""Seconds since 1970: whatever is beyond is no moment."""
EXACT = re.compile(r"(\d{1,11})\.(\d{1,6})", re.ASCII)
SLACKBOT = "USLACKBOT"
PERSONAL, PRIVATE, GROUP = "directmessage", "privategroup", "mpdm-"
MENTION = re.compile(r"<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>")
LINK = re.compile(r"<(?P<url>(?:https?|mailto|tel):[^|>]+)(?:\|(?P<label>[^>]*))?>")
SPECIAL = re.compile(r"<!(?P<name>[a-z]+)[^|>]*(?:\|(?P<label>[^>]*))?>")
CODE = re.compile(r"`([^`\n]+)`")
QUOTE = re.compile(r"^(?:&gt;)+ ?", re.MULTILINE)
CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^>]*)>")


def text(value: Any) -> str:
    """The value, if it is text and not empty. Raises TypeError."""
    if not isinstance(value, str) or not value:
        raise TypeError("not a text")
    return value


def maybe(value: Any) -> str:
    """The same, or empty where there is nothing. Raises TypeError for what is no text."""
    return text(value) if value else ""


def moment(told: Any) -> datetime | None:
    """A `ts` of Slack's, exact to the microsecond; None where it is none."""
    found = EXACT.fullmatch(told) if isinstance(told, str) else None
    return moment_at(int(found[1]), int(found[2].ljust(6, "0"))) if found else None


def moment_at(second: int, microsecond: int = 0) -> datetime | None:
    """second: since 1970; None where that is no moment."""
    if not 0 < second < LATEST:
        return None
    return datetime.fromtimestamp(second, UTC) + timedelta(microseconds=microsecond)


def answer_url(body: Payload) -> str:
    """Where Slack takes answers to this; empty where it names no host that can be looked up: there are other ways to
    tell somebody. Raises TypeError for what is no text."""
    url = maybe(body.get("response_url"))
    try:
        (urlsplit(url).hostname or "").encode("idna")
    except ValueError:
        return ""
    return url


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
    return Person(id=text(user["id"]), name=maybe(user.get("username") or user.get("name")), is_guest=None)


def origin_of(told_channel: Any, told_name: Any) -> tuple[ModalState, bool]:
    """Where it was, and whether that was told. A personal chat has no channel; private ones are shown without name.

    What has no name at all counts as private, too. Raises TypeError for what is no text.
    """
    channel, name = maybe(told_channel), maybe(told_name)
    if not channel or name == PERSONAL or channel.startswith("D"):
        return ModalState(), True
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
    """`<@U1|ben>` becomes `<@U1>`, `<#C1|growth>` `#growth`, a link its words; then the three that Slack escapes."""
    text = SPECIAL.sub(_special, LINK.sub(_link, CHANNEL.sub(r"#\1", MENTION.sub(r"<@\1>", text))))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def without_looks(text: str) -> str:
    """The words of a message without what only says how they look: bold, italic, struck, code, quoted."""
    bare = QUOTE.sub("", text.replace("```", ""))
    return CODE.sub(r"\1", FORMATTED.sub(r"\2", bare))


def _link(found: re.Match[str]) -> str:
    """`<https://x.example|see>` as `see (https://x.example)`; the address alone where the label is it, too."""
    url, label = found["url"], found["label"] or ""
    if not label or label in url:
        return label if label and label != url else url
    return f"{label} ({url})"


def _special(found: re.Match[str]) -> str:
    """`<!subteam^S1|@growth>` and dates by their label, `<!channel>` as `@channel`: only text from here on."""
    return found["label"] or f"@{found['name']}"
