"""Socket Mode: Slack's requests over a connection that we open, for where there is no public address.

Knows envelopes and their acknowledgements, and how connections come and go; must not look into a payload.
Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.slack.arriving.dispatching import Answer, Payload
from adapters.slack.client import SlackClient
from adapters.slack.deps import utc_now
from adapters.slack.errors import code_of, retry_after

PING_SECONDS = 5.0
"""Between our pings; four that are not answered mean that the connection is dead."""
LOOK_SECONDS = 0.5
LIVED_SECONDS = 10.0
"""After a connection that ends sooner, the next one waits."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
DRAIN_SECONDS = 10.0
CLOSE_SECONDS = 1.0

Dispatch = Callable[[Payload], Awaitable[Answer]]

log = logging.getLogger(__name__)


class Connection(SocketModeClient):
    """One connection, which is opened once. When it is over, `over` is set, and somebody opens another.

    The SDK's own way to connect again tries a ticket that was refused for ever, and leaves a gap.
    """

    def __init__(self, app_token: str, client: SlackClient) -> None:
        quiet = logging.getLogger(f"{__name__}.sdk")
        quiet.setLevel(logging.ERROR)  # below that it writes whole payloads
        super().__init__(app_token, logger=quiet, web_client=client, ping_interval=PING_SECONDS)
        self.over = asyncio.Event()
        self.running: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        """Open it, with a ticket of its own. Raises one of SLACK_FAILURES."""
        response = await self.web_client.apps_connections_open(app_token=self.app_token)
        self.wss_uri = str(response.get("url"))
        self.current_session = await self.aiohttp_client_session.ws_connect(
            self.wss_uri,
            autoping=False,
            heartbeat=self.ping_interval,
            proxy=self.proxy,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
        )
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002 - as the SDK calls it
        """Slack asked for it, or it broke."""
        self.over.set()

    async def until_over(self) -> None:
        """Until Slack wants another connection, or this one is broken."""
        while not self.over.is_set() and self.current_session is not None and not self.current_session.closed:
            try:
                await asyncio.wait_for(self.over.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def end(self) -> None:
        """Let what came in over it be acknowledged, and close it."""
        if self.running:
            await asyncio.wait(self.running, timeout=DRAIN_SECONDS)
        await self.close()  # type: ignore[no-untyped-call]  # slack_sdk leaves it unannotated


class SocketListener:
    """dispatch: makes an answer of a payload. Call `start` once the loop runs, and `stop` at the end."""

    def __init__(self, app_token: str, api_url: str, dispatch: Dispatch) -> None:
        self._app_token, self._dispatch = app_token, dispatch
        self._client = SlackClient("", api_url)
        self._current: Connection | None = None
        self._supervising: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self.away_since: datetime | None = None
        """Since when Slack cannot reach us; None while it can, or where nothing was to be connected."""

    def start(self) -> None:
        """Connect, and stay connected."""
        self.away_since = utc_now()
        self._supervising = asyncio.create_task(self._for_ever())

    async def stop(self) -> None:
        """Open nothing more, acknowledge what came in, and close."""
        if self._supervising is not None:
            self._supervising.cancel()
            await asyncio.gather(self._supervising, return_exceptions=True)
        self._retire()
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _for_ever(self) -> None:
        wait = FIRST_WAIT
        while True:
            began, failure = time.monotonic(), None
            try:
                connection = await self._open()
                self._retire()  # only now: there was no moment without a connection
                self._current, self.away_since = connection, None
                await connection.until_over()
                self.away_since = utc_now()
            except Exception as error:  # noqa: BLE001 - whatever it was, Slack must reach us again
                log.error("Slack could not be connected to by SLACK_APP_TOKEN: %s", code_of(error))
                self.away_since, failure = self.away_since or utc_now(), error
            if time.monotonic() - began >= LIVED_SECONDS:
                wait = FIRST_WAIT
            else:
                await asyncio.sleep(_longer(wait, failure))
                wait = min(wait * 2, LONGEST_WAIT)

    async def _open(self) -> Connection:
        connection = Connection(self._app_token, self._client)
        connection.socket_mode_request_listeners.append(self._take)
        try:
            await connection.connect()
        except BaseException:
            await connection.close()  # type: ignore[no-untyped-call]  # slack_sdk leaves it unannotated
            raise
        log.info("Connected to Slack")
        return connection

    def _retire(self) -> None:
        if self._current is not None:
            task = asyncio.create_task(self._current.end())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._current = None

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope, in a task of its own."""
        task = asyncio.current_task()
        if not isinstance(client, Connection) or task is None:
            return
        client.running.add(task)
        try:
            await self._answer(client, request)
        finally:
            client.running.discard(task)

    async def _answer(self, connection: Connection, request: SocketModeRequest) -> None:
        """Acknowledge what is committed; what could not be kept is not, and Slack sends it again."""
        answer = await self._dispatch(request.payload)
        if answer.status != HTTPStatus.OK:
            return
        response = SocketModeResponse(request.envelope_id, _payload(answer))
        try:
            await connection.send_socket_mode_response(response)
        except (ConnectionError, aiohttp.ClientError) as error:
            log.warning("An acknowledgement was lost: %s", type(error).__name__)


def _longer(wait: float, error: Exception | None) -> float:
    """Seconds: at least as long as Slack asks, and a little more, lest all processes come at once."""
    asked = retry_after(error) if isinstance(error, SlackApiError) else None
    return max(wait, asked.total_seconds() if asked else 0) * (1 + random.random() / 4)  # noqa: S311 - no secret


def _payload(answer: Answer) -> dict[str, object] | None:
    """What goes with the acknowledgement."""
    if not answer.ack:
        return None
    return dict(answer.ack) if isinstance(answer.ack, dict) else {"text": answer.ack}
