"""What several kinds of activity share: where one comes from, who sent it, and which moment it tells."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from adapters.teams.arriving.incoming import CHANNEL, GROUP_CHAT, PERSONAL
from adapters.teams.identity import BOT, Identity, workspace_of
from adapters.teams.objects import part, parts, text, word
from adapters.teams.refs import BAR, channel_of
from cadence.form_room import FormRoom
from cadence.ports import Address
from cadence.requests import Person

Activity = Mapping[str, Any]

ODD = (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError)
"""What reading an activity in an unknown shape raises."""
UPDATE, DELETE = "messageUpdate", "messageDelete"
CHANGES = (UPDATE, DELETE)
"""What is told of a message that was there before, under its own id."""
KINDS = (PERSONAL, GROUP_CHAT, CHANNEL)
FORM_ROOM = FormRoom(letters=28_000)
"""Of the 40,000 letters that Teams takes; the rest is for buttons, and for the form that travels in them."""
CLOSED_TYPES = ("private", "shared")
IN_A_CHAT = "19:"
"""What begins the id of every conversation but a personal one."""


def tenant_of(activity: Activity) -> str:
    """In lower case. Raises TypeError where none is told, or two that differ."""
    told = {word(activity, "channelData", "tenant", "id").lower(), word(activity, "conversation", "tenantId").lower()}
    told.discard("")
    if len(told) != 1:
        raise TypeError("not exactly one tenant")
    return told.pop()


def workspace(activity: Activity) -> str:
    """Our id of the workspace. Raises TypeError."""
    return workspace_of(tenant_of(activity))


def conversation(activity: Activity) -> str:
    """Its id, with the thread. Raises as odd activities do."""
    return text(activity["conversation"]["id"])


def activity_id(activity: Activity) -> str:
    """The same at every delivery, and for no other activity. Raises as odd activities do."""
    change = f"{BAR}{text(activity['timestamp'])}" if activity.get("type") in CHANGES else ""
    return f"{message_id(activity)}{change}"


def message_id(activity: Activity) -> str:
    """Of the message that it is, or that it tells a change of. Raises as odd activities do."""
    return f"{conversation(activity)}{BAR}{text(activity['id'])}"


def kind_of(activity: Activity) -> str:
    """personal, groupChat or channel, as it says itself, or else as its ids look."""
    told = word(activity, "conversation", "conversationType")
    if told in KINDS:
        return told
    if word(activity, "channelData", "team", "id"):
        return CHANNEL
    is_group = part(activity, "conversation").get("isGroup") is True
    return GROUP_CHAT if is_group or conversation(activity).startswith(IN_A_CHAT) else PERSONAL


def group_of(activity: Activity) -> str:
    """The id of the team of channels; empty where it is none's."""
    return word(activity, "channelData", "team", "id") or word(activity, "channelData", "teamsTeamId")


def channel_id(activity: Activity) -> str:
    """The id of the channel or chat itself. Raises as odd activities do."""
    return channel_of(conversation(activity))


def bot_of(activity: Activity, identity: Identity) -> str:
    """What we are called in this activity."""
    return identity.bot_id or word(activity, "recipient", "id")


def is_bot(user: str, us: str = "") -> bool:
    """Whether it is us, or another bot."""
    return user.startswith(BOT) or (bool(us) and user == us)


def sender(activity: Activity) -> Person:
    """Who sent it, as far as it says so. Raises TypeError for somebody without an id in their tenant."""
    told = part(activity, "from")
    return Person(id=person_id(told.get("aadObjectId")), name=word(told, "name"), zone=zone_of(activity), is_guest=None)


def person_id(aad: Any) -> str:
    """The platform's id of a person. UUIDs, however they are written. Raises TypeError."""
    return text(aad).lower()


def zone_of(activity: Activity) -> str:
    """The time zone of the sender's client; empty where it tells none that is known."""
    clients = [one for one in parts(activity, "entities") if one.get("type") == "clientInfo"]
    told = [word(one, "timezone") for one in clients] + [word(activity, "localTimezone")]
    return next((zone for zone in told if zone in _zones()), "")


def moment_of(activity: Activity) -> datetime | None:
    """When it happened, by Teams' clock."""
    try:
        told = datetime.fromisoformat(word(activity, "timestamp"))
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def place_of(address: Address) -> dict[str, Any]:
    """The fields of a Request that say where it was."""
    kind = address.details.get("kind")
    if kind == PERSONAL:
        return {"has_home": False, "form_room": FORM_ROOM}
    is_chat = kind == GROUP_CHAT
    return {
        "has_home": False,
        "form_room": FORM_ROOM,
        "channel": address.details.get("conversation"),
        "channel_name": address.details.get("name", ""),
        "channel_is_private": is_chat or address.details.get("channel_type") in CLOSED_TYPES,
        "channel_has_threads": not is_chat,
        "channel_is_closed": address.details.get("channel_type") in CLOSED_TYPES,
        "channel_has_bot": True,
    }


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
