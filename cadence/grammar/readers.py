"""How each command reads what follows its first word. To add a command: a record in `vocabulary`, a reader here.

Every refusal names what is missing and shows an example that works. Knows no team and no key result.
"""

import re
from collections.abc import Callable

from cadence.errors import NotUnderstood
from cadence.finding import Ref
from cadence.grammar.lines import MENTION, Line, Said, bare, read_said, take_place
from cadence.grammar.nearest import nearest, quote
from cadence.grammar.numbers import no_confidence, take_amount
from cadence.grammar.spans import read_span
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

Reader = Callable[[Line], Command]

UPDATE = "`okr update 2.1 45% conf 6 two deals slipped`"
NOUNS = {
    "objective": Noun.OBJECTIVE,
    "kr": Noun.KEY_RESULT,
    "key result": Noun.KEY_RESULT,
    "key-result": Noun.KEY_RESULT,
    "initiative": Noun.INITIATIVE,
}
MOST_WEEKS = 53
NO_MENTION = (
    "came as plain text, so I can't tell who that is. Type @ and pick the person from the list, or use the form: "
    "`okr settings`. Nothing changed; this is what you typed:"
)

_CONFIDENCE = re.compile(
    r"(?<!\S)(?:conf(?![a-z])|confidence(?=\s*[:=]?\s*[-+]?[0-9]))\s*[:=]?\s*(?P<value>[^\s,;]*)"
    r"(?:(?<=[0-9])/10)?[,;.]?",
    re.IGNORECASE,
)


def _update(line: Line) -> Command:
    ref, rest = take_place(line.rest)
    if ref is None:
        asked = "Which key result, and what is its value now?" if not line.rest else "Name the key result first."
        raise NotUnderstood(f"{asked} For example {UPDATE}.")
    _require_key_result(ref, UPDATE)
    if not rest or _CONFIDENCE.match(rest):
        raise NotUnderstood(
            f"The value of {ref} is missing; write it even if it stayed the same. For example {UPDATE}."
        )
    amount, words = take_amount(rest)
    confidence, note = _take_confidence(words)
    return Update(ref=ref, amount=amount, confidence=confidence, note=note)


def _take_confidence(words: str) -> tuple[int | None, str]:
    """The confidence in a line, and the words around it."""
    found = _CONFIDENCE.search(words)
    if not found:
        return None, _note(words)
    typed = found["value"].removesuffix("/10").rstrip(".!")
    if not re.fullmatch(r"0*(?:[0-9]|10)", typed):
        example = "" if re.fullmatch(r"[-+]?[0-9.]+", typed) else f" For example {UPDATE}."
        raise NotUnderstood(no_confidence(typed) + example)
    return int(typed), _note(f"{words[: found.start()].rstrip()} {words[found.end() :].lstrip()}")


def _note(words: str) -> str:
    return words.strip(" ,;:-–—")


def _blocker(line: Line) -> Command:
    if not line.rest:
        return RecordBlocker(text="")
    # a day is part of how a blocker is told, and stays in its text
    said = _said(line, "What holds it back?", "`okr blocker 2.1 waiting for legal @ana`", with_day=False)
    return RecordBlocker(text=said.text, ref=said.ref, person=said.person)


def _decision(line: Line) -> Command:
    if not line.rest:
        return RecordDecision(question="")
    said = _said(line, "What is the question?", "`okr decision 1.3 pause paid ads? @ana by friday`")
    return RecordDecision(question=said.text, ref=said.ref, person=said.person, needed_by=said.day)


def _action(line: Line) -> Command:
    said = _said(line, "What is to be done?", "`okr action 1.1 run the pricing test @ana friday`")
    return RecordAction(text=said.text, ref=said.ref, person=said.person, due=said.day)


def _said(line: Line, question: str, example: str, with_day: bool = True) -> Said:
    said = read_said(line, with_day)
    if not re.search(r"\w", MENTION.sub("", said.text)):
        raise NotUnderstood(f"{question} For example {example}.")
    return said


def _list(make: Callable[..., Command], noun: str) -> Reader:
    def read(line: Line) -> Command:
        word = bare(line.rest)
        if not word:
            return make()
        if word not in {each.value for each in Which}:
            raise NotUnderstood(
                f"`okr {noun}s` takes mine, overdue or all, not {quote(line.rest)}. To record one: `okr {noun} ...`."
            )
        return make(which=Which(word))

    return read


