"""What every benchmark is: a name, what it does, and rows of figures. Knows no subject."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure. to_reach: as a reader says it, empty where nothing was promised. is_reached: None there, too."""

    what: str
    measured: str
    to_reach: str = ""
    is_reached: bool | None = None


@dataclass(frozen=True)
class Site:
    """Where it is measured. databases: what makes a new empty one, by the engine's name; its URL.

    slack_url: of a Slack that says yes to everything. is_full: as long as a figure for the documents takes.
    """

    folder: Path
    databases: Mapping[str, Callable[[], str]]
    slack_url: str
    is_full: bool

    def size(self, quick: int, full: int) -> int:
        return full if self.is_full else quick


@dataclass(frozen=True)
class Bench:
    """run: measures, and tells each figure as soon as it is there."""

    about: str
    run: Callable[[Site], AsyncIterator[Row]]


def at_most(what: str, found: float, most: float, unit: str = "", digits: int = 2) -> Row:
    """A figure that is better the lower it is."""
    return Row(what, _number(found, unit, digits), f"at most {_short(most)}{unit}", found <= most)


def at_least(what: str, found: float, least: float, unit: str = "", digits: int = 2) -> Row:
    """A figure that is better the higher it is."""
    return Row(what, _number(found, unit, digits), f"at least {_short(least)}{unit}", found >= least)


def told(what: str, found: float, unit: str = "", digits: int = 2) -> Row:
    """A figure that nothing was promised of."""
    return Row(what, _number(found, unit, digits))


def _number(value: float, unit: str, digits: int) -> str:
    return f"{value:,.{digits}f}{unit}"


def _short(value: float) -> str:
    return f"{value:,g}"
