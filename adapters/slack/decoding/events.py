"""event_callback -> what it says. Knows which events we listen to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.slack.arriving.incoming import Garbled, Home, Incoming
from adapters.slack.decoding import messages, news
from adapters.slack.decoding.news import Wrapped
from adapters.slack.decoding.told import Heard
from adapters.slack.decoding.values import ODD, Payload, moment, moment_at, text

WRAPPER = (
    "type",
    "event_id",
    "event_time",
    "team_id",
    "enterprise_id",
    "context_team_id",
    "api_app_id",
    "authorizations",
)
BULKY = {"blocks", "files", "attachments", "view", "root"}
MESSAGES = ("message", "previous_message")
"""Of a change: as it stands now, and as it stood."""
NAMES = ("display_name", "real_name")
READERS: dict[str, Callable[[Wrapped], Heard | None]] = {
    "app_home_opened": messages.home_opened,
    "app_mention": messages.mention,
    "message": messages.message,
    "user_change": news.person,
    "user_profile_changed": news.person,
    "subteam_created": news.group,
    "subteam_updated": news.group,
    "subteam_members_changed": news.group_members,
    "channel_rename": news.channel_named,
    "group_rename": news.channel_named,
    "channel_id_changed": news.channel_moved,
    "member_joined_channel": news.joined,
    "member_left_channel": news.left,
    "app_uninstalled": news.uninstalled,
    "tokens_revoked": news.revoked,
    **dict.fromkeys(news.CHANGES, news.channel),
}


def event_id(body: Payload) -> str:
    """The same at every delivery. Raises Garbled."""
    try:
        return text(body["event_id"])
    except ODD:
        raise Garbled from None


def event_kind(body: Payload) -> str:
    """Slack's name of the event; empty for one that we do not listen to."""
    event = body.get("event")
    kind = event.get("type") if isinstance(event, dict) else None
    return kind if isinstance(kind, str) and kind in READERS else ""


def home_of_event(body: Payload) -> Home:
    """Where we are installed; `team_id` may be that of the sender in a shared channel. Raises Garbled."""
    try:
        ours = _authorization(body)
        return Home(
            team=str(ours.get("team_id") or body.get("context_team_id") or body.get("team_id") or ""),
            enterprise=str(ours.get("enterprise_id") or body.get("enterprise_id") or ""),
            app=str(body.get("api_app_id") or ""),
        )
    except ODD:
        raise Garbled from None


def event_at(body: Payload) -> datetime | None:
    """When it happened, by Slack's clock: to the microsecond where it is told so; None where nothing is."""
    event, second = body.get("event"), body.get("event_time")
    exact = moment(event.get("event_ts")) if isinstance(event, dict) else None
    return exact or (moment_at(second) if isinstance(second, int) else None)


def essence(body: Payload) -> Payload:
    """What has to be kept to decode the event later: no addresses, telephone numbers, files or layouts."""
    event = _slim(body["event"])
    for name in MESSAGES:
        if isinstance(event.get(name), dict):
            event[name] = _slim(event[name])
    user = event.get("user")
    if isinstance(user, dict):
        profile = user.get("profile")
        names = {name: profile.get(name) for name in NAMES} if isinstance(profile, dict) else {}
        event["user"] = {**user, "profile": names}
    return {**{name: body[name] for name in WRAPPER if name in body}, "event": event}


def _slim(told: Payload) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in BULKY}


def decode_event(body: Payload, workspace_id: str = "", bot_user: str = "") -> Heard | None:
    """What the event says; None where that is nothing to us. Raises Garbled.

    bot_user: who we are there; empty where only the payload tells.
    """
    kind = event_kind(body)
    if not kind:
        return None
    try:
        us = bot_user or str(_authorization(body).get("user_id") or "")
        heard = READERS[kind](Wrapped(body["event"], event_id(body), workspace_id, us, event_at(body)))
        return _from(heard, body) if isinstance(heard, Incoming) else heard
    except ODD:
        raise Garbled from None


def _from(incoming: Incoming, body: Payload) -> Incoming:
    event = body["event"]
    team = event.get("user_team") or event.get("source_team") or event.get("team")
    return replace(incoming, home=home_of_event(body), sender_team=str(team or ""))


def _authorization(body: Payload) -> Payload:
    """The installation that an event is delivered for: at most one is told."""
    told = body.get("authorizations") or [{}]
    found: Payload = told[0]
    return found if found.get("is_bot", True) else {}