def _add(line: Line) -> Command:
    noun, rest = _take_noun(line.rest)
    ref, rest = take_place(rest)
    if rest and ref is None and noun is None:
        near = nearest(bare(rest.split(" ")[0]), NOUNS)
        hint = f" Did you mean `okr add {near}`?" if near else ""
        raise NotUnderstood(f"`okr add` takes objective, kr or initiative, not {quote(rest)}.{hint}")
    if rest:
        raise NotUnderstood(f"The form asks for the words: type `okr add {noun or ''}` alone. You wrote {quote(rest)}.")
    if noun is Noun.INITIATIVE and ref is not None:
        _require_key_result(ref, "`okr add initiative 2.1`")
    return Add(noun=noun, ref=ref)


def _take_noun(text: str) -> tuple[Noun | None, str]:
    for word, noun in NOUNS.items():
        found = re.match(rf"{re.escape(word)}(?:\s+|$)", text, re.IGNORECASE)
        if found:
            return noun, text[found.end() :]
    return None, text


def _about_place(make: Callable[..., Command], word: str, needs_key_result: bool) -> Reader:
    def read(line: Line) -> Command:
        example = f"`okr {word} 2.1`"
        ref, rest = take_place(line.rest)
        if ref is None:
            both = "key result" if needs_key_result else "objective or key result"
            raise NotUnderstood(f"Which {both}? For example {example}.")
        if needs_key_result:
            _require_key_result(ref, example)
        _refuse_more(rest, f"{word} {ref}")
        return make(ref=ref)

    return read


def _require_key_result(ref: Ref, example: str) -> None:
    if ref.key_result is None:
        raise NotUnderstood(f"{ref} is an objective; name one of its key results. For example {example}.")


def _of_team(make: Callable[..., Command], word: str) -> Reader:
    def read(line: Line) -> Command:
        slug, _, rest = line.rest.partition(" ")
        _refuse_more(rest, f"{word} {slug}")
        return make(team=bare(slug).lstrip("#") or None)

    return read


def _summary(line: Line) -> Command:
    typed = re.sub(r"^(?:week|w)\s*(?=[0-9]|$)", "", line.rest.lower()).strip()
    if typed in ("", "last", "latest"):
        return ShowSummary()
    if not re.fullmatch("[0-9]{1,3}", typed) or not 1 <= int(typed) <= MOST_WEEKS:
        raise NotUnderstood(f"Which week of the cycle? For example `okr summary 6`; you wrote {quote(line.rest)}.")
    return ShowSummary(week=int(typed))


def _away(line: Line) -> Command:
    if bare(line.rest) == "cancel":
        return TakeLeave(cancel=True)
    days, cover = _take_cover(line.rest)
    first, last = read_span(days, line.today, line.dates)
    return TakeLeave(first=first, last=last, cover=cover)


def _take_cover(text: str) -> tuple[str, str | None]:
    """The days as typed, and who covers."""
    found = re.search(r",?\s*(?:\b(?:cover(?:ed)?(?:\s+by)?|with)\b:?)?\s*" + MENTION.pattern + r"\s*", text, re.I)
    if found:
        return f"{text[: found.start()]} {text[found.end() :]}".strip(), found[1]
    if plain := re.search(r"(?<!\S)@\w[\w.'-]*", text):
        raise NotUnderstood(f"{quote(plain[0])} {NO_MENTION}")
    if re.search(r"\bcover", text, re.I):
        raise NotUnderstood("Name who covers for you with @. For example `okr away 1 Aug to 12 Aug cover @ana`.")
    return text, None


def _alone(make: Callable[[], Command], word: str) -> Reader:
    def read(line: Line) -> Command:
        _refuse_more(line.rest, word)
        return make()

    return read


def _refuse_more(rest: str, command: str) -> None:
    if rest.strip():
        raise NotUnderstood(f"`okr {command}` takes nothing after it; you wrote {quote(rest)}. Nothing was changed.")


READERS: dict[str, Reader] = {
    "board": _of_team(ShowBoard, "board"),
    "mine": _alone(Mine, "mine"),
    "help": lambda _: Help(),
    "setup": _alone(SetUp, "setup"),
    "add": _add,
    "edit": _about_place(Edit, "edit", needs_key_result=False),
    "remove": _about_place(Remove, "remove", needs_key_result=False),
    "update": _update,
    "checkin": _of_team(CheckInForm, "checkin"),
    "blocker": _blocker,
    "decision": _decision,
    "action": _action,
    "blockers": _list(ListBlockers, "blocker"),
    "decisions": _list(ListDecisions, "decision"),
    "actions": _list(ListActions, "action"),
    "history": _about_place(ShowHistory, "history", needs_key_result=True),
    "summary": _summary,
    "away": _away,
    "pause": _alone(Pause, "pause"),
    "resume": _alone(Resume, "resume"),
    "skip": _alone(Skip, "skip"),
    "settings": _alone(Settings, "settings"),
}
"""Every command by its first word."""
