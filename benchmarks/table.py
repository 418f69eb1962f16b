"""Shows what was measured: a table in the terminal, and the same as Markdown for the documents."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.bench import Row

Found = Mapping[str, Sequence[Row]]
"""Rows by the name of their benchmark."""
COLUMNS = ("benchmark", "what", "measured", "to reach", "")
_VERDICTS = {True: "reached", False: "missed", None: ""}


def show(out: Console, found: Found) -> None:
    table = Table(*COLUMNS, pad_edge=False)
    for name, rows in found.items():
        for place, row in enumerate(rows):
            style = "bold red" if row.is_reached is False else ""
            is_last = place == len(rows) - 1
            table.add_row(*_cells("" if place else name, row), style=style, end_section=is_last)
    out.print(table)


def markdown(found: Found) -> str:
    lines = [" | ".join(COLUMNS), " | ".join(["---"] * len(COLUMNS))]
    lines += [" | ".join(_cells(name, row)) for name, rows in found.items() for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


def missed(found: Found) -> list[Row]:
    return [row for rows in found.values() for row in rows if row.is_reached is False]


def _cells(name: str, row: Row) -> tuple[str, ...]:
    return name, row.what, row.measured, row.to_reach, _VERDICTS[row.is_reached]
