"""The shapes of Block Kit as its official types have them, restated as a table: keys that must and may be there, and
what each holds. What is not in the table Drumbeat does not send, and counts as a fault. Pure.

Source: the type definitions of npm @slack/types and docs.slack.dev/reference/block-kit.
"""

from tests.adapters.shapes import Bare, Json, Keys, Many, Maybe, One, Shapes, What, Words

MOST = 100
"""Options of a select, rows of a table, blocks of a modal or a Home."""
PLAIN, TEXT = One(("plain_text",)), One(("plain_text", "mrkdwn"))
STYLE = Bare({name: Maybe(bool) for name in ("bold", "italic", "strike", "code")})
OPTION = Bare({"text": PLAIN, "value": Words(150), "description": Maybe(PLAIN)})
GROUP = Bare({"label": PLAIN, "options": Many(OPTION, 1, MOST)})
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
    "table": {"rows": Many(Many(CELLS, 1, 20), 1, MOST), "column_settings": Maybe(Many(COLUMN, 1, 20))},
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
        "options": Maybe(Many(OPTION, 1, MOST)),
        "option_groups": Maybe(Many(GROUP, 1, MOST)),
        "initial_option": Maybe(OPTION),
    },
    "datepicker": {"action_id": ACTION, "placeholder": HINT, "initial_date": Maybe(Words(10))},
    "users_select": {"action_id": ACTION, "placeholder": HINT, "initial_user": Maybe(Words(30))},
    "multi_users_select": {
        "action_id": ACTION,
        "placeholder": HINT,
        "initial_users": Maybe(Many(Words(30), 1, MOST)),
    },
    "checkboxes": {
        "action_id": ACTION,
        "options": Many(OPTION, 1, 10),
        "initial_options": Maybe(Many(OPTION, 1, 10)),
    },
    "modal": {
        "title": PLAIN,
        "blocks": Many(One(("actions", "context", "divider", "header", "input", "section")), 1, MOST),
        "close": Maybe(PLAIN),
        "submit": Maybe(PLAIN),
        "private_metadata": Maybe(str),
        "callback_id": Maybe(Words(255)),
        "notify_on_close": Maybe(bool),
    },
    "home": {
        "blocks": Many(One(("actions", "context", "divider", "header", "section", "table")), 1, MOST),
        "private_metadata": Maybe(str),
        "callback_id": Maybe(Words(255)),
    },
}
BLOCKS = ("actions", "context", "divider", "header", "section", "table", "data_visualization")
OF_MESSAGE = Many(One(BLOCKS), 1, 50)
HAS_BLOCK_ID = {*BLOCKS, "input"}


def shape_of_message(blocks: list[Json]) -> list[str]:
    """What is wrong with the shape of a message's blocks."""
    return list(SHAPES.faults(blocks, OF_MESSAGE, "/blocks"))


def shape_of_view(view: Json) -> list[str]:
    """What is wrong with the shape of a modal or a Home."""
    return list(SHAPES.faults(view, One(("modal", "home")), "/view"))


def _common(kind: str) -> Keys:
    return {"block_id": Maybe(Words(255))} if kind in HAS_BLOCK_ID else {}


SHAPES = Shapes(TYPES, _common)
