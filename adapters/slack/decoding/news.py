"""Events about people, groups and channels -> news. Each function takes one event."""

from dataclasses import dataclass
from datetime import datetime

from adapters.slack.decoding.told import PersonTold, Removed
from adapters.slack.decoding.values import Payload, text
from cadence.news import ChannelChange, ChannelChanged, GroupsChanged, GroupSeen


@dataclass(frozen=True)
class Wrapped:
    """An event with what stood around it. bot_user: who we are there. at: when it happened, by Slack's clock."""

    event: Payload
    id: str
    workspace_id: str
    bot_user: str
    at: datetime | None = None

    def word(self, name: str) -> str:
        """A field that has to be there, as text. Raises TypeError."""
        return text(self.event[name])


def person(told: Wrapped) -> PersonTold:
    """user_change and its narrower twins."""
    user = told.event["user"]
    text(user["id"])
    return PersonTold(dict(user), told.at)


def group(told: Wrapped) -> GroupsChanged:
    """subteam_created and subteam_updated: the group itself, mostly with its members."""
    return _groups(told, group_seen(told.event["subteam"]))


def group_members(told: Wrapped) -> GroupsChanged:
    """subteam_members_changed tells only which group it was: name and members are to be asked for."""
    return _groups(told, GroupSeen(id=told.word("subteam_id"), handle="", name=""))


def group_seen(subteam: Payload) -> GroupSeen:
    """One user group as Slack writes it, in events and in usergroups.list. Raises as odd payloads do."""
    users = subteam.get("users")
    return GroupSeen(
        id=text(subteam["id"]),
        handle=text(subteam["handle"]),
        name=str(subteam.get("name") or subteam["handle"]),
        people=tuple(text(user) for user in users) if isinstance(users, list) else None,
        is_active=not subteam.get("date_delete"),
    )


def channel(told: Wrapped) -> ChannelChanged:
    """A channel was archived, opened again, deleted, or we were taken out of it."""
    return _channel(told, told.word("channel"), CHANGES[told.word("type")])


def channel_named(told: Wrapped) -> ChannelChanged:
    """channel_rename and group_rename."""
    named = told.event["channel"]
    return _channel(told, text(named["id"]), ChannelChange.RENAMED, name=text(named["name"]))


def channel_moved(told: Wrapped) -> ChannelChanged:
    """The same channel has another id now."""
    return _channel(told, told.word("old_channel_id"), ChannelChange.MOVED, new_id=told.word("new_channel_id"))


def joined(told: Wrapped) -> ChannelChanged | None:
    """We were invited. Everybody else's coming and going is nothing to us."""
    if told.event["user"] != told.bot_user:
        return None
    inviter = told.event.get("inviter")
    return _channel(told, told.word("channel"), ChannelChange.JOINED, by=inviter if isinstance(inviter, str) else "")


def left(told: Wrapped) -> ChannelChanged | None:
    """We were taken out, as some workspaces tell it."""
    return _channel(told, told.word("channel"), ChannelChange.LEFT) if told.event["user"] == told.bot_user else None


def uninstalled(_: Wrapped) -> Removed:
    """The app was taken out of the workspace."""
    return Removed()


def revoked(told: Wrapped) -> Removed | None:
    """Tokens were revoked; only the bot's is ours."""
    return Removed() if (told.event["tokens"] or {}).get("bot") else None


CHANGES = {
    "channel_archive": ChannelChange.ARCHIVED,
    "channel_unarchive": ChannelChange.REOPENED,
    "channel_deleted": ChannelChange.DELETED,
    "channel_left": ChannelChange.LEFT,
    "group_archive": ChannelChange.ARCHIVED,
    "group_unarchive": ChannelChange.REOPENED,
    "group_deleted": ChannelChange.DELETED,
    "group_left": ChannelChange.LEFT,
}


def _groups(told: Wrapped, seen: GroupSeen) -> GroupsChanged:
    return GroupsChanged(workspace_id=told.workspace_id, news_id=told.id, at=told.at, groups=(seen,))


def _channel(
    told: Wrapped, channel_id: str, change: ChannelChange, *, name: str = "", new_id: str = "", by: str = ""
) -> ChannelChanged:
    is_private = True if told.word("type").startswith("group_") else None
    return ChannelChanged(
        workspace_id=told.workspace_id,
        news_id=told.id,
        at=told.at,
        channel=channel_id,
        change=change,
        name=name,
        is_private=is_private,
        new_id=new_id,
        by=by,
    )
