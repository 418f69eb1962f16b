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
    "NoCommand",
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
LONGEST_MEANT = 120
FEWEST_WORDS = 3
"""What is as long, and begins with nothing like a command, is a sentence."""
MISSPELT = 0.8
GREETINGS = frozenset({"hello", "hi", "hey", "hallo", "good", "thanks", "thank", "please"})
ALIASES = {"check-in": "checkin", "set-up": "setup", "?": "help"}


class NoCommand(NotUnderstood):
    """The line begins with no command. meant: the line that would be one, or empty. is_sentence: as to a person."""

    def __init__(self, message: str, meant: str = "", is_sentence: bool = False) -> None:
        super().__init__(message)
        self.meant = meant
        self.is_sentence = is_sentence


def read_command(text: str, today: date, dates: DateReader) -> Command:
    """The command in a line (without the leading `okr`). Raises NotUnderstood with the nearest suggestion."""
    if len(text) > LONGEST:
        raise NotUnderstood(f"That line has {len(text):,} characters; {LONGEST:,} fit. `okr checkin` opens the form.")
    word, rest = _first_word(tidy(text))
    if not word:
        return ShowBoard()
    known = ALIASES.get(word, word)
    if known not in READERS:
        raise _unknown(word, Line(rest=f"{word} {rest}".strip(), today=today, dates=dates))
    return READERS[known](Line(rest=rest, today=today, dates=dates))


def _first_word(line: str) -> tuple[str, str]:
    word, _, rest = line.partition(" ")
    if bare(word).lstrip("/@") == "okr":  # typed once more by habit
        return _first_word(rest.strip())
    return bare(word) or word.strip("`\"'"), rest.strip()


def _unknown(word: str, line: Line) -> NoCommand:
    if is_place(word) and (found := _of_place(word, line)):
        return found
    if _is_sentence(word, line.rest):
        return NoCommand("I read short commands, no whole sentences. `okr help` lists them.", is_sentence=True)
    near = nearest(word, READERS)
    hint = f"Did you mean `okr {near}`?" if near else "`okr help` lists what I know."
    return NoCommand(f'I don\'t know "{quote(word)}". {hint}')


def _of_place(word: str, line: Line) -> NoCommand | None:
    """A value without `update` before it; None for words that only happen to begin with a number."""
    asked = f"I don't know what to do with {quote(word)}."
    try:
        READERS["update"](line)
    except NotUnderstood as error:
        if line.rest == word:
            return NoCommand(f"{asked} Did you mean `okr update {quote(word)} 45%`?")
        return NoCommand(str(error)) if "." in word else None
    shown = line.rest.replace("`", "'")
    shown = shown if len(shown) <= LONGEST_MEANT else f"{shown[: LONGEST_MEANT - 1]}…"
    return NoCommand(f"{asked} Did you mean `okr update {shown}`?", meant=f"update {line.rest}")


def _is_sentence(word: str, line: str) -> bool:
    if word in GREETINGS:
        return True
    return len(line.split()) >= FEWEST_WORDS and nearest(word, READERS, MISSPELT) is None
