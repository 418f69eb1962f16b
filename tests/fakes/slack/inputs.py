"""What a person types into the inputs of a view, as `view.state` carries it. Pure."""

from typing import Any

from tests.fakes.slack.state import Json, View

Typed = str | tuple[str, ...]


def typed(element: Json, value: Typed) -> Json:
    """The state of an input into which this was put."""
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": value or None}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value or None}
    if kind == "users_select":
        return {"type": kind, "selected_user": value or None}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": list(value)}
    if kind == "checkboxes":
        return {"type": kind, "selected_options": element["options"] if value else []}
    return {"type": kind, "selected_option": next(o for o in _options(element) if o["value"] == value)}


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "checkboxes": ("selected_options", "initial_options"),
    "static_select": ("selected_option", "initial_option"),
}


def element_state(block: Json, view: View) -> Json:
    """What an input holds: what was typed, else what it began with."""
    element = block["element"]
    name, initial = INITIAL[element["type"]]
    empty: Any = [] if name.endswith("s") else None
    return view.typed.get(block["block_id"], {"type": element["type"], name: element.get(initial, empty)})
