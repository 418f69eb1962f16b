"""The Slack adapter as one object: takes signed requests, and acknowledges what the dispatcher made of them.

Knows how its parts fit together; must not look into payloads (`decoding`) or build blocks (`rendering`).
"""

from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from adapters.slack.arriving.crowd import PLACES, InBackground, InTurn
from adapters.slack.arriving.dispatching import Answer, Dispatcher
from adapters.slack.arriving.listening import listen
from adapters.slack.arriving.reading import Unreadable, is_signed, is_ssl_check, looks_signed, read_payload
from adapters.slack.arriving.socket import SocketListener
from adapters.slack.client import SlackClient
from adapters.slack.deps import SlackDeps
from adapters.slack.errors import Problem
from adapters.slack.installing.identity import PLATFORM
from adapters.slack.installing.installed import ManyTenants
from adapters.slack.installing.oauth import InstallPage
from adapters.slack.installing.single import OneTenant
from adapters.slack.installing.tenants import Identity, Tenants
from adapters.slack.showing.chat import SlackChat
from adapters.slack.showing.replies import Replies
from cadence.admission import Admission
from cadence.signs import Signs

__all__ = ["PATH", "Identity", "SlackAdapter", "SlackDeps", "build_slack"]

PATH = "/slack/events"


class SlackAdapter:
    """chat: for the sender, under the platform `slack`. Call `connect` once the loop runs, and `close` at the end.

    listening: None where no events are taken; else its `handle` handles what was kept. admission: whose turn it is.
    install_page: None where there is one workspace by its token.
    """

    def __init__(self, deps: SlackDeps, tenants: Tenants, install_page: InstallPage | None = None) -> None:
        self._deps, self._install_page = deps, install_page
        self._signs = Signs(PLATFORM, deps.heartbeats, deps.clock)
        self._strangers = Replies(SlackClient("", deps.api_url))
        self.admission = Admission(PLACES)
        self.listening = listen(deps, tenants, InBackground(deps.front_door, self.admission))
        events = None if self.listening is None else self.listening.events
        keep = None if self.listening is None else self.listening.forms.put
        waited_for = InTurn(deps.front_door, self.admission, keep, deps.clock)
        self._dispatcher = Dispatcher(waited_for, tenants, events, self._strangers)
        self._socket = _socket(deps, self._dispatcher)
        self.tenants = tenants
        self.chat = SlackChat(tenants)

    def add_routes(self, app: web.Application) -> None:
        """Serve `POST /slack/events` where requests are signed, and the install page where there is one.

        While this web server runs, Socket Mode is connected, where there is a token for it, and groups and managers are
        looked up.
        """
        if self._deps.signing_secret:
            app.router.add_post(PATH, self.handle)
        if self._install_page is not None:
            self._install_page.add_routes(app)
        app.on_startup.append(self._begin)
        app.on_shutdown.append(self._end)

    def away_since(self) -> datetime | None:
        """Since when Socket Mode is not connected in this process; None while it is, and where it is not used."""
        return None if self._socket is None else self._socket.away_since

    async def _begin(self, _: web.Application) -> None:
        if self._socket is not None:
            self._socket.start()
        if self.listening is not None:
            self.listening.freshness.start()

    async def _end(self, _: web.Application) -> None:
        """What came in before is still acknowledged."""
        if self._socket is not None:
            await self._socket.stop()

    async def handle(self, request: web.Request) -> web.Response:
        """One signed request of Slack: what it changes is committed before it is acknowledged."""
        body = await request.read()  # aiohttp refuses more than a megabyte; the largest of Slack is a quarter of that
        if is_ssl_check(body):
            return web.Response()
        if not is_signed(request.headers, body, self._deps.signing_secret):
            if looks_signed(request.headers):
                await self._signs.refused()
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        await self._signs.good()
        try:
            payload = read_payload(body)
        except Unreadable:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return _acknowledge(await self._dispatcher.dispatch(payload, is_whole=True))

    async def connect(self) -> list[Problem]:
        """Learn who we are and make the workspaces known. What is wrong is returned and tried again when needed."""
        return await self.tenants.connect()

    async def close(self) -> None:
        """Show what is still to be shown, then let go of the network."""
        if self.listening is not None:
            await self.listening.freshness.stop()
        await self._strangers.drain()
        await self.tenants.close()


def _socket(deps: SlackDeps, dispatcher: Dispatcher) -> SocketListener | None:
    return SocketListener(deps.app_token, deps.api_url, dispatcher.dispatch) if deps.app_token else None


def _acknowledge(answer: Answer) -> web.Response:
    if isinstance(answer.ack, dict):
        return web.json_response(answer.ack, status=answer.status)
    return web.Response(text=answer.ack, status=answer.status)


def build_slack(deps: SlackDeps) -> SlackAdapter:
    """The adapter, wired for one workspace or for many. Nothing is sent before `connect`."""
    if deps.bot_token or deps.vault is None or deps.tickets is None:
        return SlackAdapter(deps, OneTenant(deps))
    tenants = ManyTenants(deps, deps.vault)
    return SlackAdapter(deps, tenants, InstallPage(deps, deps.vault, deps.tickets, tenants))
