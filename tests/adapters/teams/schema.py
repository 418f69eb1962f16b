"""The shapes of Adaptive Cards 1.5 as its schema has them, restated as a table, with Teams' own limits beside it.

What is not in the table Drumbeat does not send, and counts as a fault. Pure. Source: adaptivecards.io, schema 1.5;
learn.microsoft.com, "Cards reference" and "Designing Adaptive Cards for Teams"; for charts "Charts in Adaptive Cards".
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.adapters.shapes import Bare, Json, Keys, Many, Maybe, One, Shapes, What, Words

VERSION = "1.5"
MOST_BYTES = 80_000
MOST_ACTIONS, MOST_COLUMNS, MOST_OPTIONS = 6, 5, 260
LONGEST_TITLE, LONGEST_DATA = 75, 8_000
SIZES, WEIGHTS = ("Small", "Default", "Medium", "Large", "ExtraLarge"), ("Lighter", "Default", "Bolder")
SPACINGS = ("None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding")
COLORS = ("Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention")
ELEMENTS = ("TextBlock", "RichTextBlock", "ColumnSet", "Container", "Table", "ActionSet", "Chart.VerticalBar")
INPUTS = ("Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Toggle")
ACTIONS = ("Action.Execute", "Action.Submit")
ANY = One((*ELEMENTS, *INPUTS))
TEXT: dict[str, What] = {
    "text": Words(),
    "color": Maybe(COLORS),
    "fontType": Maybe(("Default", "Monospace")),
    "isSubtle": Maybe(bool),
    "size": Maybe(SIZES),
    "weight": Maybe(WEIGHTS),
}
OF_ELEMENT: dict[str, What] = {"spacing": Maybe(SPACINGS), "separator": Maybe(bool), "fallback": Maybe(ANY)}
OF_INPUT: dict[str, What] = {"id": Words(300), "value": Maybe(str)}
OF_ACTION: dict[str, What] = {
    "title": Words(LONGEST_TITLE),
    "data": dict,
    "style": Maybe(("default", "positive", "destructive")),
}
STYLES = ("default", "emphasis", "good", "attention", "warning", "accent")
CHOICE = Bare({"title": Words(100), "value": Words(300)})
QUERY = Bare({"type": ("Data.Query",), "dataset": Words(100)})

TYPES: dict[str, dict[str, What]] = {
    "AdaptiveCard": {
        "version": (VERSION,),
        "body": Many(ANY),
        "actions": Maybe(Many(One(ACTIONS), 1, MOST_ACTIONS)),
        "fallbackText": Words(300),
        "msteams": Maybe(Bare({"width": ("Full",)})),
    },
    "TextBlock": {**TEXT, "wrap": (True,), "style": Maybe(("heading", "default"))},
    "RichTextBlock": {"inlines": Many(One(("TextRun",)))},
    "TextRun": {**TEXT, "italic": Maybe(bool), "selectAction": Maybe(One(("Action.OpenUrl",)))},
    "ColumnSet": {"columns": Many(One(("Column",)), 1, MOST_COLUMNS)},
    "Column": {"width": int, "items": Many(ANY), "verticalContentAlignment": Maybe(("Top", "Center", "Bottom"))},
    "Container": {
        "items": Many(ANY),
        "style": Maybe(STYLES),
        "id": Maybe(Words(300)),
        "isVisible": Maybe(bool),
    },
    "Table": {"columns": Many(Bare({"width": int})), "rows": Many(One(("TableRow",))), "fallback": One(("Container",))},
    "TableRow": {"cells": Many(One(("TableCell",)))},
    "TableCell": {"items": Many(One(("RichTextBlock", "TextBlock")))},
    "ActionSet": {"actions": Many(One((*ACTIONS, "Action.ToggleVisibility")), 1, MOST_ACTIONS)},
    "Chart.VerticalBar": {
        "title": str,
        "showTitle": Maybe(bool),
        "data": Many(Bare({"x": Words(100), "y": float}), 2, 100),
        "fallback": One(("RichTextBlock",)),
    },
    "Input.Text": {**OF_INPUT, "label": Words(310), "placeholder": Maybe(Words(300)), "isMultiline": Maybe(bool)},
    "Input.ChoiceSet": {
        **OF_INPUT,
        "label": Words(310),
        "choices": Many(CHOICE, 0, MOST_OPTIONS),
        "choices.data": Maybe(QUERY),
        "isMultiSelect": Maybe(bool),
        "placeholder": Maybe(Words(100)),
        "style": Maybe(("compact", "expanded", "filtered")),
        "wrap": Maybe(bool),
    },
    "Input.Date": {**OF_INPUT, "label": Words(310)},
    "Input.Toggle": {**OF_INPUT, "title": Words(310), "value": ("true", "false"), "wrap": Maybe(bool)},
    "Action.Execute": {**OF_ACTION, "verb": Words(20), "fallback": Maybe(One(("Action.Submit",)))},
    "Action.Submit": OF_ACTION,
    "Action.ToggleVisibility": {"title": Words(LONGEST_TITLE), "targetElements": Many(str)},
    "Action.OpenUrl": {"url": Words(2_000)},
}
HAVE_SPACING = {*ELEMENTS, *INPUTS}


def faults_of_card(card: Json, *, in_dialog: bool = False) -> list[str]:
    """What is wrong with a card, in words; none for a good one."""
    faults = list(SHAPES.faults(card, One(("AdaptiveCard",)), ""))
    size = len(json.dumps(card, ensure_ascii=False).encode("utf-16-le"))
    faults += [f"{size:,} bytes as UTF-16"] if size > MOST_BYTES else []
    return [*faults, *_faults_of_teams(card, in_dialog)]


def elements_of(node: Any, *, with_fallbacks: bool = False) -> Iterator[Json]:
    """Everything that has a type, from the outside in."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "type" in node:
                yield node
            node = [value for key, value in node.items() if with_fallbacks or key != "fallback"]
        if isinstance(node, list):
            waiting += [each for each in reversed(node) if isinstance(each, dict | list)]


