"""Tables and charts in Teams' own form, each with plain lines for clients that have none. Pure.

Tables are part of Adaptive Cards 1.5, yet blank on some phones; charts are Teams' own addition.
"""

from collections.abc import Sequence

from adapters.teams.rendering.text import BOLD, MONO, NORMAL, QUIET, Json, line, one_line, run, shown, stacked
from cadence.cards import Chart, Table
from cadence.text.figures import chart_text, span_text, sparkline

LEAST_WIDTH, MOST_WIDTH, GAP = 7, 26, 3
"""Of a column, in characters of its longest cell: how the columns share the room."""
FEWEST_POINTS, MOST_POINTS, LONGEST_LABEL = 2, 20, 20


def native_table(table: Table) -> Json:
    """The table, its columns as wide as what stands in them."""
    rows = [_row(table.columns, is_head=True), *(_row(row) for row in table.rows)]
    widths = [_width(column) for column in zip(table.columns, *table.rows, strict=True)]
    return {
        "type": "Table",
        "columns": [{"width": width} for width in widths],
        "rows": rows,
        "fallback": {"type": "Container", "items": table_lines(table) or [line([])]},
    }


def table_lines(table: Table) -> list[Json]:
    """A row a paragraph: its first cell, and below it the others by name."""
    return [made for number, row in enumerate(table.rows) for made in _row_lines(table.columns, row, number)]


def chart_blocks(chart: Chart, heading: str, is_native: bool) -> list[Json]:
    """Title, chart, and in words where it began, stands and should be. heading: not to be said twice."""
    title = one_line(chart.title)
    head = [[run(title, BOLD)]] if title and title != one_line(heading) else []
    if not is_native or len(_points(chart)) < FEWEST_POINTS:
        return stacked([*head, [run(_unbroken(chart_text(chart)), MONO)]])
    return [*stacked(head), _bars(chart), line([run(_unbroken(span_text(chart)), QUIET)], "Small")]


def _bars(chart: Chart) -> Json:
    points = _points(chart)[-MOST_POINTS:]
    return {
        "type": "Chart.VerticalBar",
        "title": one_line(chart.title),
        "showTitle": False,
        "data": [{"x": one_line(label, LONGEST_LABEL) or "–", "y": value} for label, value in points],
        "fallback": line([run(sparkline(chart.values), MONO)]),
    }


def _points(chart: Chart) -> list[tuple[str, float]]:
    known = zip(chart.labels, chart.values, strict=True)
    return [(label, value) for label, value in known if value is not None]


def _unbroken(text: str) -> str:
    """One line, its blanks kept: those of a sparkline mean something."""
    return shown(text).replace("\n", " ")


def _row(cells: Sequence[str], *, is_head: bool = False) -> Json:
    return {"type": "TableRow", "cells": [_cell(cell, is_head) for cell in cells]}


def _cell(text: str, is_head: bool) -> Json:
    return {"type": "TableCell", "items": [line([run(one_line(text) or " ", BOLD if is_head else NORMAL)])]}


def _width(cells: Sequence[str]) -> int:
    return GAP + min(max(LEAST_WIDTH, *(len(one_line(cell)) for cell in cells)), MOST_WIDTH)


def _row_lines(columns: Sequence[str], row: Sequence[str], number: int) -> list[Json]:
    named = [f"{one_line(name)}: {one_line(cell)}" for name, cell in zip(columns[1:], row[1:], strict=True)]
    first = line([run(one_line(row[0]) or "–")], "Medium" if number else "")
    return [first, *([line([run(" · ".join(named), QUIET)], "None")] if named else [])]
