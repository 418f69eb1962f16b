"""What every platform lets people do and see, in words that fit all of them. Knows no platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

MONDAY = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
OPENING = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
PEOPLE = ("ana", "ben", "cy", "mia")

Typed = str | tuple[str, ...]


class Where(StrEnum):
    """HERE: where the team lives, with its threads. PRIVATE: what one person alone sees, wherever that is shown."""

    HERE = "here"
    PRIVATE = "private"


@dataclass(frozen=True)
class Grown:
    """A database in which Growth is set up. until: the time it has come to. served_at: see `Stage`."""

    database: Path
    until: datetime
    served_at: str


@dataclass(frozen=True)
class Sheet:
    """A form that is open in front of somebody: labels and values by field id. faults: what is marked as wrong."""

    labels: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def field(self, start: str, ending: str = "") -> str:
        """The id of the first field whose label starts so (of its first neighbour whose id ends so)."""
        ids = list(self.labels)
        first = next((place for place, key in enumerate(ids) if self.labels[key].startswith(start)), None)
        assert first is not None, f"no field {start!r} among {self.labels}"
        return next(key for key in ids[first:] if key.endswith(ending))


class Stage(Protocol):
    """A platform with a channel in which nothing was said yet, and PEOPLE in it; gus is a guest.

    has_replies: lines that people write in the prompt's thread are answers. tells_who_left: see `leaves`.
    """

    @property
    def has_replies(self) -> bool:
        """See above."""

    @property
    def tells_who_left(self) -> bool:
        """See above."""

    @property
    def served_at(self) -> str:
        """Where the platform itself is served; empty where there is none."""

    def now(self) -> datetime:
        """What time it is."""

    def id_of(self, who: str) -> str:
        """What stands for them where people are chosen."""

    def naming(self, who: str) -> str:
        """How they are named in a line."""

    async def at(self, moment: datetime) -> None:
        """Let it be this time, and everything that is due by then be done and delivered."""

    async def types(self, who: str, text: str, where: Where = Where.HERE) -> None:
        """Type a command."""

    async def replies(self, who: str, text: str) -> None:
        """Write into the thread of the newest prompt, naming the app."""

    async def press(self, who: str, label: str, where: Where = Where.HERE) -> None:
        """Press this button of the newest card that has it."""

    async def sheet(self, who: str) -> Sheet | None:
        """The form in front of them."""

    async def send(self, who: str, values: Mapping[str, Typed]) -> None:
        """Fill these fields of it and send it."""

    async def more(self, who: str, label: str, values: Mapping[str, Typed]) -> None:
        """Fill these fields of it and press this button inside it, which asks for more fields."""

    async def page(self, who: str) -> str:
        """What they read when they open their own page: the Home, or what stands for it."""

    async def press_page(self, who: str, label: str) -> None:
        """Press this button of it; its form, where it has one, is in front of them then."""

    async def leaves(self, who: str) -> None:
        """They leave: for good, or where the platform tells of no more, the place of the team."""

    async def here(self) -> list[str]:
        """The bot's messages where the team lives, oldest first."""

    async def thread(self) -> list[str]:
        """Those in the thread of the newest prompt."""

    async def told(self, who: str) -> str:
        """Everything that this person alone was shown, oldest first."""

    def no_harm(self) -> None:
        """No rule of the platform was broken."""


async def opened(stage: Stage, who: str) -> Sheet:
    """The form in front of them, which must be there."""
    sheet = await stage.sheet(who)
    assert sheet is not None, f"no form is open in front of {who}; they see:\n{await stage.told(who)}"
    return sheet


async def fill(stage: Stage, who: str, command: str, /, **values: Typed) -> None:
    """Open a form by a command and send it; it must be taken. values: by field id."""
    await stage.types(who, command)
    await opened(stage, who)
    await stage.send(who, values)
    left = await stage.sheet(who)
    assert left is None or not left.faults, left


async def start_growth(stage: Stage) -> None:
    """Growth is set up, with one objective, two KRs of Ben's and one of Cy's."""
    await fill(
        stage,
        "ana",
        "setup",
        name="Growth",
        members=tuple(stage.id_of(who) for who in ("ana", "ben", "cy")),
        manager=stage.id_of("mia"),
        weekday="2",
        opens_at="10:00",
        window="24",
        meeting="Growth weekly",
        meeting_day="3",
        meeting_time="12:00",
        replaces="the Wednesday status mail",
        country="DE",
    )
    await fill(stage, "ana", "add objective", title="New customers see value quickly")
    krs = (
        ("Activation", "ben", "31", "45", "%", "36", "up"),
        ("Days to value", "ben", "9", "4", "days", "6", "down"),
        ("Trials/week", "cy", "200", "320", "", "228", "up"),
    )
    for title, owner, start, target, unit, value, direction in krs:
        measure = {"start": start, "target": target, "unit": unit, "value": value, "direction": direction}
        await fill(stage, "ana", "add kr", title=title, owner=stage.id_of(owner), **measure)
