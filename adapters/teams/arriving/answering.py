"""One request of a person: who they are, what the engine says to it, and how that is shown.

Knows in which order that is asked; must not know any of it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.teams.arriving.incoming import Garbled, Incoming
from adapters.teams.showing.answers import InvokeAnswer
from adapters.teams.showing.replies import Replies
from cadence.apologies import apology
from cadence.ports.engine import Handles
from cadence.requests import Nothing, Reply

Completed = Callable[[Incoming], Awaitable[Incoming]]


@dataclass(frozen=True)
class Answering:
    """completed: names its people and its place. replies: shows what is said."""

    front_door: Handles
    completed: Completed
    replies: Replies

    async def answer(self, incoming: Incoming) -> InvokeAnswer | None:
        """What it changes is committed when this returns the invoke's response; None for what was typed.

        A client that refreshes a card by itself changes nothing.
        """
        reply: Reply = Nothing()
        if not incoming.is_refresh:
            incoming = await self.completed(incoming)
            reply = await self.front_door.handle(incoming.request)
        return await self.replies.show(reply, incoming)

    async def say_garbled(self, garbled: Garbled) -> InvokeAnswer | None:
        """Say that it could not be read."""
        return await self.replies.show_garbled(garbled)

    async def apologize(self, error: Exception, incoming: Incoming) -> InvokeAnswer | None:
        """A kind word where something failed; what was typed stays where it is."""
        return await self.replies.show(apology(error, incoming.request), incoming)
