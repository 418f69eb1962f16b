"""What an emulator leaves out of its activities, put in. Knows nothing else of them."""

from adapters.teams.objects import Json, part

TENANT = "00000000-0000-0000-0000-0000000000e0"
"""Of an emulator that tells none."""


def with_tenant(activity: Json) -> Json:
    """The same; where neither place names a tenant, both name the emulator's."""
    channel_data, conversation = part(activity, "channelData"), part(activity, "conversation")
    if part(channel_data, "tenant").get("id") or conversation.get("tenantId"):
        return activity
    return {
        **activity,
        "conversation": {**conversation, "tenantId": TENANT},
        "channelData": {**channel_data, "tenant": {"id": TENANT}},
    }
