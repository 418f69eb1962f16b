"""Slash commands -> requests."""

from adapters.slack.arriving.incoming import Incoming
from adapters.slack.decoding.values import Payload, answer_url, maybe, named_in, origin_of, place, text, unescape
from cadence.ids import new_id
from cadence.requests import CommandTyped, Person


def command(body: Payload, workspace_id: str) -> Incoming:
    """A line typed after `/okr`."""
    origin, is_told = origin_of(body.get("channel_id"), body.get("channel_name"))
    typed, trigger = maybe(body.get("text")), maybe(body.get("trigger_id"))
    request = CommandTyped(
        workspace_id=workspace_id,
        who=Person(id=text(body["user_id"]), name=maybe(body.get("user_name")), is_guest=None),
        request_id=trigger or new_id(),
        text=unescape(typed),
        **place(origin),
    )
    return Incoming(
        request=request,
        is_place_told=is_told,
        named=named_in(typed),
        origin=origin,
        trigger_id=trigger,
        response_url=answer_url(body),
    )
