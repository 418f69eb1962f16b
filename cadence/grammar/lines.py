"""The parts of a typed line: places, people, and days at its end. Knows no command.

A word in the middle of a text is never taken for anything else than text.
"""

import re
from dataclasses import dataclass
from datetime import date

from cadence.errors import NotUnderstood
from cadence.finding import Ref
from cadence.grammar.dates import read_day, read_own_day
from cadence.ports import DateReader

MENTION = re.compile(r"<@([^>|\s]+)(?:\|[^>]*)?>")

INTRODUCING = ("by", "due", "before", "until", "till")
"""Words after which a day is expected; they go with it."""

HOLDING = {
    "a", "about", "after", "an", "and", "any", "ask", "at", "each", "every", "for", "from", "in", "last", "of", "or",
    "our", "since", "than", "the", "this", "to", "waiting", "with",
}  # fmt: skip
"""Words that hold on to what follows: `enjoy the sun`, `slides for friday`, `waiting for @x` stay whole."""

_PLACE = re.compile(r"(?:(?P<team>[a-z0-9][\w-]*)/)?(?:kr)?(?P<objective>[0-9]{1,3})(?:\.(?P<kr>[0-9]{1,3}))?", re.I)
_NO_DAY = re.compile(r"yesterday\?|[0-9]+/[0-9]+|[0-9]+ (?:d|days?|w|wks?|weeks?|months?)")
_SOMETIME = re.compile(
    r"(?:at |as )?(?:asap|some ?(?:day|time)|soon(?:ish)?|soon as possible|later|eventually|when possible|next sprint)"
    r"|by .+",
    re.IGNORECASE,
)
"""Words for a day that is none yet: they stay in the text, and whoever is named before them does not."""
_QUOTES = "`\"'“”‘’«»„‚"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
MOST_DAY_WORDS = 6


@dataclass(frozen=True, kw_only=True)
class Line:
    """What follows a command's first word, and what is needed to read the days in it."""

    rest: str
    today: date
    dates: DateReader


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text without the place, the person and the day that stood at its edges."""

    text: str
    ref: Ref | None = None
    person: str | None = None
    day: date | None = None


def tidy(text: str) -> str:
    """The line with single ordinary blanks. Thin spaces inside numbers stay: they group digits."""
    visible = text.translate(_INVISIBLE)
    return re.sub(r"[^\S\u2007\u2009\u202f]+", " ", visible).strip()


def bare(word: str) -> str:
    """The word in lower case without quotes and trailing punctuation."""
    return word.strip(_QUOTES).rstrip(",;:.!").strip(_QUOTES).lower()


def is_place(word: str) -> bool:
    return _PLACE.fullmatch(word.strip("#,;:")) is not None


def take_place(text: str, needs_key_result: bool = False) -> tuple[Ref | None, str]:
    """The place at the beginning of a text, or None, and the rest."""
    word, _, rest = text.partition(" ")
    found = _PLACE.fullmatch(word.strip(_QUOTES + "#,;:"))
    if not found or (needs_key_result and found["kr"] is None):
        return None, text
    team = found["team"].lower() if found["team"] else None
    ref = Ref(objective=int(found["objective"]), key_result=int(found["kr"]) if found["kr"] else None, team=team)
    return ref, rest.strip()


def read_said(line: Line, with_day: bool = True) -> Said:
    """A text with, where given, its place in front and its person and day at the edges."""
    ref, text = take_place(line.rest, needs_key_result=True)
    first = MENTION.search(text)
    person = first[1] if first else None
    day: date | None = None
    before = None
    while text != before:
        before = text
        text = _without_mention(text, person)
        if with_day:
            text = _without_mention_before_sometime(text, person)
        if with_day and day is None:
            text, day = take_day(text, line)
    return Said(text=text.strip(" ,;:-–—"), ref=ref, person=person, day=day)


def take_day(text: str, line: Line) -> tuple[str, date | None]:
    """The text without the day at its end, and that day. Raises NotUnderstood for a day that does not exist."""
    words = text.split(" ")
    for count in range(min(MOST_DAY_WORDS, len(words)), 0, -1):
        tail, rest = words[-count:], words[:-count]
        day = _introduced(tail, line) if tail[0].lower() in INTRODUCING else _plain_day(tail, rest, line)
        if day:
            mark = "?" if tail[-1].endswith("?") else ""
            return " ".join(rest) + mark, day
    return text, None


def _introduced(tail: list[str], line: Line) -> date | None:
    if len(tail) == 1:
        return None
    typed = " ".join(tail[1:]).rstrip("?!.")
    own = read_own_day(" ".join(tail[1:]), line.today)
    if own or len(tail) > 4:
        return own
    try:
        return read_day(typed, line.today, line.dates)
    except NotUnderstood:
        return None  # "write it by hand": no day at all


def _plain_day(tail: list[str], rest: list[str], line: Line) -> date | None:
    typed = " ".join(tail).lower()
    if (rest and bare(rest[-1]) in HOLDING) or _is_no_day(typed):
        return None
    if tail[0].lower() == "on" and len(tail) > 1 and rest:
        return read_own_day(" ".join(tail[1:]), line.today)
    return read_own_day(typed, line.today)


def _is_no_day(typed: str) -> bool:
    """Words that might be a day, and hardly are meant so: a length, a half, or a question about yesterday."""
    return any(_NO_DAY.fullmatch(each) for each in (typed, typed.rstrip("?!.")))


def _without_mention(text: str, person: str | None) -> str:
    """The text without this person at its very beginning or end, unless the word before holds on to them."""
    words = text.split(" ")
    if len(words) > 1 and _names(words[-1], person) and words[-2].lower() not in (*HOLDING, "on", "by"):
        return " ".join(words[:-1])
    if words and _names(words[0], person):
        return " ".join(words[1:])
    return text


def _without_mention_before_sometime(text: str, person: str | None) -> str:
    """`send offer @ben someday`: the text without this person, who stands where only a day follows."""
    words = text.split(" ")
    for index, word in enumerate(words):
        if _names(word, person) and _SOMETIME.fullmatch(" ".join(words[index + 1 :]).rstrip(".,;:!?")):
            return " ".join([_without_mention(" ".join(words[: index + 1]), person), *words[index + 1 :]])
    return text


def _names(word: str, person: str | None) -> bool:
    found = MENTION.fullmatch(word.strip(".,;:!()"))
    return found is not None and found[1] == person
