"""Takes one person out of texts: their name, their ids, and what they wrote.

Pure. Knows texts, JSON and cards; must not know tables. What quotes is cut generously: three words in a row that stand
in something the person wrote (fewer, where they wrote no more) make a quote, since messages shorten and split texts.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cadence.authorship import REMOVED

WORD = re.compile(r"\w+")
IN_A_ROW = 3
TELLING = 4
"""So many words in a row are no chance: also somebody else's text that holds them all is a quote."""
SHORTEST = 4
"""Letters that a text must have to be looked for: `ok` and `yes` tell nobody."""
FIXED = frozenset({"block", "tone", "look", "action"})
"""Parts of a card that are ours."""
CODES = FIXED | {"value", "key", "url"}
"""Parts of a card that nobody reads."""
OF_AN_ID = "[\\w.-]"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is in what is kept."""

    member_id: str
    external_id: str
    name: str


@dataclass
class Redactor:
    """was: who is taken out. now: who stands there instead. words: what they wrote."""

    was: Identity
    now: Identity
    words: Iterable[str]
    _rows: dict[int, set[tuple[str, ...]]] = field(default_factory=dict)
    _wholes: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._name = _whole(self.was.name, re.IGNORECASE if " " in self.was.name else 0, r"\w")
        self._external = _whole(self.was.external_id, 0, OF_AN_ID)
        self._is_telling = len(self.was.external_id) >= 6 and any(map(str.isdigit, self.was.external_id))
        for text in self.words:
            self._learn(tuple(WORD.findall(text.casefold())))

    def _learn(self, said: tuple[str, ...]) -> None:
        if sum(map(len, said)) < SHORTEST:
            return
        length = min(len(said), IN_A_ROW)
        self._rows.setdefault(length, set()).update(_in_a_row(said, length))
        if len(said) >= TELLING:
            self._wholes.add(said)

    def code(self, text: str) -> str:
        """An id, or something made of ids."""
        return self._external.sub(self.now.external_id, text).replace(self.was.member_id, self.now.member_id)

    def text(self, text: str) -> str:
        """What somebody else wrote: it stays, but for names, unless it holds a whole text of the person."""
        said = " ".join(WORD.findall(text.casefold()))
        if self.quotes(text) and any(f" {' '.join(whole)} " in f" {said} " for whole in self._wholes):
            return REMOVED
        return self._unnamed(text)

    def quote(self, text: str) -> str:
        """What may quote the person: gone where it does."""
        return REMOVED if self.quotes(text) else self._unnamed(text)

    def quotes(self, text: str) -> bool:
        said = tuple(WORD.findall(text.casefold()))
        return any(row in rows for length, rows in self._rows.items() for row in _in_a_row(said, length))

    def card(self, raw: str) -> str:
        """A card, as it is kept."""
        return json.dumps(self._part(json.loads(raw), ""))

    def json(self, raw: str, of_text: Callable[[str], str]) -> str:
        """Plain JSON values. A list forgets the person's own id altogether."""
        return json.dumps(self._value(json.loads(raw), of_text))

    def change(self, raw: str, free: Iterable[str]) -> str:
        """The changed fields of an audit entry, name -> [old, new]. free: those that hold what people write."""
        fields = json.loads(raw)
        for name, change in fields.items():
            of_text = self.quote if name in free else self._named_code
            fields[name] = [of_text(one) if isinstance(one, str) else self._value(one, of_text) for one in change]
        return json.dumps(fields)

    def _named_code(self, text: str) -> str:
        return self._name.sub(self.now.name, self.code(text))

    def _unnamed(self, text: str) -> str:
        clean = self._name.sub(self.now.name, text).replace(self.was.member_id, self.now.member_id)
        return self._external.sub(self.now.name, clean) if self._is_telling else clean

    def _part(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: self._part(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self._part(item, name) for item in value]
        if not isinstance(value, str) or name in FIXED:
            return value
        return self._named_code(value) if name in CODES else self.quote(value)

    def _value(self, value: Any, of_text: Callable[[str], str]) -> Any:
        if isinstance(value, dict):
            return {key: self._value(item, of_text) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item, of_text) for item in value if item != self.was.external_id]
        return of_text(value) if isinstance(value, str) else value


def _whole(text: str, flags: int, inside: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!{inside}){re.escape(text)}(?!{inside})", flags)


def _in_a_row(said: tuple[str, ...], length: int) -> Iterable[tuple[str, ...]]:
    return (said[start : start + length] for start in range(len(said) - length + 1))
