"""block_actions -> requests: a card's button, or an element that changes an open form."""

from typing import Any

from adapters.slack.arriving.incoming import Incoming, Modal
from adapters.slack.decoding.values import Payload, answer_url, maybe, origin_of, place, sender, text
from adapters.slack.decoding.views import HOME, field, modal, values
from adapters.slack.rendering.cards import PRESS
from adapters.slack.rendering.views import MORE
from adapters.slack.showing.metadata import ModalState
from cadence.requests import ButtonPressed, FormChanged, Request


def action(body: Payload, workspace_id: str) -> Incoming | None:
    """What was clicked; None where it is nothing of ours (a link)."""
    clicked = body["actions"][0]
    used = _modal_of(body)
    press = _pressed(maybe(clicked.get("action_id")))
    if press is None and used is None:
        return None
    origin, is_told = (used.state, True) if used else _origin_of_message(body)
    common = {
        "workspace_id": workspace_id,
        "who": sender(body),
        "request_id": _action_id(body, clicked),
        **place(origin),
    }
    request, named = _press_or_change(body, clicked, press, used, common)
    return Incoming(
        request=request,
        is_place_told=is_told,
        named=named,
        origin=origin,
        trigger_id=maybe(body.get("trigger_id")),
        response_url=answer_url(body),
        is_private_card=bool((body.get("container") or {}).get("is_ephemeral")),
        modal=used,
    )


def _modal_of(body: Payload) -> Modal | None:
    """The open modal. The Home is a view, too, but no form: its buttons are like those of a message."""
    view = body.get("view")
    return modal(view) if view and view.get("type") != HOME else None


def _press_or_change(
    body: Payload, clicked: Payload, press: str | None, used: Modal | None, common: dict[str, Any]
) -> tuple[Request, tuple[str, ...]]:
    if press is not None or used is None:
        return ButtonPressed(**common, action=press or "", value=str(clicked.get("value") or "")), ()
    typed, named = values(body["view"])
    changed = FormChanged(
        **common, form=used.state.form, event=_event(clicked), context=used.state.context, values=typed
    )
    return changed, named


def _action_id(body: Payload, clicked: Payload) -> str:
    return str(body.get("trigger_id") or f"{clicked.get('action_ts')}:{clicked.get('action_id')}")


def _pressed(action_id: str) -> str | None:
    """`press:decision.set:2` is a press on `decision.set`; None for what belongs to a form."""
    kind, _, rest = action_id.partition(":")
    return rest.rpartition(":")[0] if kind == PRESS else None


def _event(clicked: Payload) -> str:
    """The `More.event`, or the id of the changed field."""
    kind, _, event = clicked["action_id"].partition(":")
    return event if kind == MORE else field(text(clicked["block_id"]))


def _origin_of_message(body: Payload) -> tuple[ModalState, bool]:
    channel = body.get("channel") or {}
    return origin_of(channel.get("id") or (body.get("container") or {}).get("channel_id"), channel.get("name"))
