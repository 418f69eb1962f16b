"""conversationUpdate and installationUpdate -> what they say of us, of people and of channels."""

from typing import Any

from adapters.teams.arriving.incoming import CHANNEL, PERSONAL, Incoming, Way
from adapters.teams.decoding.addresses import INSTALLED, address
from adapters.teams.decoding.told import Greeted, Heard, PeopleTold, Someone, TeamTold
from adapters.teams.decoding.values import (
    CLOSED_TYPES,
    Activity,
    activity_id,
    bot_of,
    channel_id,
    group_of,
    is_bot,
    kind_of,
    moment_of,
    place_of,
    sender,
    workspace,
)
from adapters.teams.identity import Identity
from adapters.teams.objects import parts, text, word
from adapters.teams.where import channel_place, id_in
from cadence.ports import Address
from cadence.requests import Person, ShortcutUsed
from cadence.tidings.kinds import ChannelChange, ChannelChanged, Reached

HELLO = "hello"
"""Asked for whoever has just put us into their personal chat: what we do, and what waits for them."""
OF_TEAMS = {
    "teamrenamed": None,
    "teamarchived": ChannelChange.ARCHIVED,
    "teamunarchived": ChannelChange.REOPENED,
    "teamrestored": ChannelChange.REOPENED,
    "teamdeleted": ChannelChange.DELETED,
    "teamharddeleted": ChannelChange.DELETED,
    "channelcreated": None,
    "channelshared": None,
    "channelunshared": None,
}
OF_CHANNELS = {
    "channelrenamed": ChannelChange.RENAMED,
    "channeldeleted": ChannelChange.DELETED,
    "channelrestored": ChannelChange.REOPENED,
}
OF_ONE_CHANNEL = ("channelmemberadded", "channelmemberremoved")
"""Who came or left did so in one channel alone; everywhere else in the whole team."""


def installation(activity: Activity) -> Heard | None:
    """We were put somewhere, or taken away. A newer version of us is nothing new."""
    action = activity.get("action")
    if action not in ("add", "remove"):
        return None
    is_here = action == "add"
    return _personal(activity, is_here=is_here) if kind_of(activity) == PERSONAL else _us(activity, is_here=is_here)


def update(activity: Activity, identity: Identity) -> Heard | None:
    """Somebody came or left, we ourselves maybe, or what is there is called something else."""
    event, kind = word(activity, "channelData", "eventType").lower(), kind_of(activity)
    if event in OF_TEAMS:
        return _team(activity, OF_TEAMS[event])
    if event in OF_CHANNELS:
        return _channel(activity, OF_CHANNELS[event])
    us = bot_of(activity, identity)
    added, removed = _ids(activity, "membersAdded"), _ids(activity, "membersRemoved")
    if kind == PERSONAL:
        return _personal(activity, is_here=not any(is_bot(one, us) for one in removed)) if added or removed else None
    if us in (*added, *removed):
        return _us(activity, is_here=us in added)
    if added or removed:
        return _people(activity, kind, event)
    return _topic(activity)


def _personal(activity: Activity, *, is_here: bool) -> Heard | None:
    where = address(activity)
    if where is None:
        return None
    who = id_in(where.place)
    reached = Reached(**_told(activity), who=who, is_reachable=is_here)
    if not is_here:
        return reached
    return Greeted(reached=reached, hello=_hello(activity, where, who) if activity.get("type") == INSTALLED else None)


def _hello(activity: Activity, where: Address, who: str) -> Incoming:
    told = sender(activity) if word(activity, "from", "aadObjectId").lower() == who else Person(id=who, is_guest=None)
    request = ShortcutUsed(
        workspace_id=where.workspace_id, who=told, request_id=activity_id(activity), shortcut=HELLO, **place_of(where)
    )
    user = where.details.get("user", "")
    return Incoming(request=request, way=Way.TYPED, address=where, user=user, locale=word(activity, "locale"))


def _us(activity: Activity, *, is_here: bool) -> Heard | None:
    """We were put into a channel's team or a group chat, or taken out of it."""
    by = word(activity, "from", "aadObjectId").lower() if is_here else ""
    change = ChannelChange.JOINED if is_here else ChannelChange.LEFT
    if kind_of(activity) == CHANNEL:
        channel = _where(activity).details["conversation"] if is_here else ""
        return TeamTold(**_told(activity), group=text(group_of(activity)), change=change, channel=channel, by=by)
    where = _where(activity)
    return ChannelChanged(
        **_told(activity),
        channel=where.details["conversation"],
        change=change,
        name=where.details.get("name", ""),
        is_private=True,
        by=by,
    )


def _team(activity: Activity, change: ChannelChange | None) -> TeamTold:
    name = word(activity, "channelData", "team", "name")
    return TeamTold(**_told(activity), group=text(group_of(activity)), change=change, name=name)


def _channel(activity: Activity, change: ChannelChange) -> ChannelChanged:
    channel, kind = activity["channelData"]["channel"], word(activity, "channelData", "channel", "type").lower()
    return ChannelChanged(
        **_told(activity),
        channel=text(channel["id"]),
        change=change,
        name=word(channel, "name"),
        is_private=kind in CLOSED_TYPES if kind else None,
    )


def _people(activity: Activity, kind: str, event: str) -> PeopleTold:
    """Of both lists, those who left matter more."""
    gone = parts(activity, "membersRemoved")
    people = [
        Someone(word(one, "id"), word(one, "aadObjectId").lower()) for one in gone or parts(activity, "membersAdded")
    ]
    is_of_team = kind == CHANNEL and event not in OF_ONE_CHANNEL
    return PeopleTold(
        **_told(activity),
        people=tuple(one for one in people if one.user or one.aad),
        are_gone=bool(gone),
        group=text(group_of(activity)) if is_of_team else "",
        place="" if is_of_team else channel_place(_channel_of(activity)),
    )


def _channel_of(activity: Activity) -> str:
    return word(activity, "channelData", "channel", "id") or channel_id(activity)


def _topic(activity: Activity) -> ChannelChanged | None:
    """A group chat is called something else."""
    name = word(activity, "topicName")
    if not name:
        return None
    return ChannelChanged(
        **_told(activity), channel=channel_id(activity), change=ChannelChange.RENAMED, name=name, is_private=True
    )


def _where(activity: Activity) -> Address:
    where = address(activity)
    if where is None:
        raise TypeError("from no conversation")
    return where


def _ids(activity: Activity, name: str) -> tuple[str, ...]:
    return tuple(word(one, "id") for one in parts(activity, name))


def _told(activity: Activity) -> dict[str, Any]:
    return {"workspace_id": workspace(activity), "news_id": activity_id(activity), "at": moment_of(activity)}
