"""A card as plain text: for limits on lines and characters, transcripts and tests.

Knows how text stands on a page of fixed-width characters; must not know what a card is about.
"""

from cadence.cards import Block, Buttons, Card, Chart, Divider, Facts, Heading, Link, Table, Text, Verbatim


def plain_text(card: Card) -> str:
    """The card's lines, with a blank line between its parts, but for buttons, in brackets, and links."""
    lines: list[str] = []
    before: Block | None = None
    for block in card.blocks:
        if before is not None and not (isinstance(before, Heading) or isinstance(block, Buttons | Link)):
            lines.append("")
        lines.extend(_lines(block))
        before = block
    return "\n".join(lines)


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text) | Text(text) | Verbatim(text):
            return text.split("\n")
        case Facts(pairs):
            return [f"{label}: {value}" for label, value in pairs]
        case Table(columns, rows):
            return _aligned((columns, *rows))
        case Chart(title) | Link(title):
            return [title]
        case Buttons(row):
            return [" ".join(f"[{button.label}]" for button in row)]
        case Divider():
            return ["---"]


def _aligned(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [" ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
