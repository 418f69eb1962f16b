"""Puts what a form asks onto as few pages as it fits into. Pure; knows sizes, and no field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cadence.forms import FormPart
from cadence.wording.checkin_blocks import size_of

MARGIN = 4
"""What a page needs for itself: a heading with its line, a button to start afresh, and one to go back."""


@dataclass(frozen=True)
class Chunk:
    """Parts that stay together on a page. size: the room they may come to need."""

    parts: tuple[FormPart, ...]
    size: int

    @classmethod
    def of(cls, parts: Sequence[FormPart]) -> "Chunk":
        """A chunk that does not grow."""
        return cls(tuple(parts), size_of(parts))


def paged(chunks: Iterable[Chunk], room: int) -> list[list[Chunk]]:
    """The chunks in their order, as many on each page as fit; a chunk larger than a page has one of its own."""
    pages: list[list[Chunk]] = [[]]
    for chunk in chunks:
        if pages[-1] and sum(each.size for each in pages[-1]) + chunk.size > room:
            pages.append([])
        pages[-1].append(chunk)
    return pages
