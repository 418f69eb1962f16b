"""What Slack refuses in tables and charts. Pure."""

from collections.abc import Iterator
from typing import Any

from tests.fakes.slack.limits.text import length_of, rich_text

Json = dict[str, Any]

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 100, 20, 10_000
MOST_CHARTS, MOST_SERIES, MOST_POINTS = 2, 6, 20
ALIGNMENTS = {"left", "center", "right"}


def together(blocks: list[Json]) -> Iterator[str]:
    """What holds for all figures of one message or Home."""
    tables = [block for block in blocks if block.get("type") == "table"]
    if len(tables) > 1:
        yield "only_one_table_allowed"
    if len([block for block in blocks if block.get("type") == "data_visualization"]) > MOST_CHARTS:
        yield f"no more than {MOST_CHARTS} charts"


def table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= MOST_ROWS:
        yield f"1 to {MOST_ROWS} rows, there are {len(rows)}"
    for number, row in enumerate(rows):
        if not 1 <= len(row) <= MOST_COLUMNS:
            yield f"/rows/{number}: 1 to {MOST_COLUMNS} cells, there are {len(row)}"
        for cell in row:
            yield from (f"/rows/{number}: {fault}" for fault in _cell(cell))
    if sum(length_of(cell) for row in rows for cell in row) > MOST_CHARACTERS:
        yield f"more than {MOST_CHARACTERS} characters in its cells"
    yield from _columns(block.get("column_settings", []))


def _columns(settings: list[Json | None]) -> Iterator[str]:
    if len(settings) > MOST_COLUMNS:
        yield f"no more than {MOST_COLUMNS} column_settings"
    for setting in settings:
        if setting and setting.get("align", "left") not in ALIGNMENTS:
            yield f"unknown align {setting['align']}"


def _cell(cell: Json) -> Iterator[str]:
    kind = cell.get("type")
    if kind in {"raw_text", "raw_number"}:
        if not isinstance(cell.get("text"), str) or not cell["text"]:
            yield "must be more than 0 characters"
        if kind == "raw_number" and not isinstance(cell.get("value"), int | float):
            yield "value is no number"
    elif kind == "rich_text":
        yield from rich_text(cell)
    else:
        yield f"failed to match any allowed schemas: {kind}"


def chart(block: Json) -> Iterator[str]:
    yield from _words(block.get("title"), 50, "title")
    shown = block.get("chart") or {}
    kind = shown.get("type")
    if kind == "pie":
        yield from _pie(shown.get("segments", []))
    elif kind in {"bar", "area", "line"}:
        yield from _axes(shown)
    else:
        yield f"unknown chart {kind}"


def _pie(segments: list[Json]) -> Iterator[str]:
    if not 1 <= len(segments) <= MOST_SERIES:
        yield f"1 to {MOST_SERIES} segments"
    for segment in segments:
        yield from _words(segment.get("label"), 20, "label")
        if not segment.get("value", 0) > 0:
            yield "the value of a segment must be above 0"


def _axes(shown: Json) -> Iterator[str]:
    series, axis = shown.get("series", []), shown.get("axis_config")
    if not isinstance(axis, dict):
        yield "missing required field: axis_config"
        return
    categories = axis.get("categories", [])
    yield from _names(categories, MOST_POINTS, "categories")
    yield from _names([one.get("name") for one in series], MOST_SERIES, "series")
    for name in ("x_label", "y_label"):
        if name in axis:
            yield from _words(axis[name], 50, name)
    for one in series:
        if [point.get("label") for point in one.get("data", [])] != categories:
            yield "every category needs exactly one point of each series"
        if not all(isinstance(point.get("value"), int | float) for point in one.get("data", [])):
            yield "a point without a number"


def _names(names: list[Any], most: int, what: str) -> Iterator[str]:
    if not 1 <= len(names) <= most:
        yield f"1 to {most} {what}, there are {len(names)}"
    if len(set(names)) != len(names):
        yield f"{what} are not unique"
    for name in names:
        yield from _words(name, 20, what)


def _words(given: Any, longest: int, name: str) -> Iterator[str]:
    if not isinstance(given, str) or not 1 <= len(given) <= longest:
        yield f"{name} must have 1 to {longest} characters: {given!r}"
