"""Slack's payloads -> requests and news. The only package that looks into a payload: one module a kind of it.

Must not know people's names, nor call anything.
Source: docs.slack.dev/interactivity, docs.slack.dev/reference/interaction-payloads and docs.slack.dev/reference/events.
"""

from collections.abc import Callable
from dataclasses import replace

from adapters.slack.arriving.incoming import Garbled, Home, Incoming
from adapters.slack.decoding.actions import action
from adapters.slack.decoding.commands import command
from adapters.slack.decoding.events import (
    decode_event,
    essence,
    event_at,
    event_id,
    event_kind,
    home_of_event,
)
from adapters.slack.decoding.shortcuts import from_anywhere, from_message
from adapters.slack.decoding.submissions import form_essence, submission
from adapters.slack.decoding.told import Heard, PersonTold, Removed
from adapters.slack.decoding.values import ODD, Payload, home_of, sender_team
from adapters.slack.decoding.views import HOME, first_input

__all__ = [
    "Heard",
    "Payload",
    "PersonTold",
    "Removed",
    "decode",
    "decode_event",
    "essence",
    "event_at",
    "event_id",
    "event_kind",
    "form_essence",
    "home_of_event",
]

KINDS: dict[str, Callable[[Payload, str], Incoming | None]] = {
    "view_submission": submission,
    "block_actions": action,
    "message_action": from_message,
    "shortcut": from_anywhere,
}


def decode(body: Payload, workspace_id: str = "") -> Incoming | None:
    """What the payload asks for; None where it asks for nothing of ours (a link button, a closed view, an event).

    Raises Garbled.
    """
    try:
        incoming = _decode(body, workspace_id)
        return incoming and replace(incoming, home=home_of(body), sender_team=sender_team(body))
    except ODD:
        raise _garbled(body) from None


def _decode(body: Payload, workspace_id: str) -> Incoming | None:
    if "command" in body:
        return command(body, workspace_id)
    kind = body.get("type")
    return KINDS[kind](body, workspace_id) if isinstance(kind, str) and kind in KINDS else None


def _garbled(body: Payload) -> Garbled:
    """What little can be told of a payload in an unknown shape."""
    trigger, view = body.get("trigger_id"), body.get("view")
    return Garbled(
        is_command="command" in body,
        is_form=isinstance(view, dict) and view.get("type") != HOME,
        is_submission=body.get("type") == "view_submission",
        first_input=first_input(view),
        trigger_id=trigger if isinstance(trigger, str) else "",
        home=_home(body),
    )


def _home(body: Payload) -> Home:
    try:
        return home_of(body)
    except ODD:
        return Home()
