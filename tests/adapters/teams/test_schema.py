"""The restated schema catches what Teams would drop, blank or refuse: every planted fault, nothing that is right."""

from copy import deepcopy
from typing import Any

import pytest

from adapters.teams.rendering import CHANNEL, DIALOG, GROUP, PERSONAL, Dress, FormWay, Surface, render_card, render_form
from tests.adapters.shapes import Json
from tests.adapters.teams.rendering.samples import EVERY_FIELD, EVERYTHING, OPENED, PEOPLE
from tests.adapters.teams.schema import faults_of_card

Path = tuple[str | int, ...]
GONE = object()

CARD = render_card(EVERYTHING, CHANNEL)
FORM = render_form(EVERY_FIELD, OPENED, PEOPLE, FormWay.DIALOG)
AT = {each["type"]: number for number, each in enumerate(CARD["body"])}
TABLE, CHART, ROW = AT["Table"], AT["Chart.VerticalBar"], AT["ActionSet"]
TEXT, RICH, FACT, BOX = AT["TextBlock"], AT["RichTextBlock"], AT["ColumnSet"], AT["Container"]
NOTE = next(number for number, each in enumerate(FORM["body"]) if each.get("id") == "f:kr:1:note")
INPUT: Json = {"type": "Input.Text", "id": "x", "label": "x"}
BUTTON: Json = CARD["body"][ROW]["actions"][1]

FAULTS: list[tuple[Path, Any]] = [
    (("version",), "1.6"),
    (("version",), GONE),
    (("type",), "Card"),
    (("body",), []),
    (("refresh",), {}),
    (("msteams",), GONE),
    (("msteams", "width"), "Wide"),
    (("fallbackText",), ""),
    (("body", TEXT, "text"), ""),
    (("body", TEXT, "wrap"), GONE),
    (("body", TEXT, "size"), "Huge"),
    (("body", TEXT, "maxLine"), 1),
    (("body", TEXT), {"type": "Heading", "text": "x"}),
    (("body", RICH, "inlines"), []),
    (("body", RICH, "inlines", 0), "text"),
    (("body", RICH, "inlines", 0, "text"), ""),
    (("body", RICH, "inlines", 0, "color"), "Red"),
    (("body", RICH, "inlines", 0, "selectAction"), {"type": "Action.OpenUrl", "url": "http://x.example"}),
    (("body", RICH, "spacing"), "Tiny"),
    (("body", FACT, "columns"), []),
    (("body", FACT, "columns", 0, "items"), []),
    (("body", FACT, "columns", 0, "width"), "wide"),
    (("body", BOX, "style"), "box"),
    (("body", TABLE, "fallback"), GONE),
    (("body", TABLE, "fallback"), "drop"),
    (("body", TABLE, "firstRowAsHeader"), True),
    (("body", TABLE, "rows", 0, "cells"), []),
    (("body", TABLE, "rows", 0, "cells", 0), {"type": "TextBlock", "text": "x", "wrap": True}),
    (("body", TABLE, "rows", 0, "cells", 0, "items", 0), INPUT),
    (("body", TABLE, "columns"), [{"width": 1}]),
    (("body", CHART, "fallback"), GONE),
    (("body", CHART, "data"), []),
    (("body", CHART, "data", 0, "y"), None),
    (("body", CHART, "type"), "Chart.Curve"),
    (("body", ROW, "actions"), []),
    (("body", ROW, "actions"), [BUTTON] * 7),
    (("body", ROW, "actions", 0, "title"), ""),
    (("body", ROW, "actions", 0, "style"), "primary"),
    (("body", ROW, "actions", 0, "data"), "answer"),
    (("body", ROW, "actions", 0, "data"), {"x": 1}),
    (("body", ROW, "actions", 0, "data", "drumbeat", "value"), "x" * 9_000),
    (("body", ROW, "actions", 1, "verb"), GONE),
    (("body", ROW, "actions", 1, "data", "msteams"), {"type": "task/fetch"}),
    (("body", ROW, "actions", 0, "type"), "Action.Http"),
]
FORM_FAULTS: list[tuple[Path, Any]] = [
    (("body", NOTE, "id"), GONE),
    (("body", NOTE, "id"), "f:next"),
    (("body", NOTE, "label"), ""),
    (("body", NOTE, "maxLength"), 100),
    (("body", NOTE, "isRequired"), True),
    (("body", NOTE, "value"), 3),
    (("body", NOTE), {"type": "Input.Number", "id": "x", "label": "x"}),
    (("actions", 0), {**BUTTON}),
    (("actions", 0, "data", "msteams"), {"type": "task/fetch"}),
    (("actions",), []),
]


def planted(where: Json, path: Path, what: Any) -> Json:
    made = deepcopy(where)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    if what is GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = deepcopy(what)
    return made


@pytest.mark.parametrize("dress", [CHANNEL, GROUP, PERSONAL, DIALOG, Dress(natives=frozenset())])
def test_what_is_right_is_found_right(dress: Dress) -> None:
    card = render_card(EVERYTHING, dress)
    assert faults_of_card(card, in_dialog=dress.surface is Surface.DIALOG) == []


@pytest.mark.parametrize("way", list(FormWay))
def test_forms_that_are_right_are_found_right(way: FormWay) -> None:
    form = render_form(EVERY_FIELD, OPENED, PEOPLE, way)
    assert faults_of_card(form, in_dialog=way is FormWay.DIALOG) == []


@pytest.mark.parametrize(("path", "what"), FAULTS)
def test_every_planted_fault_of_a_card_is_caught(path: Path, what: Any) -> None:
    assert faults_of_card(planted(CARD, path, what)) != []


@pytest.mark.parametrize(("path", "what"), FORM_FAULTS)
def test_every_planted_fault_of_a_form_is_caught(path: Path, what: Any) -> None:
    assert faults_of_card(planted(FORM, path, what), in_dialog=True) != []


def test_a_card_is_measured_as_teams_measures_it() -> None:
    wide = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x" * 3_900}]}
    small, large = ({**CARD, "body": [*CARD["body"], *[wide] * amount]} for amount in (5, 11))
    assert faults_of_card(small) == []
    assert "bytes" in faults_of_card(large)[0]
