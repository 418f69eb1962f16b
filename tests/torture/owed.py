"""What people were told is taken: compared in the end with what is kept.

Knows records by the one word of each that nobody else uses; must not know how they came.
"""

import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product

READING, BLOCKER, DECISION, ACTION, OUTCOME = "readings", "blockers", "decisions", "actions", "outcomes"
SORRY = ("Something went wrong on my side", "Please try again")
"""How somebody is told that nothing was changed."""


@dataclass
class Owed:
    """Something that a person sent. tries: how often. is_taken: it was acknowledged. is_denied: the last word was that
    nothing was changed. said: what was answered last."""

    by: str
    word: str
    what: tuple[str, ...]
    how: str
    tries: int = 0
    is_taken: bool = False
    is_denied: bool = False
    said: str = ""

    def hear(self, said: str, *, is_taken: bool) -> None:
        """What one try was answered with."""
        is_regret = is_taken and any(sorry in said for sorry in SORRY)
        self.tries, self.said = self.tries + 1, said
        self.is_taken, self.is_denied = is_taken and not is_regret, is_regret


def _words() -> Iterator[str]:
    """Letters alone: no reader of numbers and dates stumbles over them."""
    for length in count(3):
        for letters in product(string.ascii_lowercase, repeat=length):
            yield "quux" + "".join(letters)


@dataclass
class Ledger:
    """Everything that was sent."""

    owed: list[Owed] = field(default_factory=list)
    _words: Iterator[str] = field(default_factory=_words)

    def owe(self, by: str, how: str, *what: str) -> Owed:
        """One more thing that a person is about to send."""
        self.owed.append(Owed(by, next(self._words), what, how))
        return self.owed[-1]

    def faults(self, kept: dict[str, list[str]]) -> list[str]:
        """What was taken and is not there once, what is there more than once, and what is there although its writer was
        told that it is not. kept: texts by kind of record."""
        counted = {what: Counter(word for text in texts for word in _named(text)) for what, texts in kept.items()}
        return [
            f"{found} {what} by {owed}"
            for owed in self.owed
            for what in owed.what
            for found in [counted[what][owed.word]]
            if found > 1 or (owed.is_taken and found == 0) or (owed.is_denied and found)
        ]

    def taken(self) -> Counter[str]:
        """How much of each kind was taken."""
        return Counter(owed.how for owed in self.owed if owed.is_taken)


def _named(text: str) -> set[str]:
    return {word.strip("?.,:") for word in text.split() if word.startswith("quux")}
