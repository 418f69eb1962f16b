"""Socket Mode: Slack's side of the websockets, and the way to the application through them.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack.state import ApiError, Json
from tests.fakes.slack.transport import ACK_SECONDS, Answer

POLL_SECONDS = 0.02
TICKET_GONE = 410


@dataclass(eq=False)
class Connection:
    """is_leaving: it was told to go, and gets nothing more."""

    socket: web.WebSocketResponse
    is_leaving: bool = False


@dataclass
class Sockets:
    """All connections of the app. refusals: how many handshakes are refused from now on.

    opened: how often apps.connections.open gave an address. envelopes: all that were sent, oldest first.
    """

    app_id: str
    app_token: str = "xapp-loopback"
    refusals: int = 0
    opened: int = 0
    envelopes: list[Json] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _acks: dict[str, "asyncio.Future[Json]"] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(1))

    def open(self, token: str, base_url: str) -> Json:
        """apps.connections.open."""
        if token != self.app_token:
            raise ApiError("invalid_auth" if token else "not_authed")
        self.opened += 1
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return {"url": f"{base_url.replace('http', 'ws', 1)}link/?ticket={ticket}&app_id={self.app_id}"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One websocket: each ticket opens one, once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=TICKET_GONE, text="ticket_expired")
        self._tickets.discard(ticket)
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=408, text="request_timeout")
        return await self._serve(request)

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        mine = Connection(socket)
        self.connections.append(mine)
        await socket.send_json(self._hello())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._read(message.data)
        finally:
            self.connections.remove(mine)
        return socket

    def _hello(self) -> Json:
        debug = {"host": "applink-loopback", "build_number": 1, "approximate_connection_time": 18_060}
        known = {"num_connections": len(self.connections), "connection_info": {"app_id": self.app_id}}
        return {"type": "hello", "debug_info": debug, **known}

    def _read(self, text: str) -> None:
        """An acknowledgement; SDKs also write pings as text."""
        if not text.startswith("{"):
            return
        ack = json.loads(text)
        waiting = self._acks.get(ack.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)

    async def send(self, kind: str, payload: Json, **more: Any) -> Answer:
        """One envelope through one connection, and what was acknowledged within three seconds; else status 0."""
        name = f"envelope-{next(self._numbers)}"
        takes = {"accepts_response_payload": kind != "events_api"}
        envelope: Json = {"envelope_id": name, "type": kind, "payload": payload, **takes, **more}
        self.envelopes.append(envelope)
        acknowledged = self._acks[name] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ACK_SECONDS):
                connection = await self.connected()
                await connection.socket.send_json(envelope)
                return _answer(await acknowledged, payload)
        except (TimeoutError, ConnectionError) as error:
            return Answer(0, type(error).__name__, json.dumps(payload))
        finally:
            del self._acks[name]

    async def connected(self) -> Connection:
        """The newest connection, waited for."""
        while True:
            ready = [each for each in self.connections if not each.is_leaving and not each.socket.closed]
            if ready:
                return ready[-1]
            await asyncio.sleep(POLL_SECONDS)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go: `warning`, `refresh_requested`, `link_disabled`, `too_many_websockets`."""
        for connection in list(self.connections):
            connection.is_leaving = reason != "warning"
            await connection.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}}
            )

    async def drop(self) -> None:
        """Every connection ends without a word."""
        for connection in list(self.connections):
            connection.is_leaving = True
            await connection.socket.close()


class OverSocket:
    """See `Transport`."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets

    async def command(self, form: Json) -> Answer:
        return await self._sockets.send("slash_commands", form)

    async def interact(self, payload: Json) -> Answer:
        return await self._sockets.send("interactive", payload)

    async def event(self, payload: Json, retry: int = 0) -> Answer:
        reason = "timeout" if retry else ""
        return await self._sockets.send("events_api", payload, retry_attempt=retry, retry_reason=reason)


def _answer(ack: Json, sent: Json) -> Answer:
    payload = ack.get("payload")
    return Answer(200, json.dumps(payload) if payload else "", json.dumps(sent))
