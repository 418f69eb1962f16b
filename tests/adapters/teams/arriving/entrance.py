"""A door with nothing behind it: what gets in is answered 200 and kept."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from adapters.teams.arriving.door import Door, Refused

SERVICE_URL = "https://smba.trafficmanager.net/emea/"


def activity(**otherwise: Any) -> dict[str, Any]:
    """A line that somebody typed in their personal chat."""
    tenant = "99999999-9999-4999-8999-999999999999"
    plain = {
        "type": "message",
        "id": "1763775600123",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "text": "help",
        "from": {"id": "29:ana", "name": "Ana", "aadObjectId": "11111111-1111-4111-8111-111111111111"},
        "recipient": {"id": "28:00000000-0000-4000-8000-0000000000b0", "name": "Drumbeat"},
        "conversation": {"conversationType": "personal", "tenantId": tenant, "id": "a:1ana"},
        "channelData": {"tenant": {"id": tenant}},
    }
    return {**plain, **otherwise}


@dataclass
class Entrance:
    """url: where to knock. admitted: what got in."""

    url: str
    session: aiohttp.ClientSession
    admitted: list[dict[str, Any]] = field(default_factory=list)

    async def knock(self, headers: Mapping[str, str], body: object = None) -> tuple[int, str]:
        """Status and words. body: an object is sent as JSON, bytes as they are; a good activity by default."""
        data = body if isinstance(body, bytes) else json.dumps(activity() if body is None else body).encode()
        told = {"Content-Type": "application/json", **headers}
        async with self.session.post(self.url, data=data, headers=told) as response:
            return response.status, await response.text()


@asynccontextmanager
async def entrance(door: Door) -> AsyncIterator[Entrance]:
    """The door, served on the loopback."""

    async def receive(request: web.Request) -> web.Response:
        try:
            opened.admitted.append(await door.admit(request))
        except Refused as refused:
            return web.Response(status=refused.status, text=refused.words)
        return web.Response()

    app = web.Application()
    app.router.add_post("/api/messages", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        opened = Entrance(f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages", session)
        yield opened
    await runner.cleanup()
