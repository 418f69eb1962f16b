"""The Teams adapter as one object: lets in what is Microsoft's, and answers what the turn made of it.

Knows how its parts fit together; must not look into activities (`decoding`) or build cards (`rendering`).
"""

from typing import TYPE_CHECKING

from aiohttp import web

from adapters.teams.deps import TeamsDeps
from cadence.ports import Arrival

if TYPE_CHECKING:
    from cadence.ports import Chat

__all__ = ["PATH", "TeamsAdapter", "TeamsDeps", "build_teams"]

PATH = "/api/messages"


class TeamsAdapter:
    """chat: for the sender, under the platform `teams`. Call `connect` once the loop runs, and `close` at the end."""

    chat: "Chat"

    def add_routes(self, app: web.Application) -> None:
        """Serve `POST /api/messages`."""
        app.router.add_post(PATH, self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        """One activity."""
        raise NotImplementedError

    async def handle(self, arrival: Arrival) -> None:
        """Act on a kept event."""
        raise NotImplementedError

    async def connect(self) -> None:
        """Fetch the keys, as far as they can be had."""

    async def close(self) -> None:
        """Show what is still to be shown, then let go of the network."""


def build_teams(deps: TeamsDeps) -> TeamsAdapter:
    """The adapter, wired. Nothing is sent before `connect`."""
    raise NotImplementedError(deps.app_type)