def _faults_of_teams(card: Json, in_dialog: bool) -> Iterator[str]:
    here = list(elements_of(card))
    ids = Counter(str(each["id"]) for each in here if "id" in each)
    yield from (f"two inputs {name}" for name, count in ids.items() if count > 1)
    yield from _faults_of_folds(here, ids)
    for each in elements_of(card, with_fallbacks=True):
        kind = each["type"]
        if kind in {"Table", "ActionSet"} and any(str(i["type"]).startswith("Input.") for i in elements_of(each)):
            yield f"an input in a {kind}"
        if kind == "Table":
            yield from _faults_of_table(each, card)
        if kind == "Action.Execute" and in_dialog:
            yield "an Action.Execute in a dialog"
        if kind in ACTIONS:
            yield from _faults_of_data(each, in_dialog)
        if kind == "Action.OpenUrl" and not str(each["url"]).startswith("https://"):
            yield f"a link to {each['url']}"


def _faults_of_folds(here: Sequence[Json], ids: Mapping[str, int]) -> Iterator[str]:
    """What is hidden can be shown, and what a button shows is there."""
    shown = {name for each in here for name in each.get("targetElements", [])}
    hidden = {str(each.get("id")) for each in here if each.get("isVisible") is False}
    yield from (f"nothing shows {name}" for name in sorted(hidden - shown))
    yield from (f"there is no {name} to show" for name in sorted(shown - set(ids)))


def _faults_of_table(table: Json, card: Json) -> Iterator[str]:
    width = len(table["columns"])
    if any(len(row["cells"]) != width for row in table["rows"]):
        yield "a row with more or fewer cells than columns"
    if card.get("msteams") != {"width": "Full"}:
        yield "a table in a narrow card"


def _faults_of_data(action: Json, in_dialog: bool) -> Iterator[str]:
    data = action.get("data", {})
    if not isinstance(data, dict) or set(data) - {"drumbeat", "msteams"} or "drumbeat" not in data:
        yield "data of another shape"
        return
    if "msteams" in data and (in_dialog or action["type"] != "Action.Submit"):
        yield "a dialog fetched where there is none"
    if len(json.dumps(data, ensure_ascii=False)) > LONGEST_DATA:
        yield "too much data in a button"


def _common(kind: str) -> Keys:
    return OF_ELEMENT if kind in HAVE_SPACING else {}


SHAPES = Shapes(TYPES, _common)
