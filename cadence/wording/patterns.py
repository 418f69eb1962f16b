"""One line for what shows only over several weeks, in the lead's brief and nowhere else. Pure.

Knows key results; must not name a person.
"""

from collections.abc import Sequence

from cadence.model import KeyResult
from cadence.snapshot import Snapshot
from cadence.weekly.patterns import Pattern, PatternKind
from cadence.wording.lines import clip

MOST_PLACES = 5


def pattern_line(snapshot: Snapshot, pattern: Pattern) -> str:
    """A statement, and the question that it raises."""
    rows = pattern.key_results
    match pattern.kind:
        case PatternKind.STUCK:
            return f"{_named(snapshot, rows)} off track for the third week, and nothing done about it: what changes?"
        case PatternKind.UNDECIDED:
            return f"Two weeks without a decision, with {_places(snapshot, rows)} off track: which call is missing?"
        case PatternKind.FROZEN:
            return f"{_named(snapshot, rows)}: nobody touched the value for four weeks. Still the right measure?"
    return "Every key result green since the start: is it ambitious enough?"


def _named(snapshot: Snapshot, rows: Sequence[KeyResult]) -> str:
    """`1.3 Trials/week` where it is one; `1.3 and 2.1` where they are more."""
    return f"{snapshot.place(rows[0].id)} {clip(rows[0].title, 40)}" if len(rows) == 1 else _places(snapshot, rows)


def _places(snapshot: Snapshot, rows: Sequence[KeyResult]) -> str:
    places = [snapshot.place(row.id) for row in rows]
    shown, more = places[:MOST_PLACES], len(places) - MOST_PLACES
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)
