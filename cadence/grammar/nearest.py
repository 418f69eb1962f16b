"""What somebody probably meant: the nearest of the known words. Knows no command."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_QUOTE = 40


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The known word most like this one, or None where none is near. alike: how much, 0 to 1, it must be."""
    found = get_close_matches(word.lower()[:LONGEST_QUOTE], sorted(known), n=1, cutoff=alike)
    return found[0] if found else None


def quote(text: str) -> str:
    """What was typed, on one line and cut to a length that fits into a message."""
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"
