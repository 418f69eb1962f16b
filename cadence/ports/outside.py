"""Small things from outside: holidays, dates, signs of life, counts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol


class Holidays(Protocol):
    """Public holidays."""

    def name_of(self, country: str, day: date) -> str | None:
        """The holiday's name on this day in this country (ISO 3166, optionally `DE-BY`), or None."""

    def knows(self, country: str) -> bool:
        """Whether this country code is known."""

    def countries(self) -> Sequence[tuple[str, str]]:
        """Known countries as (code, name), by name."""


class DateReader(Protocol):
    """Reads dates that our own grammar does not know."""

    def read(self, text: str, today: date) -> date | None:
        """The day meant, or None where the text is no date."""


class Tally(Protocol):
    """Counts for the operator; never by person, team or text."""

    def notice(self, outcome: str) -> None:
        """A private notice was `told` in a message, `merged` into one with others, or `held` back by a cap."""


class NoTally:
    """Counts nothing."""

    def notice(self, outcome: str) -> None:
        """See `Tally.notice`."""


class Heartbeats(Protocol):
    """Signs of life between processes. All moments are real time."""

    async def beat(self, name: str, at: datetime) -> None:
        """This part was alive at this moment."""

    async def last_beat(self, name: str) -> datetime | None:
        """When it last was, or None."""
