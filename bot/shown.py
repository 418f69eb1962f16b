"""What people wrote, as it may stand on a terminal: no escape sequence, nothing that turns a line around or ends it.

Knows characters; must not know where the text comes from. All else of it, emoji and every script, stays as it is.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from rich.console import Console

_ACTS = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Categories of what is no sign to be seen but does something: controls, marks of direction, ends of lines."""
_JOINS = frozenset("\u200c\u200d")
"""Within words of several scripts, and within emoji."""
_OURS = frozenset("\n\t")


def acts(sign: str) -> bool:
    """Whether this does something to a terminal, or to how what follows is read."""
    return unicodedata.category(sign) in _ACTS and sign not in _JOINS


def escaped(sign: str) -> str:
    """As it is written in YAML, JSON and most languages."""
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"


def tame(text: str) -> str:
    """The same, of several lines, with everything written out that would act."""
    return text if text.isascii() and text.isprintable() else _written_out(text, lambda sign: sign not in _OURS)


def one_line(text: str) -> str:
    """As `tame`, and a line of its own is no line of ours."""
    return text if text.isascii() and text.isprintable() else _written_out(text, lambda _: True)


def _written_out(text: str, is_meant: Callable[[str], bool]) -> str:
    return "".join(escaped(sign) if acts(sign) and is_meant(sign) else sign for sign in text)


class TameConsole(Console):
    """A terminal that gets no control from any text; its own colours are added after that."""

    def print(self, *objects: Any, **how: Any) -> None:
        """See `Console.print`."""
        super().print(*(tame(each) if isinstance(each, str) else each for each in objects), **how)
