"""chat.*: posting, changing, linking."""

import json
from typing import Any

from tests.fakes.slack.limits import faults_of_message
from tests.fakes.slack.state import ApiError, Json, Message
from tests.fakes.slack.workspace import Workspace

LONGEST_METADATA = 8_000


def _post(at: Workspace, args: Json) -> Json:
    channel = at.need_channel(args["channel"])
    text, blocks = _checked(at, args)
    if args.get("thread_ts"):
        at.need_message(channel.id, args["thread_ts"])
    message = Message(
        channel.id,
        at.next_ts(),
        text,
        blocks,
        thread_ts=args.get("thread_ts"),
        metadata=_metadata(args),
        client_msg_id=args.get("client_msg_id"),
    )
    at.messages.append(message)
    return {"channel": channel.id, "ts": message.ts, "message": {"text": text, "ts": message.ts}}


def _post_ephemeral(at: Workspace, args: Json) -> Json:
    channel = at.need_channel(args["channel"])
    text, blocks = _checked(at, args)
    message = Message(channel.id, at.next_ts(), text, blocks, args.get("thread_ts"), only_for=args["user"])
    at.messages.append(message)
    return {"message_ts": message.ts}


def _update(at: Workspace, args: Json) -> Json:
    at.need_channel(args["channel"], archived="is_inactive")
    message = at.need_message(args["channel"], args["ts"])
    if message.by is not None or message.only_for is not None:
        raise ApiError("cant_update_message")
    text, blocks = _checked(at, args)
    if len(text) > 4_000:
        raise ApiError("msg_too_long")
    message.text, message.blocks = text, blocks
    message.metadata = _metadata(args) if "metadata" in args else message.metadata
    message.edits += 1
    return {"channel": message.channel, "ts": message.ts, "text": message.text}


def _permalink(at: Workspace, args: Json) -> Json:
    message = at.need_message(at.need_known(args["channel"]).id, args["message_ts"])
    link = f"{at.url}archives/{message.channel}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else ""
    return {"channel": message.channel, "permalink": link + thread}


def _checked(at: Workspace, args: Json) -> tuple[str, list[Json]]:
    """What Slack refuses; and what Slack would take but Drumbeat must never send."""
    blocks = _parsed(args.get("blocks")) or []
    if not args.get("text"):
        raise ApiError("no_text", "this fake wants a notification text beside blocks, too")
    if args.get("link_names") or args.get("parse") == "full":
        raise ApiError("invalid_arguments", "this fake does not allow link_names and parse=full")
    if faults := faults_of_message(blocks):
        raise ApiError("invalid_blocks", *faults)
    if not at.takes_charts and any(block["type"] == "data_visualization" for block in blocks):
        raise ApiError("invalid_blocks", "unsupported type: data_visualization [json-pointer:/blocks/0/type]")
    return args["text"], blocks


def _metadata(args: Json) -> Json | None:
    metadata = _parsed(args.get("metadata"))
    if not metadata:
        return None
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(metadata)) > LONGEST_METADATA:
        raise ApiError("metadata_too_large")
    return dict(metadata)


def _parsed(value: Any) -> Any:
    """Form fields carry objects as JSON text."""
    return json.loads(value) if isinstance(value, str) and value else value


METHODS = {
    "chat.postMessage": _post,
    "chat.postEphemeral": _post_ephemeral,
    "chat.update": _update,
    "chat.getPermalink": _permalink,
}
