"""The responses to invokes, in the shapes that Teams knows. Knows those shapes; must not know what is answered."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from adapters.teams.rendering.text import NORMAL, runs

Json = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
LINE = "application/vnd.microsoft.activity.message"
LONGEST_TITLE = 64
LONGEST_LINE = 280


@dataclass(frozen=True)
class InvokeAnswer:
    """The HTTP response to an invoke. body: None for none at all."""

    status: int = HTTPStatus.OK
    body: Json | None = field(default=None, repr=False)


CLOSED = InvokeAnswer()
"""To what a dialog sent: it closes."""
KEPT = InvokeAnswer(HTTPStatus.BAD_REQUEST)
"""To what a dialog sent: Teams says that something went wrong, and the dialog stays with everything typed."""


def dialog(title: str, card: Json, *, is_long: bool) -> InvokeAnswer:
    """A dialog opens with this card, or shows it in place of what it shows."""
    size = {"width": "medium", "height": "large" if is_long else "medium"}
    value = {"title": shorten(title, LONGEST_TITLE), **size, "card": {"contentType": CARD, "content": card}}
    return InvokeAnswer(body={"task": {"type": "continue", "value": value}})


def replaced(card: Json) -> InvokeAnswer:
    """To a button of a card: this card stands there now, on the client of whoever pressed."""
    return InvokeAnswer(body={"statusCode": HTTPStatus.OK.value, "type": CARD, "value": card})


def line(text: str) -> InvokeAnswer:
    """To a button of a card: a line that whoever pressed sees alone, for a moment."""
    said = shorten(text, LONGEST_LINE)
    return InvokeAnswer(body={"statusCode": HTTPStatus.OK.value, "type": LINE, "value": said})


def shorten(text: str, longest: int) -> str:
    """One line, at most so long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def plain_line(text: str, *, is_personal: bool) -> str:
    """The text for where nothing is formatted, our own commands in it as they are typed there."""
    return " ".join("".join(run["text"] for run in runs(text, NORMAL, is_personal)).split())
