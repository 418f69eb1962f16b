"""What came in from Teams, decoded, and how it may be answered.

Knows no activity: `decoding` makes these, whoever answers uses them.
"""

import time
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.teams.carried import Carried
from cadence.ports import Address
from cadence.requests import Request

PERSONAL, GROUP_CHAT, CHANNEL = "personal", "groupChat", "channel"
"""`Address.details["kind"]` of a conversation, in Teams' own words."""


DUE_SECONDS = 2.7
"""An invoke is to be answered within three, all in all."""
LEAST_SECONDS = 0.2


class Way(StrEnum):
    """How it came, hence how it is answered.

    TYPED: nobody waits for words in a response: a line, or a card's button that came as a message. FETCH: a dialog is
    about to open. SUBMIT: from an open dialog. EXECUTE: a button whose response stands at the card.
    """

    TYPED = "typed"
    FETCH = "fetch"
    SUBMIT = "submit"
    EXECUTE = "execute"


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What came in, and how it may be answered.

    address: of the conversation that it came from, a channel's own without the thread. thread: id of the first message
    of the thread that it came from, or empty. ref: the message of ours that was used (`refs.ref_of`), or empty.
    carried: what its card carried; None for a line. named: ids of people it names, 29:.. or aadObjectIds.
    is_refresh: asked by the client, not the person: nothing may be changed. user: the sender's 29:.. id.
    locale: of the sender's client, as Teams writes it (`en-GB`), or empty. begun: when it came, in seconds that only
    grow.
    """

    request: Request
    way: Way
    address: Address
    thread: str = ""
    ref: str = ""
    carried: Carried | None = None
    named: tuple[str, ...] = ()
    is_refresh: bool = False
    user: str = ""
    locale: str = ""
    begun: float = field(default_factory=time.monotonic, compare=False, repr=False)

    def patience(self, most: float) -> float:
        """How long, in seconds, the response may still wait for something; where nobody waits for one, as long as
        `most`."""
        if self.way is Way.TYPED:
            return most
        return max(LEAST_SECONDS, min(most, self.begun + DUE_SECONDS - time.monotonic()))

    @property
    def is_personal(self) -> bool:
        """It came from the sender's own chat with us."""
        return self.address.details.get("kind") == PERSONAL


@dataclass(kw_only=True, eq=False)
class Garbled(Exception):
    """An activity that is not in a shape we know, or comes from a card of another version of ours.

    is_form: something typed is at stake. address: where it came from, if that much could be read.
    """

    way: Way = Way.TYPED
    is_form: bool = False
    address: Address | None = field(default=None, repr=False)
