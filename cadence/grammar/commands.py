"""The `okr` commands: one grammar for every platform. Reads a line into one of the records of `vocabulary`.

People stand in the line as `<@id>`. Knows the first word of a line; what follows it is read in `readers`, and nothing
here knows what the commands do.
"""

from datetime import date

from cadence.errors import NotUnderstood
from cadence.grammar.lines import Line, bare, is_place, tidy
from cadence.grammar.nearest import nearest, quote
from cadence.grammar.readers import READERS
from cadence.grammar.vocabulary import (
    Add,
    CheckInForm,
    Command,
    Edit,
    Help,
    ListActions,
    ListBlockers,
    ListDecisions,
    Mine,
    Noun,
    Pause,
    RecordAction,
    RecordBlocker,
    RecordDecision,
    Remove,
    Resume,
    Settings,
    SetUp,
    ShowBoard,
    ShowHistory,
    ShowSummary,
    Skip,
    TakeLeave,
    Update,
    Which,
)
from cadence.ports import DateReader

__all__ = [
    "Add",
    "CheckInForm",
    "Command",
    "Edit",
    "Help",
    "ListActions",
    "ListBlockers",
    "ListDecisions",
    "Mine",
    "Noun",
    "Pause",
    "RecordAction",
    "RecordBlocker",
    "RecordDecision",
    "Remove",
    "Resume",
    "SetUp",
    "Settings",
    "ShowBoard",
    "ShowHistory",
    "ShowSummary",
    "Skip",
    "TakeLeave",
    "Update",
    "Which",
    "read_command",
]

LONGEST = 3_000
ALIASES = {"check-in": "checkin", "set-up": "setup", "?": "help"}


def read_command(text: str, today: date, dates: DateReader) -> Command:
    """The command in a line (without the leading `okr`). Raises NotUnderstood with the nearest suggestion."""
    if len(text) > LONGEST:
        raise NotUnderstood(f"That line has {len(text):,} characters; {LONGEST:,} fit. `okr checkin` opens the form.")
    word, rest = _first_word(tidy(text))
    if not word:
        return ShowBoard()
    known = ALIASES.get(word, word)
    if known not in READERS:
        raise NotUnderstood(_unknown(word))
    return READERS[known](Line(rest=rest, today=today, dates=dates))


def _first_word(line: str) -> tuple[str, str]:
    word, _, rest = line.partition(" ")
    if bare(word).lstrip("/@") == "okr":  # typed once more by habit
        return _first_word(rest.strip())
    return bare(word) or word.strip("`\"'"), rest.strip()


def _unknown(word: str) -> str:
    if is_place(word):
        return f"I don't know what to do with {quote(word)}. Did you mean `okr update {quote(word)} 45%`?"
    near = nearest(word, READERS)
    hint = f"Did you mean `{near}`?" if near else "`okr help` lists what I know."
    return f"I don't know `{quote(word)}`. {hint}"
