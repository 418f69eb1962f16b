"""Slack's payloads -> requests. The only module that looks into a payload.

Knows the shapes of slash commands, block_actions and view_submission; must not know people's names, nor call anything.
Source: docs.slack.dev/interactivity and docs.slack.dev/reference/interaction-payloads.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.incoming import Garbled, Home, Incoming, Modal
from adapters.slack.metadata import ModalState, load_state
from adapters.slack.rendering.cards import PRESS
from adapters.slack.rendering.views import EMPTY, FIELD, MORE
from cadence.ids import new_id
from cadence.requests import ButtonPressed, CommandTyped, FormChanged, FormSubmitted, Person, Request

Payload = Mapping[str, Any]

PERSONAL, PRIVATE, GROUP = "directmessage", "privategroup", "mpdm-"
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
HOLDS = {"plain_text_input": "value", "datepicker": "selected_date", "users_select": "selected_user"}
CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^>]*)>")


def decode(body: Payload, workspace_id: str = "") -> Incoming | None:
    """What the payload asks for; None where it asks for nothing of ours (a link button, a closed view, an event).

    Raises Garbled.
    """
    try:
        incoming = _decode(body, workspace_id)
        return incoming and replace(incoming, home=_home(body), sender_team=_sender_team(body))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError):
        raise _garbled(body) from None


def _decode(body: Payload, workspace_id: str) -> Incoming | None:
    if "command" in body:
        return _command(body, workspace_id)
    if body.get("type") == "view_submission":
        return _submission(body, workspace_id)
    if body.get("type") == "block_actions":
        return _action(body, workspace_id)
    return None


def _home(body: Payload) -> Home:
    """A modal says itself where the app is installed: its `team` may be that of a guest."""
    view = body.get("view") or {}
    team, enterprise = body.get("team") or {}, body.get("enterprise") or {}
    return Home(
        team=str(view.get("app_installed_team_id") or team.get("id") or body.get("team_id") or ""),
        enterprise=str(enterprise.get("id") or body.get("enterprise_id") or ""),
        app=str(body.get("api_app_id") or ""),
    )


def _sender_team(body: Payload) -> str:
    return str((body.get("user") or {}).get("team_id") or "")


def _garbled(body: Payload) -> Garbled:
    """What little can be told of a payload in an unknown shape."""
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else None
    inputs = [block for block in blocks if _is_input(block)] if isinstance(blocks, list) else []
    trigger = body.get("trigger_id")
    return Garbled(
        is_command="command" in body,
        is_form=isinstance(view, dict),
        is_submission=body.get("type") == "view_submission",
        first_input=inputs[0]["block_id"] if inputs else "",
        trigger_id=trigger if isinstance(trigger, str) else "",
    )


def _is_input(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "input" and isinstance(block.get("block_id"), str)


def _command(body: Payload, workspace_id: str) -> Incoming:
    origin, is_told = _origin(body.get("channel_id"), body.get("channel_name"))
    text = body.get("text", "")
    request = CommandTyped(
        workspace_id=workspace_id,
        who=Person(id=body["user_id"], name=body.get("user_name", ""), is_guest=None),
        request_id=body.get("trigger_id") or new_id(),
        text=_unescape(text),
        **_place(origin),
    )
    named = tuple(dict.fromkeys(MENTION.findall(text)))
    return Incoming(
        request=request,
        is_place_told=is_told,
        named=named,
        origin=origin,
        trigger_id=body.get("trigger_id", ""),
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
    origin, is_told = (modal.state, True) if modal else _origin_of_message(body)
    common = {
        "workspace_id": workspace_id,
        "who": _sender(body),
        "request_id": _action_id(body, action),
        **_place(origin),
    }
    request, named = _press_or_change(body, action, press, modal, common)
    return Incoming(
        request=request,
        is_place_told=is_told,
        named=named,
        origin=origin,
        trigger_id=body.get("trigger_id") or "",
        response_url=body.get("response_url") or "",
        is_private_card=bool((body.get("container") or {}).get("is_ephemeral")),
        modal=modal,
    )


def _press_or_change(
    body: Payload, action: Payload, press: str | None, modal: Modal | None, common: dict[str, Any]
) -> tuple[Request, tuple[str, ...]]:
    if press is not None or modal is None:
        return ButtonPressed(**common, action=press or "", value=str(action.get("value") or "")), ()
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
    return Person(id=user["id"], name=user.get("username") or user.get("name") or "", is_guest=None)


def _origin_of_message(body: Payload) -> tuple[ModalState, bool]:
    channel = body.get("channel") or {}
    return _origin(channel.get("id") or (body.get("container") or {}).get("channel_id"), channel.get("name"))


def _origin(channel: str | None, name: str | None) -> tuple[ModalState, bool]:
    """Where it was, and whether that was told. A personal chat has no channel; private ones are shown without name.

    What has no name at all counts as private, too.
    """
    if not channel or name == PERSONAL or channel.startswith("D"):
        return ModalState(), True
    name = name or ""
    is_nameless = name == PRIVATE or name.startswith(GROUP)
    is_private = is_nameless or not name or channel.startswith("G")
    state = ModalState(channel=channel, channel_name="" if is_nameless else name, channel_is_private=is_private)
    return state, bool(name) or channel.startswith("G")


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
