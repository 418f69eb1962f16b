"""Tables and charts as Slack's own blocks, where they are within its limits; None where they are not. Pure.

Source: docs.slack.dev/reference/block-kit/blocks, table-block and data-visualization-block.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from adapters.slack.rendering.dress import CHART, TABLE
from adapters.slack.rendering.text import Json, shorten
from cadence.cards import Chart, Table
from cadence.text.calm import calm

MOST_ROWS, MOST_COLUMNS, MOST_CELL_CHARACTERS = 100, 20, 10_000
LONGEST_CELLS = (600, 200, 80, 40)
"""How much of each cell is shown: as much as fits."""
WRAPPED_FROM = 24
MOST_POINTS, FEWEST_POINTS = 20, 2
LONGEST_TITLE, LONGEST_NAME = 50, 20
NOW, TARGET = "Value", "Target"


def native_table(table: Table) -> Json | None:
    """The table with its columns as header row; long columns wrap."""
    if len(table.rows) + 1 > MOST_ROWS or not 1 <= len(table.columns) <= MOST_COLUMNS:
        return None
    for longest in LONGEST_CELLS:
        rows = [[shorten(" ".join(cell.split()), longest) for cell in row] for row in (table.columns, *table.rows)]
        if sum(len(cell) for row in rows for cell in row) <= MOST_CELL_CHARACTERS:
            return _table(rows)
    return None


def native_chart(chart: Chart) -> Json | None:
    """A line over the weeks that have a reading, and one for the target."""
    points = [(label, value) for label, value in zip(chart.labels, chart.values, strict=True) if value is not None]
    points = points[-MOST_POINTS:]
    if len(points) < FEWEST_POINTS:
        return None
    labels = list(_unique([label for label, _ in points]))
    series = [_series(NOW, labels, [value for _, value in points])]
    if chart.target is not None:
        series.append(_series(TARGET, labels, [chart.target] * len(labels)))
    return {
        "type": CHART,
        "title": shorten(chart.title.strip() or NOW, LONGEST_TITLE),
        "chart": {"type": "line", "series": series, "axis_config": _axes(labels, chart.unit)},
    }


def _table(rows: Sequence[Sequence[str]]) -> Json:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return {
        "type": TABLE,
        "column_settings": [{"is_wrapped": width >= WRAPPED_FROM} for width in widths],
        "rows": [[{"type": "raw_text", "text": calm(cell) or " "} for cell in row] for row in rows],
    }


def _series(name: str, labels: Sequence[str], values: Sequence[float]) -> Json:
    data = [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]
    return {"name": name, "data": data}


def _axes(labels: list[str], unit: str) -> Json:
    shown = {"y_label": shorten(unit.strip(), LONGEST_TITLE)} if unit.strip() else {}
    return {"categories": labels, **shown}


def _unique(labels: Sequence[str]) -> Iterator[str]:
    """Slack wants each category once: a second `9 Nov` is `9 Nov (2)`."""
    seen: Counter[str] = Counter()
    for label in labels:
        short = shorten(label.strip() or "–", LONGEST_NAME - 5)
        seen[short] += 1
        yield short if seen[short] == 1 else f"{short} ({seen[short]})"
