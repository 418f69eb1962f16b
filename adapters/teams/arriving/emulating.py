"""What an emulator leaves out of its activities, put in. Knows nothing else of them."""

from typing import Any

TENANT = "00000000-0000-0000-0000-0000000000e0"
"""Of an emulator that tells none."""


def with_tenant(activity: dict[str, Any]) -> dict[str, Any]:
    """The same; where neither place names a tenant, both name the emulator's."""
    channel_data, conversation = _part(activity, "channelData"), _part(activity, "conversation")
    if _part(channel_data, "tenant").get("id") or conversation.get("tenantId"):
        return activity
    return {
        **activity,
        "conversation": {**conversation, "tenantId": TENANT},
        "channelData": {**channel_data, "tenant": {"id": TENANT}},
    }


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
