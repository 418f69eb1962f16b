"""What is kept of an activity before it is acknowledged, and under which name."""

from typing import Any

from adapters.teams.decoding.addresses import INSTALLED, UPDATED
from adapters.teams.decoding.submits import is_ours
from adapters.teams.decoding.values import Activity

MESSAGE = "message"
EVENTS = (INSTALLED, UPDATED)
KEPT = (
    "type",
    "id",
    "timestamp",
    "localTimezone",
    "serviceUrl",
    "channelId",
    "from",
    "conversation",
    "recipient",
    "text",
    "textFormat",
    "locale",
    "entities",
    "channelData",
    "action",
    "membersAdded",
    "membersRemoved",
    "topicName",
)


def is_event(activity: Activity) -> bool:
    """Whether it tells of something without anybody's words."""
    return activity.get("type") in EVENTS


def is_kept(activity: Activity) -> bool:
    """Whether it goes through the inbox. What a card sends is handled at once, while its sender waits."""
    return is_event(activity) or (activity.get("type") == MESSAGE and not is_ours(activity.get("value")))


def essence(activity: Activity) -> dict[str, Any]:
    """What has to be kept to decode it later: no pictures, files or quotes."""
    return {name: activity[name] for name in KEPT if name in activity}
