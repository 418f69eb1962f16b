"""How the conversation of an activity is reached, as far as the activity itself shows that.

An event about a whole team names the team where others name their conversation: it shows no address at all.
"""

from adapters.teams.arriving.incoming import CHANNEL, GROUP_CHAT, PERSONAL
from adapters.teams.decoding.values import Activity, channel_id, group_of, is_bot, kind_of, person_id, workspace
from adapters.teams.objects import parts, text, word
from adapters.teams.refs import channel_of
from adapters.teams.where import TENANT_PLACE, channel_place, member_place
from cadence.ports import Address

INSTALLED, UPDATED = "installationUpdate", "conversationUpdate"


def tenant_address(activity: Activity) -> Address:
    """Where conversations of this tenant are begun. Raises as odd activities do."""
    details = {"service_url": text(activity["serviceUrl"]), "bot": word(activity, "recipient", "id")}
    return Address(workspace_id=workspace(activity), place=TENANT_PLACE, details=details)


def address(activity: Activity) -> Address | None:
    """None where none is shown. Raises as odd activities do."""
    kind = kind_of(activity)
    if kind == PERSONAL:
        return _personal(activity)
    if kind == CHANNEL and activity.get("type") == UPDATED and not _adds_us(activity):
        return None
    channel = _channel(activity) if kind == CHANNEL else channel_id(activity)
    return Address(
        workspace_id=workspace(activity),
        place=channel_place(channel),
        group=group_of(activity) if kind == CHANNEL else "",
        details=_details(activity, kind, channel),
        is_open=not _removes_us(activity),
    )


def _personal(activity: Activity) -> Address | None:
    """Events may be sent by whoever installed us for somebody: the member that they tell of is whose chat it is."""
    members = [one for one in _members(activity) if not _is_us(activity, word(one, "id"))]
    owner = members[0] if len(members) == 1 else activity.get("from")
    user, aad = (word(owner, "id"), owner.get("aadObjectId")) if isinstance(owner, dict) else ("", None)
    if not aad or _is_us(activity, user):
        return None
    return Address(
        workspace_id=workspace(activity),
        place=member_place(person_id(aad)),
        details=_details(activity, PERSONAL, channel_id(activity)) | {"user": user},
        is_open=not _removes_us(activity),
    )


def _channel(activity: Activity) -> str:
    """The channel itself. What we are installed to says so in its settings."""
    is_event = activity.get("type") in (INSTALLED, UPDATED)
    selected = word(activity, "channelData", "settings", "selectedChannel", "id") if is_event else ""
    return channel_of(selected) or channel_id(activity)


def _details(activity: Activity, kind: str, conversation: str) -> dict[str, str]:
    told = {
        "service_url": text(activity["serviceUrl"]),
        "conversation": conversation,
        "bot": word(activity, "recipient", "id"),
        "kind": kind,
        "name": _name(activity, kind),
        "team_name": word(activity, "channelData", "team", "name"),
        "team_guid": word(activity, "channelData", "team", "aadGroupId"),
        "channel_type": word(activity, "channelData", "channel", "type").lower(),
    }
    return {name: value for name, value in told.items() if value}


def _name(activity: Activity, kind: str) -> str:
    if kind == GROUP_CHAT:
        return word(activity, "topicName") or word(activity, "conversation", "name")
    is_installed = activity.get("type") == INSTALLED
    told = word(activity, "channelData", "channel", "name")
    return told or (word(activity, "conversation", "name") if is_installed or _adds_us(activity) else "")


def _members(activity: Activity) -> list[dict[str, str]]:
    added, removed = parts(activity, "membersAdded"), parts(activity, "membersRemoved")
    return [dict(one) for one in (*added, *removed)]


def _adds_us(activity: Activity) -> bool:
    return any(_is_us(activity, word(one, "id")) for one in parts(activity, "membersAdded"))


def _removes_us(activity: Activity) -> bool:
    is_removed = activity.get("type") == INSTALLED and activity.get("action") == "remove"
    return is_removed or any(_is_us(activity, word(one, "id")) for one in parts(activity, "membersRemoved"))


def _is_us(activity: Activity, user: str) -> bool:
    return is_bot(user, word(activity, "recipient", "id"))
