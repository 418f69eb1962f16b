"""What lines of a message begin with that every renderer sets apart: titles of sections, objectives, key results.

Knows how our own lines begin; must not know how any platform shows it. Text that people typed may happen to begin so
as well: then it is set apart, and still only text.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

OFF_TRACK, KEY_RESULTS, ACTIONS, STOPPED = "OFF TRACK", "KEY RESULTS", "ACTIONS", "STOPPED"
STUCK, TO_STOP = "STUCK", "TO STOP"
TITLES = (OFF_TRACK, KEY_RESULTS, ACTIONS, STOPPED, STUCK, TO_STOP)

_TITLE = re.compile(rf"({'|'.join(TITLES)})(?= |$)")
_PLACE = re.compile(r"\d{1,2}\.\d{1,2}(?= )")
_NUMBER = re.compile(r"(\d{1,2}) ")


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
