"""The Teams adapter as one object: lets in what is Microsoft's, and answers what the turn made of it.

Knows how its parts fit together; must not look into activities (`decoding`) or build cards (`rendering`).
"""

import logging
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from adapters.teams.arriving.door import Refused
from adapters.teams.arriving.incoming import Garbled
from adapters.teams.arriving.turns import AGAIN, DONE
from adapters.teams.decoding import Activity, tenant_of
from adapters.teams.deps import TeamsDeps
from adapters.teams.errors import code_of
from adapters.teams.identity import Identity
from adapters.teams.parts import Parts, put_together
from adapters.teams.showing.answers import InvokeAnswer
from adapters.teams.showing.chat import TeamsChat
from cadence.ports import Arrival

__all__ = ["PATH", "Identity", "TeamsAdapter", "TeamsDeps", "build_teams"]

PATH = "/api/messages"

log = logging.getLogger(__name__)


class TeamsAdapter:
    """chat: for the sender, under the platform `teams`. Call `connect` once the loop runs, and `close` at the end."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.chat: TeamsChat = parts.chat

    def add_routes(self, app: web.Application) -> None:
        """Serve `POST /api/messages`."""
        app.router.add_post(PATH, self.receive)
        app.on_startup.append(self._begin)

    def away_since(self) -> datetime | None:
        """Since when this process cannot tell whether a request is Microsoft's; None while it can."""
        return None if self._parts.keys is None else self._parts.keys.away_since()

    async def receive(self, request: web.Request) -> web.Response:
        """One activity: what it changes is committed before it is acknowledged."""
        try:
            activity = await self._parts.door.admit(request)
        except Refused as refused:
            return web.Response(status=refused.status, text=refused.words)
        return _response(await self._take(activity))

    async def handle(self, arrival: Arrival) -> None:
        """Act on a kept event. Raises what asks for it to be handled again."""
        await self._parts.events.handle(arrival)

    async def regret(self, arrival: Arrival) -> None:
        """A kept event is given up. Raises what asks for this to be done again."""
        await self._parts.events.regret(arrival)

    async def connect(self) -> None:
        """Have the workspaces of the tenants that are named."""
        await self._parts.tenants.prepare()

    async def close(self) -> None:
        """Show what is still to be shown, end look-ups that nobody waits for any more, then let go of the network."""
        await self._parts.replies.drain()
        await self._parts.people.close()
        await self._parts.places.close()
        if self._parts.keys is not None:
            await self._parts.keys.close()
        await self._parts.connector.close()

    async def _begin(self, _: web.Application) -> None:
        """Fetch Microsoft's keys before the first request comes, as far as they can be had."""
        if self._parts.keys is not None:
            await self._parts.keys.warm()

    async def _take(self, activity: Activity) -> InvokeAnswer:
        """Tenants that are not served hear nothing: whoever has the app there got it from somebody else."""
        try:
            if not await self._parts.tenants.serves(tenant_of(activity)):
                return DONE
        except Garbled:
            log.warning("An activity of Teams does not say which tenant it comes from")
            return DONE
        except Exception as error:  # noqa: BLE001 - without the database nothing is kept: Teams should send it again
            log.error("An activity of Teams could not be taken: %s", code_of(error))
            return AGAIN
        return await self._parts.turns.take(activity)


def _response(answer: InvokeAnswer) -> web.Response:
    if answer.body is None:
        return web.Response(status=HTTPStatus(answer.status))
    return web.json_response(answer.body, status=answer.status)


def build_teams(deps: TeamsDeps) -> TeamsAdapter:
    """The adapter, wired. Nothing is sent before `connect`."""
    return TeamsAdapter(put_together(deps))
