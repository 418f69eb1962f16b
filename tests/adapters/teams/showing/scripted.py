"""A Bot Connector that answers as it is told, and remembers what it was asked; and an address that leads to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from cadence.ports import Address

TENANT = "99999999-9999-4999-8999-999999999999"
WORKSPACE = f"teams:{TENANT}"
BOT = "28:aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
GROWTH = "19:0growth@thread.tacv2"


@dataclass(frozen=True)
class Told:
    """An answer. body: what is no text is sent as JSON. hangs: no answer at all; cuts: broken off in the middle."""

    status: int = 200
    body: object = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False
    cuts: bool = False


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Script:
    """answers: the next ones; once they are used up, `{"id": "1"}`."""

    base: str = ""
    answers: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(request.method, request.raw_path, request.headers, await request.read()))
        told = self.answers.pop(0) if self.answers else Told(201, {"id": "1"})
        if told.hangs:
            await asyncio.sleep(5)
        if told.cuts:
            return await self._cut(request, told)
        text = told.body if isinstance(told.body, str) else json.dumps(told.body)
        return web.Response(status=told.status, text=text, headers=told.headers)

    async def _cut(self, request: web.Request, told: Told) -> web.StreamResponse:
        response = web.StreamResponse(status=told.status, headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"id": "17')
        assert request.transport is not None
        request.transport.abort()
        return response

    @property
    def address(self) -> Address:
        """Of a channel whose service this is."""
        details = {"service_url": f"{self.base}/emea/", "conversation": GROWTH, "bot": BOT, "kind": "channel"}
        return Address(workspace_id=WORKSPACE, place=f"channel:{GROWTH}", group="19:team", details=details)


@asynccontextmanager
async def scripted() -> AsyncIterator[Script]:
    """One that runs."""
    script = Script()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", script.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    script.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield script
    finally:
        await runner.cleanup()
