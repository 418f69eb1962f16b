"""What Slack refuses in blocks and modals: documented limits, each as one short complaint. Pure."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.fakes.slack.limits.figures import chart, table, together
from tests.fakes.slack.limits.text import rich_text, text

Json = dict[str, Any]

DAY = re.compile(r"\d{4}-\d\d-\d\d")
EVERYWHERE = {"actions", "context", "divider", "header", "rich_text", "section"}
IN_MESSAGE = EVERYWHERE | {"table", "data_visualization"}
IN_MODAL = EVERYWHERE | {"input"}
IN_HOME = IN_MODAL | {"table"}
INPUTS = {"plain_text_input", "static_select", "datepicker", "users_select", "multi_users_select", "checkboxes"}


def faults_of_message(blocks: list[Json]) -> list[str]:
    """Why Slack would answer invalid_blocks; empty where it would not."""
    return list(_message(blocks))


def faults_of_view(view: Json) -> list[str]:
    """Why Slack would answer invalid_arguments to this modal; empty where it would not."""
    return list(_view(view))


def faults_of_home(view: Json) -> list[str]:
    """Why Slack would answer invalid_arguments to this Home; empty where it would not."""
    return list(_home(view))


def _home(view: Json) -> Iterator[str]:
    if view.get("type") != "home":
        yield "type must be home"
    for name in ("title", "submit", "close", "clear_on_close", "notify_on_close"):
        if name in view:
            yield f"a home view cannot have {name}"
    yield from _frame(view)
    yield from together(view.get("blocks", []))
    yield from _blocks(view.get("blocks", []), IN_HOME)


def _message(blocks: list[Json]) -> Iterator[str]:
    if len(blocks) > 50:
        yield f"no more than 50 blocks, there are {len(blocks)}"
    if len(json.dumps(blocks, ensure_ascii=False)) > 13_200:
        yield "msg_blocks_too_long"
    yield from together(blocks)
    yield from _blocks(blocks, IN_MESSAGE)


def _view(view: Json) -> Iterator[str]:
    if view.get("type") != "modal":
        yield "type must be modal"
    blocks = view.get("blocks", [])
    yield from text(view.get("title"), 24, "title", plain=True)
    for name in ("submit", "close"):
        if name in view:
            yield from text(view[name], 24, name, plain=True)
    if any(block["type"] == "input" for block in blocks) and "submit" not in view:
        yield "submit is required where there are inputs"
    yield from _frame(view)
    yield from _blocks(blocks, IN_MODAL)


def _frame(view: Json) -> Iterator[str]:
    """What modals and Home have in common."""
    if not 1 <= len(view.get("blocks", [])) <= 100:
        yield f"1 to 100 blocks, there are {len(view.get('blocks', []))}"
    if len(json.dumps(view, ensure_ascii=False).encode()) > 250_000:
        yield "view_too_large"
    if len(view.get("private_metadata", "")) > 3_000:
        yield "private_metadata is longer than 3000"
    if len(view.get("callback_id", "")) > 255:
        yield "callback_id is longer than 255"


def _blocks(blocks: list[Json], allowed: set[str]) -> Iterator[str]:
    for block_id, times in Counter(block["block_id"] for block in blocks if "block_id" in block).items():
        if times > 1:
            yield f"block_id {block_id} is not unique"
        if not 0 < len(block_id) <= 255:
            yield f"block_id {block_id} must have 1 to 255 characters"
    for number, block in enumerate(blocks):
        kind = block.get("type", "")
        if kind not in allowed:
            yield f"/blocks/{number}: unsupported type {kind}"
        else:
            yield from (f"/blocks/{number} ({kind}): {fault}" for fault in _CHECKS[kind](block))


def _section(block: Json) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "needs text or fields"
    if "text" in block:
        yield from text(block["text"], 3_000)
    if "accessory" in block:
        yield from _button(block["accessory"])
    if len(block.get("fields", [])) > 10:
        yield "no more than 10 fields"
    for field in block.get("fields", []):
        yield from text(field, 2_000, "field")


def _header(block: Json) -> Iterator[str]:
    yield from text(block.get("text"), 150, plain=True)


def _context(block: Json) -> Iterator[str]:
    if not 1 <= len(block.get("elements", [])) <= 10:
        yield "1 to 10 elements"
    for element in block.get("elements", []):
        yield from text(element, 2_000, "element")


def _actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield "1 to 25 elements"
    if len({element.get("action_id") for element in elements}) != len(elements):
        yield "action_id is not unique"
    for element in elements:
        yield from _button(element)


def _button(element: Json) -> Iterator[str]:
    if element.get("type") != "button":
        yield f"unsupported element {element.get('type')}"
    yield from text(element.get("text"), 75, "button text", plain=True)
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield "action_id must have 1 to 255 characters"
    if "value" in element and not 1 <= len(element["value"]) <= 2_000:
        yield "value must have 1 to 2000 characters"
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield "style must be primary or danger"


def _input(block: Json) -> Iterator[str]:
    element = block.get("element", {})
    yield from text(block.get("label"), 2_000, "label", plain=True)
    if "hint" in block:
        yield from text(block["hint"], 2_000, "hint", plain=True)
    if element.get("type") not in INPUTS:
        yield f"unsupported element {element.get('type')}"
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield "action_id must have 1 to 255 characters"
    if "placeholder" in element:
        yield from text(element["placeholder"], 150, "placeholder", plain=True)
    if len(element.get("initial_value", "")) > 3_000:
        yield "initial_value is longer than 3000"
    if not DAY.fullmatch(element.get("initial_date", "2026-01-01")):
        yield "initial_date is no date"
    yield from _options(element)


def _options(element: Json) -> Iterator[str]:
    groups = element.get("option_groups", [])
    options = [*element.get("options", []), *(option for group in groups for option in group["options"])]
    if element.get("type") in {"static_select", "checkboxes"} and not options:
        yield "needs options"
    most = 10 if element.get("type") == "checkboxes" else 100
    if len(element.get("options", [])) > most or len(groups) > 100 or any(len(g["options"]) > 100 for g in groups):
        yield f"no more than {most} options"
    for group in groups:
        yield from text(group["label"], 75, "group label", plain=True)
    for option in options:
        yield from text(option["text"], 75, "option text")
        if not 1 <= len(option["value"]) <= 150:
            yield "option value must have 1 to 150 characters"
    if "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option is none of the options"
    if any(option not in options for option in element.get("initial_options", [])):
        yield "initial_options are none of the options"


def _divider(_: Json) -> Iterator[str]:
    return iter(())


_CHECKS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "rich_text": rich_text,
    "input": _input,
    "divider": _divider,
    "table": table,
    "data_visualization": chart,
}
