"""Slack's payloads -> requests. The only module that looks into a payload.

Knows the shapes of slash commands, block_actions and view_submission; must not know people's names, nor call anything.
Source: docs.slack.dev/interactivity and docs.slack.dev/reference/interaction-payloads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.metadata import ModalState, load_state
from adapters.slack.rendering.cards import PRESS
from adapters.slack.rendering.views import EMPTY, FIELD, MORE
from cadence.requests import ButtonPressed, CommandTyped, FormChanged, FormSubmitted, Person, Request

Payload = Mapping[str, Any]

PERSONAL, PRIVATE, GROUP = "directmessage", "privategroup", "mpdm-"
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
HOLDS = {"plain_text_input": "value", "datepicker": "selected_date", "users_select": "selected_user"}
CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^>]*)>")


@dataclass(frozen=True, kw_only=True)
class Modal:
    """The modal that was used. fields: ids of the fields it shows, from top to bottom."""

    view_id: str
    hash: str
    state: ModalState
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What came in, and how it may be answered.

    named: platform ids of the people it names. origin: where a modal that it opens comes from.
    trigger_id: opens one modal within three seconds. response_url: where there is a message to answer beside.
    is_private_card: the button was on a message that only this person sees. modal: the one that was used, if one was.
    """

    request: Request
    named: tuple[str, ...] = ()
    origin: ModalState
    trigger_id: str = ""
    response_url: str = ""
    is_private_card: bool = False
    modal: Modal | None = None


def decode(body: Payload, workspace_id: str) -> Incoming | None:
    """What the payload asks for; None where it asks for nothing of ours (a link button, a closed view)."""
    if "command" in body:
        return _command(body, workspace_id)
    if body.get("type") == "view_submission":
        return _submission(body, workspace_id)
    if body.get("type") == "block_actions":
        return _action(body, workspace_id)
    return None


def _command(body: Payload, workspace_id: str) -> Incoming:
    origin = _origin(body["channel_id"], body.get("channel_name", ""))
    text = body.get("text", "")
    request = CommandTyped(
        workspace_id=workspace_id,
        who=Person(id=body["user_id"], name=body.get("user_name", "")),
        request_id=body["trigger_id"],
        text=_unescape(text),
        **_place(origin),
    )
    named = tuple(dict.fromkeys(MENTION.findall(text)))
    return Incoming(
        request=request,
        named=named,
        origin=origin,
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url", ""),
    )


def _submission(body: Payload, workspace_id: str) -> Incoming:
    modal = _modal(body["view"])
    values, named = _values(body["view"])
    request = FormSubmitted(
        workspace_id=workspace_id,
        who=_sender(body),
        request_id=_submission_id(modal),
        form=modal.state.form,
        context=modal.state.context,
        values=values,
        **_place(modal.state),
    )
    return Incoming(
        request=request, named=named, origin=modal.state, trigger_id=body.get("trigger_id", ""), modal=modal
    )


def _submission_id(modal: Modal) -> str:
    """The same for a form sent twice; another one once the modal shows the next form."""
    return f"{modal.view_id}:{modal.state.step}" if modal.state.step else modal.view_id


def _action(body: Payload, workspace_id: str) -> Incoming | None:
    action = body["actions"][0]
    modal = _modal(body["view"]) if body.get("view") else None
    press = _pressed(action.get("action_id", ""))
    if press is None and modal is None:
        return None
    origin = modal.state if modal else _origin(body["channel"]["id"], body["channel"].get("name", ""))
    common = {
        "workspace_id": workspace_id,
        "who": _sender(body),
        "request_id": _action_id(body, action),
        **_place(origin),
    }
    request, named = _press_or_change(body, action, press, modal, common)
    return Incoming(
        request=request,
        named=named,
        origin=origin,
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        is_private_card=bool(body.get("container", {}).get("is_ephemeral")),
        modal=modal,
    )


def _press_or_change(
    body: Payload, action: Payload, press: str | None, modal: Modal | None, common: dict[str, Any]
) -> tuple[Request, tuple[str, ...]]:
    if press is not None or modal is None:
        return ButtonPressed(**common, action=press or "", value=action.get("value", "")), ()
    values, named = _values(body["view"])
    changed = FormChanged(
        **common, form=modal.state.form, event=_event(action), context=modal.state.context, values=values
    )
    return changed, named


def _action_id(body: Payload, action: Payload) -> str:
    return str(body.get("trigger_id") or f"{action.get('action_ts')}:{action.get('action_id')}")


def _pressed(action_id: str) -> str | None:
    """`press:decision.set:2` is a press on `decision.set`; None for what belongs to a form."""
    kind, _, rest = action_id.partition(":")
    return rest.rpartition(":")[0] if kind == PRESS else None


def _event(action: Payload) -> str:
    """The `More.event`, or the id of the changed field."""
    kind, _, event = action["action_id"].partition(":")
    return str(event if kind == MORE else _field(action["block_id"]))


def _field(block_id: str) -> str:
    return block_id.removeprefix(f"{FIELD}:")


def _modal(view: Payload) -> Modal:
    blocks = [block.get("block_id", "") for block in view.get("blocks", ()) if block["type"] == "input"]
    return Modal(
        view_id=view["id"],
        hash=view.get("hash", ""),
        state=load_state(view.get("private_metadata", "")),
        fields=tuple(_field(block_id) for block_id in blocks),
    )


def _values(view: Payload) -> tuple[dict[str, str | tuple[str, ...]], tuple[str, ...]]:
    """Field id -> value, and everybody that a field names."""
    values: dict[str, str | tuple[str, ...]] = {}
    named: list[str] = []
    for block_id, elements in view["state"]["values"].items():
        for element in elements.values():
            values[_field(block_id)] = _value(element)
            named += [*element.get("selected_users", ()), *filter(None, [element.get("selected_user")])]
    return values, tuple(dict.fromkeys(named))


def _value(element: Payload) -> str | tuple[str, ...]:
    """What one input holds; empty where nothing was typed or chosen."""
    kind = element["type"]
    if kind == "multi_users_select":
        return tuple(element.get("selected_users") or ())
    if kind == "static_select":
        chosen = (element.get("selected_option") or {}).get("value", "")
        return "" if chosen == EMPTY else str(chosen)
    if kind == "checkboxes":
        return next((option["value"] for option in element.get("selected_options") or ()), "")
    return str(element.get(HOLDS[kind]) or "")


def _sender(body: Payload) -> Person:
    user = body["user"]
    return Person(id=user["id"], name=user.get("username") or user.get("name", ""))


def _origin(channel: str, name: str) -> ModalState:
    """A personal chat has no channel; Slack hides the names of private channels."""
    if name == PERSONAL or channel.startswith("D"):
        return ModalState()
    is_nameless = name == PRIVATE or name.startswith(GROUP)
    is_private = is_nameless or channel.startswith("G")
    return ModalState(channel=channel, channel_name="" if is_nameless else name, channel_is_private=is_private)


def _place(origin: ModalState) -> dict[str, Any]:
    return {
        "channel": origin.channel,
        "channel_name": origin.channel_name,
        "channel_is_private": origin.channel_is_private,
    }


def _unescape(text: str) -> str:
    """`<@U1|ben>` becomes `<@U1>`, `<#C1|growth>` becomes `#growth`; then the three that Slack escapes."""
    text = CHANNEL.sub(r"#\1", MENTION.sub(r"<@\1>", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
