"""Slash commands -> requests."""

from adapters.slack.arriving.incoming import Incoming
from adapters.slack.decoding.values import Payload, named_in, origin_of, place, unescape
from cadence.ids import new_id
from cadence.requests import CommandTyped, Person


def command(body: Payload, workspace_id: str) -> Incoming:
    """A line typed after `/okr`."""
    origin, is_told = origin_of(body.get("channel_id"), body.get("channel_name"))
    text = body.get("text", "")
    request = CommandTyped(
        workspace_id=workspace_id,
        who=Person(id=body["user_id"], name=body.get("user_name", ""), is_guest=None),
        request_id=body.get("trigger_id") or new_id(),
        text=unescape(text),
        **place(origin),
    )
    return Incoming(
        request=request,
        is_place_told=is_told,
        named=named_in(text),
        origin=origin,
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
    )
