"""What whoever waits is told where something failed on our side. Knows requests and errors, but no platform."""

from cadence.cards import Text, card
from cadence.errors import StoreAway
from cadence.requests import CommandTyped, Request, Say

SORRY = "Something went wrong on my side and nothing was changed. Please try again in a minute."
TYPED = "You typed: okr {}"


def apology(error: Exception, request: Request) -> Say:
    """A kind word. A form keeps what was typed into it; a command's line is gone, so it is repeated."""
    words = str(error) if isinstance(error, StoreAway) else SORRY
    if isinstance(request, CommandTyped) and request.text:
        return Say(card(words, Text(words), Text(TYPED.format(request.text))), refuses=True)
    return Say(card(words), refuses=True)
