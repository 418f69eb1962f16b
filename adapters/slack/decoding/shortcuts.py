"""message_action and shortcut -> requests: what somebody chose in a menu of Slack's own."""

from adapters.slack.arriving.incoming import Incoming, Spot
from adapters.slack.decoding.values import (
    Payload,
    answer_url,
    maybe,
    named_in,
    origin_of,
    place,
    sender,
    text,
    unescape,
    without_looks,
)
from cadence.ids import new_id
from cadence.requests import ShortcutUsed

PREFIX = "shortcut."


def from_message(body: Payload, workspace_id: str) -> Incoming | None:
    """A shortcut used on a message: its words come along; the link to it is still to be found."""
    name = _name(body)
    if name is None:
        return None
    message, channel = body["message"], body["channel"]
    origin, is_told = origin_of(channel["id"], channel.get("name"))
    words, author = maybe(message.get("text")), _author(message)
    request = ShortcutUsed(
        workspace_id=workspace_id,
        who=sender(body),
        request_id=_id(body),
        shortcut=name,
        text=unescape(without_looks(words)),
        author=author,
        **place(origin),
    )
    return Incoming(
        request=request,
        is_place_told=is_told,
        named=tuple(dict.fromkeys((*filter(None, [author]), *named_in(words)))),
        origin=origin,
        trigger_id=maybe(body.get("trigger_id")),
        response_url=answer_url(body),
        about=Spot(text(channel["id"]), text(message.get("ts") or body["message_ts"]), maybe(message.get("thread_ts"))),
    )


def from_anywhere(body: Payload, workspace_id: str) -> Incoming | None:
    """A global shortcut: it comes from no channel, and only a modal can answer it."""
    name = _name(body)
    if name is None:
        return None
    origin, _ = origin_of(None, None)
    request = ShortcutUsed(
        workspace_id=workspace_id, who=sender(body), request_id=_id(body), shortcut=name, **place(origin)
    )
    return Incoming(request=request, origin=origin, trigger_id=maybe(body.get("trigger_id")))


def _name(body: Payload) -> str | None:
    """`shortcut.decision` is the shortcut `decision`; None for what is not ours."""
    callback = text(body["callback_id"])
    return callback.removeprefix(PREFIX) if callback.startswith(PREFIX) else None


def _author(message: Payload) -> str | None:
    """The person who wrote it; None for an app."""
    return None if message.get("bot_id") else maybe(message.get("user")) or None


def _id(body: Payload) -> str:
    return maybe(body.get("trigger_id")) or maybe(body.get("action_ts")) or new_id()
