"""The shapes of Block Kit as its official types have them, restated as a table: keys that must and may be there, and
what each holds. What is not in the table Drumbeat does not send, and counts as a fault. Pure.

Source: the type definitions of npm @slack/types and docs.slack.dev/reference/block-kit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class One:
    """An object of one of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """A list of what this describes, so many at least and at most."""

    of: "What"
    least: int = 1
    most: int = 100


@dataclass(frozen=True)
class Words:
    """A text of at least one and at most so many characters."""

    most: int


@dataclass(frozen=True)
class Maybe:
    """A key that may be absent."""

    of: "What"


@dataclass(frozen=True)
class Bare:
    """An object without a type."""

    keys: Mapping[str, "What"]


What = type | One | Many | Words | Maybe | Bare | tuple[str, ...]
"""A class stands for its values, a tuple of strings for one of them."""
PLAIN, TEXT = One(("plain_text",)), One(("plain_text", "mrkdwn"))
STYLE = Bare({name: Maybe(bool) for name in ("bold", "italic", "strike", "code")})
OPTION = Bare({"text": PLAIN, "value": Words(150), "description": Maybe(PLAIN)})
GROUP = Bare({"label": PLAIN, "options": Many(OPTION)})
POINT = Bare({"label": Words(20), "value": float})
SERIES = Bare({"name": Words(20), "data": Many(POINT, 1, 20)})
AXES = Bare({"categories": Many(Words(20), 1, 20), "x_label": Maybe(Words(50)), "y_label": Maybe(Words(50))})
INPUTS = ("plain_text_input", "static_select", "datepicker", "users_select", "multi_users_select", "checkboxes")
CELLS = One(("raw_text", "raw_number"))
COLUMN = Bare({"align": Maybe(("left", "center", "right")), "is_wrapped": Maybe(bool)})
ACTION, HINT = Words(255), Maybe(PLAIN)

TYPES: dict[str, dict[str, What]] = {
    "plain_text": {"text": Words(3_000), "emoji": Maybe(bool)},
    "mrkdwn": {"text": Words(3_000), "verbatim": Maybe(bool)},
    "actions": {"elements": Many(One(("button",)), 1, 25)},
    "context": {"elements": Many(TEXT, 1, 10)},
    "divider": {},
    "header": {"text": PLAIN},
    "section": {"text": Maybe(TEXT), "fields": Maybe(Many(TEXT, 1, 10)), "expand": Maybe(bool)},
    "table": {"rows": Many(Many(CELLS, 1, 20)), "column_settings": Maybe(Many(COLUMN, 1, 20))},
    "raw_text": {"text": Words(10_000)},
    "raw_number": {"value": float, "text": Words(10_000)},
    "data_visualization": {"title": Words(50), "chart": One(("line", "bar", "area"))},
    "line": {"series": Many(SERIES, 1, 6), "axis_config": AXES},
    "button": {
        "text": PLAIN,
        "action_id": ACTION,
        "value": Maybe(Words(2_000)),
        "style": Maybe(("primary", "danger")),
    },
    "input": {
        "label": PLAIN,
        "element": One(INPUTS),
        "hint": HINT,
        "optional": Maybe(bool),
        "dispatch_action": Maybe(bool),
    },
    "plain_text_input": {
        "action_id": ACTION,
        "placeholder": HINT,
        "initial_value": Maybe(Words(3_000)),
        "multiline": Maybe(bool),
    },
    "static_select": {
        "action_id": ACTION,
        "placeholder": HINT,
        "options": Maybe(Many(OPTION)),
        "option_groups": Maybe(Many(GROUP)),
        "initial_option": Maybe(OPTION),
    },
    "datepicker": {"action_id": ACTION, "placeholder": HINT, "initial_date": Maybe(Words(10))},
    "users_select": {"action_id": ACTION, "placeholder": HINT, "initial_user": Maybe(Words(30))},
    "multi_users_select": {
        "action_id": ACTION,
        "placeholder": HINT,
        "initial_users": Maybe(Many(Words(30))),
    },
    "checkboxes": {
        "action_id": ACTION,
        "options": Many(OPTION, 1, 10),
        "initial_options": Maybe(Many(OPTION, 1, 10)),
    },
    "modal": {
        "title": PLAIN,
        "blocks": Many(One(("actions", "context", "divider", "header", "input", "section"))),
        "close": Maybe(PLAIN),
        "submit": Maybe(PLAIN),
        "private_metadata": Maybe(str),
        "callback_id": Maybe(Words(255)),
        "notify_on_close": Maybe(bool),
    },
    "home": {
        "blocks": Many(One(("actions", "context", "divider", "header", "section", "table"))),
        "private_metadata": Maybe(str),
        "callback_id": Maybe(Words(255)),
    },
}
BLOCKS = ("actions", "context", "divider", "header", "section", "table", "data_visualization")
OF_MESSAGE = Many(One(BLOCKS), 1, 50)
HAS_BLOCK_ID = {*BLOCKS, "input"}


def shape_of_message(blocks: list[Json]) -> list[str]:
    """What is wrong with the shape of a message's blocks."""
    return list(_check(blocks, OF_MESSAGE, "/blocks"))


def shape_of_view(view: Json) -> list[str]:
    """What is wrong with the shape of a modal or a Home."""
    return list(_check(view, One(("modal", "home")), "/view"))


def _check(value: Any, what: What, at: str) -> Iterator[str]:
    match what:
        case Maybe(of):
            yield from _check(value, of, at)
        case Words(most):
            if not isinstance(value, str) or not 1 <= len(value) <= most:
                yield f"{at}: must be a text of 1 to {most} characters"
        case One(types):
            yield from _typed(value, types, at)
        case Many(of, least, most):
            yield from _listed(value, of, (least, most), at)
        case Bare(keys):
            yield from _keyed(value, keys, at)
        case tuple():
            if value not in what:
                yield f"{at}: must be one of {what}"
        case _:
            if not isinstance(value, what) and not (what is float and isinstance(value, int)):
                yield f"{at}: must be a {what.__name__}"


def _typed(value: Any, types: tuple[str, ...], at: str) -> Iterator[str]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in types:
        yield f"{at}: must be one of {types}, is {kind}"
        return
    common: dict[str, What] = {"type": (kind,), **({"block_id": Maybe(Words(255))} if kind in HAS_BLOCK_ID else {})}
    yield from _keyed(value, {**common, **TYPES[kind]}, f"{at} ({kind})")


def _listed(value: Any, of: What, amount: tuple[int, int], at: str) -> Iterator[str]:
    least, most = amount
    if not isinstance(value, list) or not least <= len(value) <= most:
        yield f"{at}: must be a list of {least} to {most}"
        return
    for number, item in enumerate(value):
        yield from _check(item, of, f"{at}/{number}")


def _keyed(value: Any, keys: Mapping[str, What], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: must be an object"
        return
    yield from (f"{at}: unknown key {name}" for name in value if name not in keys)
    for name, what in keys.items():
        if name in value:
            yield from _check(value[name], what, f"{at}/{name}")
        elif not isinstance(what, Maybe):
            yield f"{at}: missing {name}"
