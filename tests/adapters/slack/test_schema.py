"""The restated types catch what Slack would refuse: every planted fault, and nothing that is right."""

from copy import deepcopy
from typing import Any

import pytest

from adapters.slack.rendering import HOME, MESSAGE, PLAIN, render_card, render_form, render_home, render_note
from adapters.slack.rendering.dress import Dress
from tests.adapters.slack.schema import shape_of_message, shape_of_view
from tests.adapters.slack.test_cards import EVERYTHING
from tests.adapters.slack.test_forms import ANSWER, OPENED
from tests.fakes.slack.limits import faults_of_message, faults_of_view

Path = tuple[str | int, ...]
GONE = object()

BLOCKS = render_card(EVERYTHING, MESSAGE)
AT = {block["type"]: number for number, block in enumerate(BLOCKS)}
TABLE, CHART, ACTIONS = AT["table"], AT["data_visualization"], AT["actions"]
FIELDS = next(number for number, block in enumerate(BLOCKS) if "fields" in block)
PROSE = next(number for number, block in enumerate(BLOCKS) if block["type"] == "section" and "text" in block)

FAULTS: list[tuple[Path, Any]] = [
    ((AT["header"], "text", "type"), "mrkdwn"),
    ((AT["header"], "text"), "Growth"),
    ((AT["header"], "text", "text"), ""),
    ((AT["header"], "txt"), 1),
    ((AT["header"], "type"), "heading"),
    ((AT["context"], "elements"), []),
    ((AT["context"], "elements", 0), {"type": "image"}),
    ((FIELDS, "fields"), [{"type": "mrkdwn", "text": "x"}] * 11),
    ((PROSE, "text", "type"), "rich_text"),
    ((PROSE, "text", "text"), ""),
    ((PROSE, "text", "text"), "x" * 3_001),
    ((PROSE, "expand"), "yes"),
    ((PROSE,), {"type": "rich_text", "elements": []}),
    ((TABLE, "rows", 0, 0), {"type": "raw_text", "text": ""}),
    ((TABLE, "rows", 0, 0), {"type": "plain_text", "text": "x"}),
    ((TABLE, "rows", 0), [{"type": "raw_text", "text": "x"}] * 21),
    ((TABLE, "rows"), []),
    ((TABLE, "column_settings"), [{"wrapped": True}]),
    ((CHART, "title"), {"type": "plain_text", "text": "x"}),
    ((CHART, "title"), "x" * 51),
    ((CHART, "chart", "type"), "sparkline"),
    ((CHART, "chart", "axis_config"), GONE),
    ((CHART, "chart", "series", 0, "data", 0, "value"), None),
    ((CHART, "chart", "series", 0, "name"), "n" * 21),
    ((ACTIONS, "elements", 0, "text", "type"), "mrkdwn"),
    ((ACTIONS, "elements", 0, "action_id"), GONE),
    ((ACTIONS, "elements", 0, "value"), ""),
    ((ACTIONS, "elements", 0, "style"), "default"),
    ((ACTIONS, "elements"), []),
    ((ACTIONS, "block_id"), "b" * 256),
]
VIEW_FAULTS: list[tuple[Path, Any]] = [
    (("type",), "dialog"),
    (("title",), GONE),
    (("title", "type"), "mrkdwn"),
    (("blocks",), []),
    (("blocks",), [{"type": "divider"}] * 101),
    (("notify",), True),
    (("blocks", 0), {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}),
    (("blocks", 0), {"type": "data_visualization", "title": "x", "chart": {}}),
    (("blocks", 0), {"type": "input", "label": {"type": "plain_text", "text": "x"}}),
]


def planted(where: Any, path: Path, what: Any) -> Any:
    made = deepcopy(where)
    at = made
    for step in path[:-1]:
        at = at[step]
    if what is GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = what
    return made


@pytest.mark.parametrize("dress", [PLAIN, MESSAGE, HOME])
def test_what_is_right_is_found_right(dress: Dress) -> None:
    blocks = render_card(EVERYTHING, dress)
    assert shape_of_message(blocks) == faults_of_message(blocks) == []


@pytest.mark.parametrize(
    "view", [render_form(ANSWER, OPENED), render_note(EVERYTHING, OPENED), render_home(EVERYTHING)]
)
def test_views_that_are_right_are_found_right(view: dict[str, Any]) -> None:
    assert shape_of_view(view) == []


@pytest.mark.parametrize(("path", "what"), FAULTS)
def test_every_planted_fault_of_a_message_is_caught(path: Path, what: Any) -> None:
    assert shape_of_message(planted(BLOCKS, path, what)) != []


@pytest.mark.parametrize(("path", "what"), VIEW_FAULTS)
def test_every_planted_fault_of_a_view_is_caught(path: Path, what: Any) -> None:
    assert shape_of_view(planted(render_form(ANSWER, OPENED), path, what)) != []


def test_what_is_a_matter_of_the_whole_is_caught_by_the_limits() -> None:
    assert faults_of_message([BLOCKS[TABLE], BLOCKS[TABLE]]) == ["only_one_table_allowed"]
    assert faults_of_message([BLOCKS[CHART]] * 3) != []
    assert faults_of_message([BLOCKS[0]] * 51) != []
    twice = {"type": "divider", "block_id": "same"}
    assert faults_of_message([twice, twice]) != []
    view = render_form(ANSWER, OPENED)
    assert faults_of_view({**view, "private_metadata": "x" * 3_001}) != []
    del view["submit"]
    assert faults_of_view(view) != []
