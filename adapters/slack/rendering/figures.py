"""Tables and charts as monospaced text, for clients that have no blocks for them. Pure."""

from decimal import Decimal
from unicodedata import east_asian_width

from adapters.slack.rendering.text import shorten
from cadence.cards import Chart, Table
from cadence.measure import show_value

BARS = "▁▂▃▄▅▆▇█"
WIDEST_CELL = 48


def table_text(table: Table) -> str:
    """The table with its columns aligned; headings in capitals."""
    rows = [tuple(name.upper() for name in table.columns), *table.rows]
    cells = [[_one_line(cell) for cell in row] for row in rows]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(table.columns))]
    return "\n".join(_line(row, widths) for row in cells)


def chart_text(chart: Chart) -> str:
    """A sparkline with its ends and the target: `▁▃▅█  31% → 38% · target 45% · 28 Sep – 2 Nov`."""
    known = [(label, value) for label, value in zip(chart.labels, chart.values, strict=True) if value is not None]
    if not known:
        return "no readings yet"
    ends = known if len(known) == 1 else [known[0], known[-1]]
    values = " → ".join(_value(value, chart.unit) for _, value in ends)
    target = [] if chart.target is None else [f"target {_value(chart.target, chart.unit)}"]
    days = " – ".join(label for label, _ in ends if label)
    return f"{sparkline(chart.values)}  " + " · ".join([values, *target, *filter(None, [days])])


def sparkline(values: tuple[float | None, ...]) -> str:
    """One bar a value, lowest to highest; a blank where there was no reading."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    spread = (high - low) or 1
    top = len(BARS) - 1
    return "".join(" " if value is None else BARS[round((value - low) / spread * top)] for value in values)


def _value(value: float, unit: str) -> str:
    return show_value(Decimal(str(value)), unit)


def _one_line(cell: str) -> str:
    return shorten(" ".join(cell.split()), WIDEST_CELL)


def _line(row: list[str], widths: list[int]) -> str:
    padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns that a monospaced font needs."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
