"""What is wrong with an Adaptive Card that a bot sends: what Teams would show as an empty box, or drop silently.

Source: the schema of Adaptive Cards 1.5 and Microsoft's notes on cards in Teams. Knows no wire.
"""

from collections import Counter
from typing import Any

from tests.fakes.teams.cards import Json

VERSIONS = ("1.2", "1.3", "1.4", "1.5")
ELEMENTS = {
    *("TextBlock", "RichTextBlock", "TextRun", "FactSet", "ColumnSet", "Column", "Container", "Table", "TableRow"),
    *("TableCell", "Image", "ImageSet", "ActionSet", "Input.Text", "Input.Number", "Input.Date", "Input.Time"),
    *("Input.Toggle", "Input.ChoiceSet"),
}
ACTIONS = {"Action.Submit", "Action.Execute", "Action.OpenUrl", "Action.ToggleVisibility", "Action.ShowCard"}
MOST_BUTTONS = 6


def faults_of_card(card: Json, *, in_dialog: bool = False) -> list[str]:
    """What is wrong, in words; empty for a good one. in_dialog: there only Action.Submit answers."""
    faults = [] if card.get("type") == "AdaptiveCard" else ["not an AdaptiveCard"]
    if card.get("version") not in VERSIONS:
        faults.append(f"version {card.get('version')!r}")
    if not card.get("body"):
        faults.append("an empty body")
    if "refresh" in card:
        faults.append("refresh: loops")
    faults += _faults(card.get("body", []), "body", is_in_table=False)
    faults += _faults_of_actions(card.get("actions", []), "actions")
    ids = Counter(node["id"] for node in _nodes(card) if str(node.get("type")).startswith("Input.") and "id" in node)
    faults += [f"two inputs {name!r}" for name, count in ids.items() if count > 1]
    kinds = {str(node.get("type")) for node in _nodes(card)}
    if in_dialog and "Action.Execute" in kinds:
        faults.append("Action.Execute in a dialog")
    return faults


def _nodes(node: Any) -> list[Json]:
    if isinstance(node, list):
        return [found for each in node for found in _nodes(each)]
    if not isinstance(node, dict):
        return []
    own = {key: value for key, value in node.items() if key != "fallback"}
    return [node, *(found for value in own.values() for found in _nodes(value))]


def _faults(nodes: list[Json], where: str, *, is_in_table: bool) -> list[str]:
    return [said for at, node in enumerate(nodes) for said in _faults_of(node, f"{where}[{at}]", is_in_table)]


def _faults_of(node: Json, where: str, is_in_table: bool) -> list[str]:
    kind = str(node.get("type", ""))
    if kind not in ELEMENTS:
        return [] if "fallback" in node else [f"{where}: {kind!r} is not known and has no fallback"]
    faults = []
    if kind == "TextBlock" and not isinstance(node.get("text"), str):
        faults.append(f"{where}: no text")
    if kind.startswith("Input."):
        faults += [f"{where}: an input in a table"] if is_in_table else []
        faults += [] if node.get("id") else [f"{where}: an input without id"]
    if kind == "Table":
        faults += [] if "fallback" in node else [f"{where}: a table without fallback"]
        faults += [
            f"{where}: cells do not fit the columns" for row in node["rows"] if len(row["cells"]) > len(node["columns"])
        ]
    if kind == "ActionSet":
        return faults + _faults_of_actions(node["actions"], where)
    in_table = is_in_table or kind == "Table"
    for key in ("items", "columns", "rows", "cells"):
        children = [each if "type" in each else {"type": _child(kind, key), **each} for each in node.get(key, [])]
        faults += (
            [] if (kind, key) == ("Table", "columns") else _faults(children, f"{where}.{key}", is_in_table=in_table)
        )
    return faults


def _child(kind: str, key: str) -> str:
    """The type of what may stand without one."""
    return {"columns": "Column", "rows": "TableRow", "cells": "TableCell"}.get(key, kind)


def _faults_of_actions(actions: list[Json], where: str) -> list[str]:
    first = [each for each in actions if each.get("mode") != "secondary"]
    faults = [f"{where}: {len(first)} buttons in a row"] if len(first) > MOST_BUTTONS else []
    for action in actions:
        if action.get("type") not in ACTIONS:
            faults.append(f"{where}: {action.get('type')!r} is no action")
        if not action.get("title"):
            faults.append(f"{where}: a button without title")
        if not isinstance(action.get("data", {}), dict):
            faults.append(f"{where}: data is not an object")
        if action.get("type") == "Action.ShowCard":
            faults += faults_of_card(action["card"])
    return faults
