"""conversations.*: opening, asking about, and reading channels."""

from tests.fakes.slack.state import ApiError, Channel, Json, Message
from tests.fakes.slack.workspace import Workspace


def _open(at: Workspace, args: Json) -> Json:
    user = at.users.get(args.get("users", ""))
    if user is None:
        raise ApiError("user_not_found")
    if user.deleted:
        raise ApiError("user_disabled")
    return {"channel": {"id": at.direct(user.id).id}}


def _info(at: Workspace, args: Json) -> Json:
    return {"channel": _shown(at.need_known(args["channel"]))}


def _shown(channel: Channel) -> Json:
    if channel.with_user:
        return {"id": channel.id, "is_im": True, "user": channel.with_user, "is_open": True}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": channel.has_bot,
    }


def _list(at: Workspace, args: Json) -> Json:
    kinds = str(args.get("types") or "public_channel").split(",")
    wanted = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    shown = [c for c in at.channels.values() if wanted[c.kind] in kinds and (c.has_bot or not c.is_private)]
    return {"channels": [_shown(channel) for channel in shown], "response_metadata": {"next_cursor": ""}}


def _joined(at: Workspace, args: Json) -> Json:
    listed = _list(at, args)
    return {**listed, "channels": [channel for channel in listed["channels"] if channel.get("is_member", True)]}


def _members(at: Workspace, args: Json) -> Json:
    channel = at.need_known(args["channel"])
    people = [user.id for user in at.users.values() if not user.deleted]
    return {"members": [*people, *([at.bot_user] if channel.has_bot else [])], "response_metadata": {"next_cursor": ""}}


def _history(at: Workspace, args: Json) -> Json:
    """Newest first, as Slack has it."""
    channel = at.need_channel(args["channel"])
    found = [m for m in at.messages if (m.channel, m.thread_ts, m.only_for) == (channel.id, None, None)]
    return _page(at, found[::-1], args)


def _replies(at: Workspace, args: Json) -> Json:
    """The thread's first message, then its replies, oldest first."""
    channel, ts = at.need_channel(args["channel"]), args["ts"]
    found = [m for m in at.messages if m.channel == channel.id and ts in (m.ts, m.thread_ts) and m.only_for is None]
    if not any(message.ts == ts for message in found):
        raise ApiError("thread_not_found")
    return _page(at, found, args)


def _page(at: Workspace, found: list[Message], args: Json) -> Json:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    inclusive = str(args.get("inclusive", "")).lower() in {"1", "true"}
    within = [m for m in found if oldest < float(m.ts) < latest or (inclusive and float(m.ts) in (oldest, latest))]
    limit, start = int(args.get("limit") or 100), int(args.get("cursor") or 0)
    with_payload = str(args.get("include_all_metadata", "")).lower() in {"1", "true"}
    shown = [_message(at, message, with_payload) for message in within[start : start + limit]]
    cursor = str(start + limit) if start + limit < len(within) else ""
    return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _message(at: Workspace, message: Message, with_payload: bool) -> Json:
    shown: Json = {"type": "message", "ts": message.ts, "text": message.text, "blocks": message.blocks}
    shown |= {"user": message.by} if message.by else {"user": at.bot_user, "bot_id": at.bot_id}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.metadata:
        shown["metadata"] = message.metadata if with_payload else {**message.metadata, "event_payload": {}}
    return shown


METHODS = {
    "conversations.open": _open,
    "conversations.info": _info,
    "conversations.list": _list,
    "users.conversations": _joined,
    "conversations.members": _members,
    "conversations.history": _history,
    "conversations.replies": _replies,
}
