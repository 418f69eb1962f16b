"""Which bot scopes a method or an event needs (docs.slack.dev/reference/scopes). Pure."""

CHAT, USERS, PROFILE, GROUPS = "chat:write", "users:read", "users.profile:read", "usergroups:read"

DEFAULT = frozenset(
    {
        "app_mentions:read",
        "channels:read",
        CHAT,
        "commands",
        "groups:read",
        "im:history",
        "im:write",
        GROUPS,
        PROFILE,
        USERS,
    }
)
"""What an ordinary installation was granted."""
HISTORY = frozenset({"channels:history", "groups:history"})
"""What an administrator may choose on top."""

BY_CHANNEL = {"conversations.info": "read", "conversations.members": "read"} | dict.fromkeys(
    ("conversations.history", "conversations.replies"), "history"
)
"""Methods whose scope depends on the kind of channel: `channels:read`, `groups:history` ..."""
OF_KIND = {"channel": "channels", "group": "groups", "im": "im"}

OF_METHOD = {
    "chat.postMessage": CHAT,
    "chat.postEphemeral": CHAT,
    "chat.update": CHAT,
    "chat.delete": CHAT,
    "conversations.open": "im:write",
    "conversations.join": "channels:join",
    "conversations.list": "channels:read",
    "users.conversations": "channels:read",
    "users.info": USERS,
    "users.list": USERS,
    "bots.info": USERS,
    "users.profile.get": PROFILE,
    "team.profile.get": PROFILE,
    "team.info": "team:read",
    "usergroups.list": GROUPS,
    "usergroups.users.list": GROUPS,
    "reactions.add": "reactions:write",
}

OF_EVENT = {
    "app_mention": "app_mentions:read",
    "message.channel": "channels:history",
    "message.group": "groups:history",
    "message.im": "im:history",
    "user_change": USERS,
    "subteam_created": GROUPS,
    "subteam_updated": GROUPS,
    "subteam_members_changed": GROUPS,
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_deleted": "groups:read",
    "group_rename": "groups:read",
    "group_left": "groups:read",
    "member_joined_channel.channel": "channels:read",
    "member_joined_channel.group": "groups:read",
}


def scope_of(method: str, channel_kind: str = "channel") -> str:
    """The scope that this call needs; empty where it needs none."""
    if method in BY_CHANNEL:
        return f"{OF_KIND[channel_kind]}:{BY_CHANNEL[method]}"
    return OF_METHOD.get(method, "")
