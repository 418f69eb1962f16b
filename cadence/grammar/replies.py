"""A reply in a check-in's thread: line by line what it says. Knows the places of one team and no record.

A line that is nothing else is free words, kept as typed. A line that begins with one of the team's places and cannot be
read is a fault: it was meant as a value, and is never kept as something else.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cadence.errors import NotUnderstood
from cadence.finding import Ref
from cadence.grammar.lines import MENTION, Line, read_said, tidy
from cadence.grammar.nearest import quote
from cadence.grammar.readers import READERS
from cadence.grammar.vocabulary import RecordAction, RecordBlocker, RecordDecision, Update
from cadence.ports import DateReader

EXAMPLE = "`2.1 45% conf 6 two deals slipped`"
EXAMPLES = {
    "blocker": "waiting for legal",
    "decision": "pause paid ads? @ana friday",
    "action": "pricing test @cy friday",
}


@dataclass(frozen=True, kw_only=True)
class SayStop:
    """Work that stops or shifts. frees: what that frees, or empty."""

    text: str
    frees: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, kw_only=True)
class SaySame:
    """Nothing changed. ref: with this KR; None: with everything that was not mentioned."""

    ref: Ref | None = None


@dataclass(frozen=True, kw_only=True)
class SayAway:
    """Away, for this check-in only."""


Said = Update | RecordBlocker | RecordDecision | RecordAction | SayStop | SaySame | SayAway


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line that was understood. is_sure: an answer beyond doubt, also where nobody was addressed."""

    typed: str
    said: Said
    is_sure: bool = False


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One line that was meant as something and cannot be read; why not, for whoever typed it."""

    typed: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ReplyRead:
    """A whole reply; every line that is not blank is in exactly one of the three, in the order it was typed."""

    parts: tuple[Part, ...] = ()
    faults: tuple[Fault, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether any line is an answer beyond doubt."""
        return any(part.is_sure for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is needed to read a reply. places: `2.1` ... of the team; slug: the team's."""

    places: Collection[str]
    slug: str
    today: date
    dates: DateReader


_PLACE = r"(?:(?P<team>[a-z0-9][\w-]*)/)?(?:kr\s?)?(?P<objective>[0-9]{1,3})\.(?P<kr>[0-9]{1,3})"
_BEGINS = re.compile(rf"[`\"'“”*_#(]*{_PLACE}[`\"'“”*_)]*(?P<mark>[:,.)]?)(?=\s|$|[:=→]|[-=]>)[`*_]*\s*", re.IGNORECASE)
_GLUED = re.compile(rf"{_PLACE}(?P<mark>:)(?=\S)", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:[:→]|[-=]>|=(?!\s*[-+−–])|(?:is|at|now|is now|now at|is at)(?=:?\s+[-+=$€£]?\s?[.,]?[0-9]))\s*", re.IGNORECASE
)
_LONE_DASH = re.compile(r"[-–—−]\s+(?=[$€£]?[.,]?[0-9])")
_NUMBER = re.compile(r"[-+=−–＋]*\s*[$€£]?\s*[-+−–＋]?[.,]?[0-9]")
_OKR = re.compile(r"[/@]?okr(?:\s+|$)(?:update(?:\s+|$))?|update\s+(?=\S*[0-9]\.[0-9])", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-*•·–]|>|\[[ x]?\])\s+")
_KEYWORD = re.compile(
    r"(?P<word>blockers?|blocked|stuck|decisions?|decide|stops?|drop|actions?)(?:(?P<colon>\s?:)\s*|\s+|$)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_HOLDS = re.compile(r"(?:by|on|with|for|at|in|because|since|behind|until)\b", re.IGNORECASE)
_FREES = re.compile(
    r"\s*[,;.(–—-]*\s*\b(?:it |that |which |this )?frees?(?: up)?:?\s+(?P<frees>.+?)\)?$", re.IGNORECASE
)
_SAME = re.compile(
    r"(?:nothing(?: has|['’]s)? changed|no changes?|same(?: as (?:before|last week))?|unchanged|all the same)",
    re.IGNORECASE,
)
_SURELY_SAME = re.compile(r"nothing(?: has|['’]s)? changed", re.IGNORECASE)
_AWAY = re.compile(r"(?:(?:i['’]?m|i am)\s+)?away(?: this week| today)?", re.IGNORECASE)
_OFF_TRACK = re.compile(
    r"(?P<no>\b(?:not|nothing|nobody|none|no|never|longer|isn['’]t|aren['’]t|wasn['’]t|weren['’]t)(?:\s+\w+){0,2}\s+)?"
    r"\b(?:wait(?:s|ed|ing)? (?:for|on)|blocked|stuck|on hold|held up|off track)\b",
    re.IGNORECASE,
)
_NOUNS = {"block": "blocker", "stuck": "blocker", "decid": "decision", "decis": "decision", "actio": "action"}


def read_reply(text: str, known: Known, is_addressed: bool = True) -> ReplyRead:
    """What the reply says. Never raises: what cannot be read is a fault or stays words.

    is_addressed: False for what was only overheard; then a blocker, decision or stop needs its colon to be one.
    """
    parts: list[Part] = []
    faults: list[Fault] = []
    words: list[str] = []
    for line in _lines(text, known):
        try:
            said = _read(line, known, is_addressed)
        except NotUnderstood as error:
            faults.append(Fault(typed=line, why=str(error)))
            continue
        if said is None:
            words.append(line)
        else:
            parts.append(said)
    return ReplyRead(parts=tuple(parts), faults=tuple(faults), words=tuple(words))


def sounds_off_track(words: str) -> bool:
    """Whether free words tell of something that holds them back, and do not say that nothing does."""
    return any(not found["no"] for found in _OFF_TRACK.finditer(words))


def _lines(text: str, known: Known) -> list[str]:
    """The lines of a text; one line holds several where behind a `;` or a comma something begins beyond doubt."""
    found: list[str] = []
    for line in text.splitlines():
        found += _split(line, known)
    return [line.strip() for line in found if line.strip()]


def _split(line: str, known: Known) -> list[str]:
    start, pieces = 0, []
    for mark in re.finditer(r"[;,]\s+(?:and\s+)?", line):
        if _begins_surely(tidy(line[mark.end() :]), known) and (mark[0][0] == ";" or _value_of(line[start:], known)):
            pieces.append(line[start : mark.start()])
            start = mark.end()
    return [*pieces, line[start:]]


def _begins_surely(rest: str, known: Known) -> bool:
    keyword = _KEYWORD.match(rest)
    return _value_of(rest, known) or bool(keyword and keyword["colon"])


def _value_of(line: str, known: Known) -> bool:
    """Whether it begins with a place of this team and a number."""
    found, rest = _place(_plain(line))
    return found is not None and _is_known(found, known) and _NUMBER.match(_without_between(rest)) is not None


def _plain(line: str) -> str:
    """The line without what people put before it: a bullet, `okr`, `update`."""
    plain = _BULLET.sub("", tidy(line), count=1) if _BULLET.match(tidy(line)) else tidy(line)
    return _OKR.sub("", plain, count=1) if _OKR.match(plain) else plain


def _read(line: str, known: Known, is_addressed: bool) -> Part | None:
    """What the line says; None for free words. Raises NotUnderstood."""
    plain = _plain(line)
    found, rest = _place(plain)
    if found is not None:
        return _of_place(line, found, rest, known, is_addressed)
    alone = plain.rstrip(" .!")
    if _SAME.fullmatch(alone) and (is_addressed or _SURELY_SAME.fullmatch(alone)):
        return Part(typed=line, said=SaySame(), is_sure=bool(_SURELY_SAME.fullmatch(alone)))
    if _AWAY.fullmatch(alone) and is_addressed:
        return Part(typed=line, said=SayAway())
    keyword = _KEYWORD.fullmatch(plain)
    if keyword and (keyword["colon"] or (is_addressed and _is_no_list(keyword))):
        return Part(typed=line, said=_recorded(keyword, "", known), is_sure=bool(keyword["colon"]))
    return None


def _is_no_list(keyword: re.Match[str]) -> bool:
    """`blockers`, `stops` and the like are a word of a sentence, unless a colon says otherwise."""
    return keyword["word"].lower() not in ("blockers", "decisions", "actions", "stops")


def _place(plain: str) -> tuple[re.Match[str] | None, str]:
    """The place that a line begins with, and what follows it."""
    found = _BEGINS.match(plain) or _GLUED.match(plain)
    return (found, plain[found.end() :]) if found else (None, plain)


def _ref(found: re.Match[str]) -> Ref:
    team = found["team"].lower() if found["team"] else None
    return Ref(objective=int(found["objective"]), key_result=int(found["kr"]), team=team)


def _is_known(found: re.Match[str], known: Known) -> bool:
    ref = _ref(found)
    return ref.team in (None, known.slug) and f"{ref.objective}.{ref.key_result}" in known.places


def _without_between(rest: str) -> str:
    """`2.1: 45`, `2.1 → 45`, `2.1 is now 45`: what follows says the value alone."""
    found = _BETWEEN.match(rest)
    return rest[found.end() :] if found else rest


def _of_place(line: str, found: re.Match[str], rest: str, known: Known, is_addressed: bool) -> Part | None:
    """A value of the place, "same", or what holds it back. A place that is not there, without a value: words."""
    ref, behind = _ref(found), _without_between(rest)
    keyword = _KEYWORD.fullmatch(behind)
    is_same = _SAME.fullmatch(behind.rstrip(" .!")) is not None
    if not _is_known(found, known):
        if not (is_same or keyword or _NUMBER.match(behind)) or _is_length(behind):
            return None
        raise NotUnderstood(_not_there(ref, known))
    if is_same:
        return Part(typed=line, said=SaySame(ref=ref), is_sure=True)
    if keyword:
        is_meant = is_addressed or keyword["colon"]
        said = _recorded(keyword, f"{ref} ", known) if is_meant else None
        return Part(typed=line, said=said, is_sure=bool(keyword["colon"])) if said else None
    if _LONE_DASH.match(behind):
        raise NotUnderstood(f"Is that the value, or so much less? Write `{ref} 45`, or `{ref} -5` for five less.")
    if not behind:
        raise NotUnderstood(f"What is {ref} now? For example {EXAMPLE}.")
    update = READERS["update"](Line(rest=f"{ref} {behind}", today=known.today, dates=known.dates))
    return Part(typed=line, said=update, is_sure=True) if isinstance(update, Update) else None


def _is_length(behind: str) -> bool:
    """`2.5 2 weeks` and the like never name a place that is not there."""
    return re.match(r"[0-9]+\s+(?:days?|weeks?|months?|hours?)\b", behind, re.IGNORECASE) is not None


def _not_there(ref: Ref, known: Known) -> str:
    if ref.team not in (None, known.slug):
        return f"{ref} is of another team. Its own thread, or `okr update {ref} 45%`, takes it."
    places = ", ".join(known.places)
    return f"There is no key result {ref} here. " + (f"There are {places}." if places else "There is none yet.")


def _recorded(keyword: re.Match[str], place: str, known: Known) -> Said:
    """The record that a line begins with the word of. place: `2.1 `, where one stood before it."""
    noun = _NOUNS.get(keyword["word"].lower()[:5], "stop")
    line = Line(rest=f"{place}{_told(keyword, place)}", today=known.today, dates=known.dates)
    if noun == "stop":
        return _stop(line)
    said = READERS[noun](line)
    if not isinstance(said, RecordBlocker | RecordDecision | RecordAction):
        raise NotUnderstood(f"I can't read {quote(keyword[0])}.")
    if not _says_something(said.question if isinstance(said, RecordDecision) else said.text):
        raise NotUnderstood(f"What is the {noun}? Say it in the same line, like `{noun}: {EXAMPLES[noun]}`.")
    return said


def _says_something(text: str) -> bool:
    return re.search(r"\w", MENTION.sub("", text)) is not None


def _told(keyword: re.Match[str], place: str) -> str:
    """`blocked by legal` and `stuck on legal` keep their first word: it belongs to what is told."""
    word, rest = keyword["word"], keyword["rest"].strip()
    holds = word.lower() in ("blocked", "stuck") and not keyword["colon"] and _HOLDS.match(rest)
    return f"{word if place else word.capitalize()} {rest}" if holds else rest


def _stop(line: Line) -> SayStop:
    said = read_said(line, with_day=False)
    found = _FREES.search(said.text)
    text = said.text[: found.start()].strip(" ,;:-–—(") if found else said.text
    if not _says_something(text):
        raise NotUnderstood("What stops or shifts? For example `stop: webinars, frees 4 h a week`.")
    return SayStop(text=text, frees=found["frees"].strip() if found else "", ref=said.ref)
