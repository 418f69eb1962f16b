"""What an Adaptive Card shows to the person in front of it, and what may be typed and pressed. Knows no wire."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
NESTED = ("body", "items", "columns", "rows", "cells", "inlines", "facts", "actions", "images", "card", "action")
INVISIBLE = str.maketrans("", "", "\u2060\u200b")
LINKED = re.compile(r"\[([^\]\n]+)\]\((?:https?|mailto)[^)\s]*\)")
MARKED = re.compile(r"(?<!\w)(\*\*|_)(?=\S)([^\n]+?)(?<=\S)\1(?!\w)")


def as_read(markdown: str) -> str:
    """What is seen of a TextBlock's text: links by their label, no marks, nothing invisible."""
    return MARKED.sub(r"\2", MARKED.sub(r"\2", LINKED.sub(r"\1", markdown))).translate(INVISIBLE)


def walk(node: Any) -> Iterator[Json]:
    """Every element that is visible, parents first."""
    if isinstance(node, list):
        for each in node:
            yield from walk(each)
    if not isinstance(node, dict) or node.get("isVisible") is False:
        return
    yield node
    for key in NESTED:
        yield from walk(node.get(key))


def texts_of(card: Json) -> list[str]:
    """Every text that is seen, in its order. A row of a table is one."""
    return list(_texts(card.get("body", [])))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    if not isinstance(node, dict) or node.get("isVisible") is False:
        return
    kind = node.get("type", "")
    if kind == "TableRow":
        yield " ".join(" ".join(_texts(cell.get("items", []))) for cell in node.get("cells", []))
    elif kind == "RichTextBlock":
        yield "".join(run if isinstance(run, str) else run.get("text", "") for run in node.get("inlines", []))
    elif kind == "FactSet":
        yield from (f"{as_read(fact['title'])} {as_read(fact['value'])}" for fact in node["facts"])
    elif kind.startswith("Input."):
        yield from [node["label"]] if node.get("label") else []
    elif kind.startswith("Chart."):
        yield from [node["title"]] if node.get("title") else []
    else:
        yield from [as_read(node["text"])] if isinstance(node.get("text"), str) else []
        yield from (text for key in ("body", "items", "columns", "rows", "card") for text in _texts(node.get(key)))


@dataclass
class Shown:
    """A card in front of one person: what it says, and what they typed into it.

    typed: input id -> what was put there. people: the ids that its people pickers offer.
    """

    content: Json
    people: tuple[str, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        return "\n".join(texts_of(self.content))

    def marked(self) -> list[str]:
        """What stands there in the colour of what is wrong."""
        nodes = (node for node in walk(self.content) if str(node.get("color", "")).lower() == "attention")
        return [node["text"] for node in nodes]

    def buttons(self) -> dict[str, Json]:
        """What can be pressed, by its title; the first where several have the same."""
        found: dict[str, Json] = {}
        for node in walk(self.content):
            if str(node.get("type", "")).startswith("Action.") and node.get("isEnabled", True):
                found.setdefault(node.get("title", ""), node)
        return found

    def inputs(self) -> dict[str, Json]:
        """Every visible input by its id."""
        return {node["id"]: node for node in walk(self.content) if str(node.get("type", "")).startswith("Input.")}

    def field(self, start: str, ending: str = "") -> str:
        """The id of the first input whose label starts so (of its first neighbour with this ending), hidden or not."""
        inputs = _all_inputs(self.content)
        ids = list(inputs)
        first = next((i for i, key in enumerate(ids) if inputs[key].get("label", "").startswith(start)), None)
        assert first is not None, f"no input begins with {start!r}: {[node.get('label') for node in inputs.values()]}"
        return next(key for key in ids[first:] if key.endswith(ending))

    def fill(self, values: Mapping[str, str | tuple[str, ...]]) -> None:
        """Type into inputs, by their ids or the ids of their fields, unfolded first; several choices as a tuple."""
        for name, value in values.items():
            self._unfold(name)
            key = self.key(name)
            text = value if isinstance(value, str) else ",".join(value)
            self._need_possible(self.inputs()[key], text)
            self.typed[key] = text

    def key(self, name: str) -> str:
        """The id of an input, which our cards make of a field's id: `f:<field>`, `fp:<field>~<edition>` ..."""
        known = _by_name(self.inputs())
        assert name in known, f"no input {name!r} among {list(self.inputs())}"
        return known[name]

    def values(self) -> dict[str, str]:
        """What the client sends: text, whatever the kind of input; what is hidden, too."""
        return {key: self.typed.get(key, _first(node)) for key, node in _all_inputs(self.content).items()}

    def _unfold(self, name: str) -> None:
        """Press the button that shows this input, where it is hidden and one does."""
        for action in () if name in _by_name(self.inputs()) else [*self.buttons().values()]:
            if action["type"] == "Action.ToggleVisibility" and name in _by_name(self._shown_by(action)):
                self.toggle(action)
                return

    def _shown_by(self, action: Json) -> dict[str, Json]:
        after = Shown(self.content)
        after.toggle(action)
        return after.inputs()

    def complaints(self) -> dict[str, str]:
        """What the client itself says before it sends anything, by input."""
        return {key: said for key, node in self.inputs().items() if (said := _complaint(node, self.values()[key]))}

    def toggle(self, action: Json) -> None:
        """What a button does that only shows and hides."""
        content = copy.deepcopy(self.content)
        for target in action["targetElements"]:
            name = target if isinstance(target, str) else target["elementId"]
            for node in _everything(content):
                if node.get("id") == name:
                    shown = None if isinstance(target, str) else target.get("isVisible")
                    node["isVisible"] = not node.get("isVisible", True) if shown is None else shown
        self.content = content

    def _need_possible(self, node: Json, text: str) -> None:
        if node["type"] != "Input.ChoiceSet" or not text:
            return
        dataset = node.get("choices.data", {}).get("dataset", "")
        possible = {each["value"] for each in node.get("choices", [])}
        possible |= set(self.people) if dataset.startswith("graph.microsoft.com/users") else set()
        chosen = text.split(",") if node.get("isMultiSelect") else [text]
        assert set(chosen) <= possible, f"{chosen} are not among {sorted(possible)}"


def _everything(node: Any) -> Iterator[Json]:
    if isinstance(node, list):
        for each in node:
            yield from _everything(each)
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _everything(value)


def _all_inputs(content: Json) -> dict[str, Json]:
    return {node["id"]: node for node in _everything(content) if str(node.get("type", "")).startswith("Input.")}


def _by_name(inputs: Mapping[str, Json]) -> dict[str, str]:
    """The ids of inputs, by themselves and by the ids of their fields."""
    return {key.partition(":")[2].partition("~")[0]: key for key in inputs} | {key: key for key in inputs}


def _first(node: Json) -> str:
    value = node.get("value")
    if node["type"] == "Input.Toggle":
        return str(value if value is not None else node.get("valueOff", "false"))
    return "" if value is None else str(value)


def _complaint(node: Json, value: str) -> str:
    said = str(node.get("errorMessage") or "not valid")
    if not value:
        return said if node.get("isRequired") else ""
    if len(value) > node.get("maxLength", len(value)):
        return said
    if node["type"] == "Input.Number" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return said
    pattern = node.get("regex")
    return said if pattern and not re.fullmatch(pattern, value) else ""
