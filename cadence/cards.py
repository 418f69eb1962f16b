"""The neutral message: a card of a few blocks, rendered by each adapter in its platform's way.

Knows no platform. All text is data: renderers escape it, and nothing in it can mention, link or break a layout.
`to_data` and `from_data` turn a card into plain JSON values and back, for the outbox.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    """How a text or a button stands out: STRONG once per message at most, QUIET for what may be skipped."""

    NORMAL = "normal"
    STRONG = "strong"
    QUIET = "quiet"


class Look(StrEnum):
    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True)
class Heading:
    """A short title, at most 150 characters."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; line breaks are kept. At most 3,000 characters."""

    text: str
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True)
class Facts:
    """Label and value, one pair a line, at most ten."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A small table, one a message at most. Every row has as many cells as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One series over time. values: None where there was no reading. target: drawn as a line."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    target: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Verbatim:
    """Plain text to be copied as it stands (a report)."""

    text: str


@dataclass(frozen=True)
class Button:
    """A button. Pressing it sends `ButtonPressed(action, value)` to the front door.

    action: dotted name of what it does, e.g. `checkin.answer`. value: what it does it to, at most 2,000 characters.
    label: at most 75 characters.
    """

    label: str
    action: str
    value: str = ""
    look: Look = Look.NORMAL


@dataclass(frozen=True)
class Buttons:
    """Up to five buttons in a row."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Divider:
    """A thin line."""


@dataclass(frozen=True)
class Link:
    """A link, as its own line. Exactly one of the two says where to; never anything that a person typed.

    key: of one of our messages (it is left out until that was delivered). url: https, told by the platform itself.
    """

    label: str
    key: str = ""
    url: str = ""


Block = Heading | Text | Facts | Table | Chart | Verbatim | Buttons | Divider | Link


@dataclass(frozen=True)
class Card:
    """A message. notice: the one-line text of the notification, and what a screen reader says first."""

    notice: str
    blocks: tuple[Block, ...] = ()


def card(notice: str, *blocks: Block) -> Card:
    """A card of these blocks; of the notice alone where none are given."""
    return Card(notice, blocks or (Text(notice),))


def buttons(*row: Button) -> Buttons:
    return Buttons(row)


_BLOCKS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind for kind in (Heading, Text, Facts, Table, Chart, Verbatim, Buttons, Divider, Link)
}


def to_data(message: Card) -> dict[str, Any]:
    """The card as JSON values."""
    return {"notice": message.notice, "blocks": [_data(block) for block in message.blocks]}


def _data(block: Block) -> dict[str, Any]:
    named = {"block": type(block).__name__.lower()}
    if isinstance(block, Buttons):
        return {**named, "buttons": tuple(dict(vars(button)) for button in block.buttons)}
    return {**named, **vars(block)}


def from_data(data: dict[str, Any]) -> Card:
    """The card that `to_data` (and JSON) made of it."""
    return Card(data["notice"], tuple(_block(dict(item)) for item in data["blocks"]))


def _block(item: dict[str, Any]) -> Block:
    kind = _BLOCKS[item.pop("block")]
    made: Block
    if kind is Buttons:
        made = Buttons(tuple(Button(**{**raw, "look": Look(raw["look"])}) for raw in item["buttons"]))
    elif kind is Text:
        made = Text(item["text"], Tone(item["tone"]))
    else:
        made = kind(**{name: _tuples(value) for name, value in item.items()})
    return made


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value
