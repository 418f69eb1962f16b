"""Puts what a form asks onto as few pages as it fits into. Pure; knows sizes, and no field."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from cadence.form_room import FormRoom
from cadence.forms import FieldPart, FormPart

MARGIN, MARGIN_LETTERS = 4, 2_000
"""What a page needs for itself: a heading with its line, a button to start afresh, and one to go back."""


@dataclass(frozen=True)
class Chunk:
    """Parts that stay together on a page. size, letters: the room they may come to need."""

    parts: tuple[FormPart, ...]
    size: int
    letters: int = 0


Pages = Sequence[Sequence[FormPart]]


def paged(chunks: Iterable[Chunk], room: FormRoom) -> list[list[Chunk]]:
    """The chunks in their order, as many on each page as fit; a chunk larger than a page has one of its own."""
    pages: list[list[Chunk]] = [[]]
    for chunk in chunks:
        if pages[-1] and not fit([*pages[-1], chunk], room):
            pages.append([])
        pages[-1].append(chunk)
    return pages


def fit(chunks: Sequence[Chunk], room: FormRoom) -> bool:
    """Whether one page holds all of them."""
    return room.holds(sum(chunk.size for chunk in chunks), sum(chunk.letters for chunk in chunks))


def fields_of(page: Iterable[FormPart]) -> list[str]:
    """The ids of its fields."""
    return [part.id for part in page if isinstance(part, FieldPart)]


def page_with(pages: Pages, beginning: str) -> int | None:
    """The number of the first page that has a field whose id begins so."""
    numbers = enumerate(pages, 1)
    return next((number for number, page in numbers if any(f.startswith(beginning) for f in fields_of(page))), None)


def page_after(pages: Pages, shown: Container[str]) -> int | None:
    """The number of the page with the first field below those that were shown, however the pages were cut then.

    None where nothing was shown, or nothing stands below it.
    """
    fields = [(number, field) for number, page in enumerate(pages, 1) for field in fields_of(page)]
    last = max((at for at, (_, field) in enumerate(fields) if field in shown), default=None)
    return fields[last + 1][0] if last is not None and last + 1 < len(fields) else None
