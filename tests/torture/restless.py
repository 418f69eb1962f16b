"""People who do one thing after another until it is over, on whatever platform.

Knows how they take turns and what they write into lines; must not know what a platform shows them.
"""

import asyncio
import random
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from tests.torture.owed import ACTION, BLOCKER, DECISION, Ledger


@dataclass(kw_only=True)
class Restless(ABC):
    """pause: how long a person rests between two things, in seconds, at most. may_say: whether there is room for more.

    is_over: they do nothing new. ledger: what they sent. did: what else.
    """

    rng: random.Random
    pause: float
    may_say: Callable[[], bool]
    ledger: Ledger = field(default_factory=Ledger)
    did: Counter[str] = field(default_factory=Counter)
    is_over: bool = False

    @abstractmethod
    def everybody(self) -> Iterable[Callable[[], Awaitable[None]]]:
        """Of each person, how they do something."""

    async def live(self) -> None:
        """Everybody, until it is over; what was begun comes to its end."""
        async with asyncio.TaskGroup() as group:
            for do_something in self.everybody():
                group.create_task(self._live(do_something))

    def digit(self) -> int:
        return self.rng.randint(0, 9)

    def record(self) -> tuple[str, str]:
        """A kind of record, and the line that makes one, with a hole for a word."""
        kind = self.rng.choice([BLOCKER, DECISION, ACTION])
        return kind, {
            BLOCKER: "blocker 1.1 {} waits for a word",
            DECISION: "decision {} or something else?",
            ACTION: "action {} to be called",
        }[kind]

    async def _live(self, do_something: Callable[[], Awaitable[None]]) -> None:
        while not self.is_over:
            await asyncio.sleep(self.rng.uniform(0, self.pause))
            if self.may_say() and not self.is_over:
                await do_something()
