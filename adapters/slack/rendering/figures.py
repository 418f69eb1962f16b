"""Tables as monospaced text, for clients that have no blocks for them. Pure."""

from unicodedata import east_asian_width

from adapters.slack.rendering.text import shorten
from cadence.cards import Table

WIDEST_CELL = 48


def table_text(table: Table) -> str:
    """The table with its columns aligned; headings in capitals."""
    rows = [tuple(name.upper() for name in table.columns), *table.rows]
    cells = [[_one_line(cell) for cell in row] for row in rows]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(table.columns))]
    return "\n".join(_line(row, widths) for row in cells)


def _one_line(cell: str) -> str:
    return shorten(" ".join(cell.split()), WIDEST_CELL)


def _line(row: list[str], widths: list[int]) -> str:
    padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns that a monospaced font needs."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
