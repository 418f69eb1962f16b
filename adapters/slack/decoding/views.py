"""Modals within payloads: which one it is, and what its inputs hold."""

from typing import Any

from adapters.slack.arriving.incoming import Modal
from adapters.slack.decoding.values import Payload, maybe, text
from adapters.slack.rendering.views import EMPTY, FIELD
from adapters.slack.showing.metadata import load_state

HOME = "home"
"""The kind of view that is no modal: a person's own page of ours."""
HOLDS = {"plain_text_input": "value", "datepicker": "selected_date", "users_select": "selected_user"}


def modal(view: Payload) -> Modal:
    """The modal that was used."""
    blocks = [maybe(block.get("block_id")) for block in view.get("blocks", ()) if block["type"] == "input"]
    return Modal(
        view_id=text(view["id"]),
        hash=maybe(view.get("hash")),
        state=load_state(maybe(view.get("private_metadata"))),
        fields=tuple(field(block_id) for block_id in blocks),
    )


def values(view: Payload) -> tuple[dict[str, str | tuple[str, ...]], tuple[str, ...]]:
    """Field id -> value, and everybody that a field names."""
    found: dict[str, str | tuple[str, ...]] = {}
    named: list[str] = []
    for block_id, elements in view["state"]["values"].items():
        for element in elements.values():
            found[field(block_id)] = _value(element)
            named += [*_chosen(element), *filter(None, [maybe(element.get("selected_user"))])]
    return found, tuple(dict.fromkeys(named))


def field(block_id: str) -> str:
    """The field that a block shows."""
    return block_id.removeprefix(f"{FIELD}:")


def first_input(view: Any) -> str:
    """Block id of the first input of what may be a view, or empty. Raises nothing."""
    blocks = view.get("blocks") if isinstance(view, dict) else None
    inputs = [block for block in blocks if _is_input(block)] if isinstance(blocks, list) else []
    return str(inputs[0]["block_id"]) if inputs else ""


def _is_input(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "input" and isinstance(block.get("block_id"), str)


def _value(element: Payload) -> str | tuple[str, ...]:
    """What one input holds; empty where nothing was typed or chosen."""
    kind = element["type"]
    if kind == "multi_users_select":
        return _chosen(element)
    if kind == "static_select":
        chosen = (element.get("selected_option") or {}).get("value", "")
        return "" if chosen == EMPTY else maybe(chosen)
    if kind == "checkboxes":
        return next((text(option["value"]) for option in element.get("selected_options") or ()), "")
    return maybe(element.get(HOLDS[kind]))


def _chosen(element: Payload) -> tuple[str, ...]:
    return tuple(text(user) for user in element.get("selected_users") or ())
