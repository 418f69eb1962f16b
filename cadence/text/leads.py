"""What lines of a message begin with that every renderer sets apart: titles of sections, objectives, key results, and
what buttons are about.

Knows how our own lines begin; must not know how any platform shows it. Text that people typed may happen to begin so
as well: then it is set apart, and still only text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cadence.cards import Block, Buttons, Heading, Text, Tone

OFF_TRACK, KEY_RESULTS, ACTIONS, STOPPED = "OFF TRACK", "KEY RESULTS", "ACTIONS", "STOPPED"
STUCK, TO_STOP = "STUCK", "TO STOP"
TITLES = (OFF_TRACK, KEY_RESULTS, ACTIONS, STOPPED, STUCK, TO_STOP)

_TITLE = re.compile(rf"({'|'.join(TITLES)})(?= |$)")
_PLACE = re.compile(r"\d{1,2}\.\d{1,2}(?= )")
_NUMBER = re.compile(r"(\d{1,2}) ")
LONGEST_TITLE_LINE = 200
A_LIST = 2


class Lead(StrEnum):
    """What a line begins with."""

    NOTHING = "nothing"
    TITLE = "title"
    OBJECTIVE = "objective"
    PLACE = "place"


@dataclass(frozen=True)
class Line:
    """A line in two parts: what is set apart (the whole line, for an objective), and the rest."""

    kind: Lead
    lead: str
    rest: str


def read_lines(text: str) -> list[Line]:
    """The lines of a paragraph. An objective's is one whose number is that of the key result on the line below it."""
    lines = text.split("\n")
    return [_line(line, below) for line, below in zip(lines, [*lines[1:], ""], strict=True)]


def _line(line: str, below: str) -> Line:
    for kind, pattern in ((Lead.TITLE, _TITLE), (Lead.PLACE, _PLACE)):
        if found := pattern.match(line):
            return Line(kind, found[0], line[found.end() :])
    number = _NUMBER.match(line)
    if number and _PLACE.match(below) and below.startswith(f"{number[1]}."):
        return Line(Lead.OBJECTIVE, line, "")
    return Line(Lead.NOTHING, "", line)


def titled_texts(blocks: Sequence[Block]) -> set[int]:
    """Texts whose first line says what their buttons are about: those of several lines, unless a heading says it."""
    above = {n for n, below in enumerate(blocks[1:]) if isinstance(below, Buttons) and isinstance(blocks[n], Text)}
    if len(above) < A_LIST and any(isinstance(block, Heading) for block in blocks):
        return set()
    return {n for n in above if isinstance(block := blocks[n], Text) and _has_title_line(block)}


def _has_title_line(block: Text) -> bool:
    first, _, rest = block.text.partition("\n")
    return block.tone is Tone.NORMAL and 0 < len(first) <= LONGEST_TITLE_LINE and bool(rest.strip())
