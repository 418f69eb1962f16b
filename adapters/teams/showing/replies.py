"""Shows a reply to the person who sent the request: in the response, in the dialog, or in their personal chat.

Knows the ways that Teams offers to answer each kind of request; must not know what is answered.
"""

from adapters.teams.arriving.incoming import Garbled, Incoming
from adapters.teams.showing.answers import InvokeAnswer
from cadence.requests import Reply

__all__ = ["InvokeAnswer", "Replies"]


class Replies:
    """Each reply is shown once; where Teams fails meanwhile, that is logged, since what was asked is done already."""

    async def show(self, reply: Reply, incoming: Incoming) -> InvokeAnswer | None:
        """Show the reply; what is returned is the invoke's response, None for what was typed. What takes long goes on
        after it."""
        raise NotImplementedError

    async def show_garbled(self, garbled: Garbled) -> InvokeAnswer | None:
        """Say that it was not read, wherever that is possible."""
        raise NotImplementedError

    async def drain(self) -> None:
        """Let what is still being shown come to its end, for a few seconds."""
