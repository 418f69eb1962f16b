"""The Slack adapter as one object: takes signed requests, hands them to the front door, shows the reply.

Knows how its parts fit together; must not look into payloads (`decoding`) or build blocks (`rendering`).
"""

import asyncio
import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.chat import SlackChat
from adapters.slack.decoding import Payload, decode
from adapters.slack.errors import SLACK_FAILURES, Problem, code_of, problem_of
from adapters.slack.incoming import Garbled, Home, Incoming
from adapters.slack.people import People
from adapters.slack.places import Places
from adapters.slack.reading import Unreadable, is_signed, is_ssl_check, read_payload
from adapters.slack.replies import Ack, Replies
from cadence.cards import card
from cadence.model import Workspace
from cadence.ports import Store
from cadence.requests import CommandTyped, FormSubmitted, Reply, Request, Say

PLATFORM = "slack"
PATH = "/slack/events"
CALL_SECONDS, CONNECT_SECONDS = 12, 4
PATIENCE_SECONDS = 1.0
"""How long a request waits for us to learn who we are."""
HANDSHAKE = "url_verification"
INCOMING = "incoming"
VERIFIED = "socket_mode"
"""What Bolt calls a payload that needs neither its signature check nor its parsing (which loses commands that contain
the word payload)."""
ANYTHING = re.compile(".*")
SORRY = "Something went wrong on my side and nothing was changed. Please try again in a minute."
FOREIGN = "This Drumbeat belongs to another workspace, so nothing was done. Ask an admin of yours to install their own."

log = logging.getLogger(__name__)


class Handles(Protocol):
    """The front door."""

    async def handle(self, request: Request) -> Reply:
        """The reply to show to the sender."""


@dataclass(frozen=True, kw_only=True)
class SlackDeps:
    """What Slack is given. api_url: base of the Web API, e.g. `https://slack.com/api/`."""

    front_door: Handles
    store: Store
    bot_token: str
    signing_secret: str
    api_url: str = AsyncWebClient.BASE_URL


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who we are in Slack. enterprise_id, app_id: empty where Slack does not tell."""

    team_id: str
    team: str
    bot_user: str
    bot_id: str = ""
    enterprise_id: str = ""
    app_id: str = ""

    @property
    def workspace_id(self) -> str:
        return f"{PLATFORM}:{self.team_id}"

    def is_home(self, home: Home) -> bool:
        """Whether a payload is for us; what either side does not know cannot speak against it."""
        pairs = ((home.team, self.team_id), (home.enterprise, self.enterprise_id), (home.app, self.app_id))
        return all(theirs == ours for theirs, ours in pairs if theirs and ours)


class SlackAdapter:
    """chat: for the sender, under the platform `slack`. Call `connect` once the loop runs, and `close` at the end."""

    def __init__(self, deps: SlackDeps) -> None:
        self._deps = deps
        self._client = AsyncWebClient(token=deps.bot_token, base_url=deps.api_url, retry_handlers=[])
        self._identity: Identity | None = None
        self._connecting: asyncio.Task[Identity] | None = None
        self._people = People(self._client)
        self._places = Places(self._client)
        self._replies = Replies(self._client)
        self._bolt = self._listen()
        self.chat = SlackChat(self._client)

    def add_routes(self, app: web.Application) -> None:
        """Serve `POST /slack/events`."""
        app.router.add_post(PATH, self.handle)

    async def handle(self, request: web.Request) -> web.Response:
        """One signed request of Slack: what it changes is committed before it is acknowledged."""
        body = await request.read()
        if is_ssl_check(body):
            return web.Response()
        if not is_signed(request.headers, body, self._deps.signing_secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            return await self._dispatch(read_payload(body))
        except Unreadable:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        except Garbled as garbled:
            log.warning("A payload of Slack could not be read")
            return _acknowledge(await self._replies.show_garbled(garbled))

    async def _dispatch(self, payload: Payload) -> web.Response:
        """Bolt sorts what is ours; everything else is taken note of and needs no answer."""
        incoming = decode(payload)
        if payload.get("type") == HANDSHAKE:
            body = {"type": HANDSHAKE, "challenge": str(payload.get("challenge", ""))}
        elif incoming is None:
            return web.Response()
        else:
            body = _sortable(incoming.request)
        request = AsyncBoltRequest(body=body, context={INCOMING: incoming}, mode=VERIFIED)
        return await to_aiohttp_response(await self._bolt.async_dispatch(request))

    async def connect(self) -> list[Problem]:
        """Learn who we are and make the workspace known. What is wrong is returned and tried again when needed."""
        self._open_session()
        try:
            await asyncio.shield(self._connection())
        except SLACK_FAILURES as error:
            log.warning("Slack is not reachable with this token: %s", code_of(error))
            return [problem_of(error)]
        return []

    async def check(self) -> list[Problem]:
        """What keeps Slack from working right now; empty where it works. For /readyz and doctor."""
        try:
            await self._client.auth_test()
        except SLACK_FAILURES as error:
            return [problem_of(error)]
        return []

    async def close(self) -> None:
        """Show what is still to be shown, then let go of the network."""
        await self._replies.drain()
        if self._connecting is not None:
            self._connecting.cancel()
        if self._client.session is not None:
            await self._client.session.close()

    def _listen(self) -> AsyncApp:
        """Bolt checks the signature and sorts; its own log stays quiet, since it writes whole payloads."""
        quiet = logging.getLogger(f"{__name__}.bolt")
        quiet.setLevel(logging.ERROR)
        bolt = AsyncApp(
            logger=quiet,
            client=AsyncWebClient(base_url=self._deps.api_url, retry_handlers=[]),
            signing_secret=self._deps.signing_secret,
            authorize=_always(self._deps.bot_token),
            process_before_response=True,
            raise_error_for_unhandled_request=True,
        )
        bolt.command(ANYTHING)(self._answer)
        bolt.action(ANYTHING)(self._answer)
        bolt.view(ANYTHING)(self._answer)
        bolt.error(self._apologize)
        return bolt

    async def _answer(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        incoming: Incoming = context[INCOMING]
        identity = await self._who_we_are()
        if not identity.is_home(incoming.home):
            await ack(await self._replies.show(Say(card(FOREIGN), refuses=True), incoming))
            return
        incoming = await self._introduced(incoming, identity)
        reply = await self._deps.front_door.handle(incoming.request)
        await ack(await self._replies.show(reply, incoming))

    async def _introduced(self, incoming: Incoming, identity: Identity) -> Incoming:
        """The same with everybody in it, and the place, as Slack knows them."""
        is_ours = bool(incoming.sender_team) and incoming.sender_team == identity.team_id
        sender = replace(incoming.request.who, is_guest=False if is_ours else None)
        who, people, placed = await asyncio.gather(
            self._people.find(sender, identity.team_id),
            self._people.find_all(incoming.named, identity.team_id),
            self._places.placed(incoming),
        )
        request = replace(placed.request, workspace_id=identity.workspace_id, who=who, people=people)
        return replace(placed, request=request)

    async def _apologize(self, error: Exception, context: AsyncBoltContext) -> BoltResponse:
        """A kind word to the person; to the log what failed and where, but nothing that anybody typed."""
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("A request of Slack failed: %s\n%s", code_of(error), where)
        incoming: Incoming | None = context.get(INCOMING)
        shown = await self._replies.show(Say(card(SORRY), refuses=True), incoming) if incoming else ""
        return BoltResponse(status=HTTPStatus.OK, body=shown)

    async def _who_we_are(self) -> Identity:
        """Raises what connecting raises, and TimeoutError where it takes too long; it goes on in the background."""
        if self._identity is not None:
            return self._identity
        connection = self._connection()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.shield(connection)

    def _connection(self) -> asyncio.Task[Identity]:
        """The one attempt to learn who we are that is under way, for everybody who waits for it."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._introduce())
            self._connecting.add_done_callback(_note_failure)
        return self._connecting

    async def _introduce(self) -> Identity:
        found: Any = await self._client.auth_test()
        identity = Identity(
            team_id=found["team_id"],
            team=found["team"],
            bot_user=found["user_id"],
            bot_id=found.get("bot_id") or "",
            enterprise_id=found.get("enterprise_id") or "",
            app_id=found.get("app_id") or "",
        )
        workspace = Workspace(id=identity.workspace_id, platform=PLATFORM, name=identity.team)
        await self._deps.store.add_workspace(workspace)
        self._identity = identity
        return identity

    def _open_session(self) -> None:
        """One connection a call: a kept one may die unnoticed, and a post on it would have an unknown outcome."""
        if self._client.session is None:
            self._client.session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS),
            )


def _sortable(request: Request) -> dict[str, Any]:
    """What Bolt sorts by, and no more: it would stumble over what is missing elsewhere in a payload."""
    if isinstance(request, CommandTyped):
        return {"command": "/okr"}
    if isinstance(request, FormSubmitted):
        return {"type": "view_submission", "view": {"type": "modal", "callback_id": request.form}}
    return {"type": "block_actions", "actions": [{"type": "button", "action_id": "ours", "block_id": "ours"}]}


def _acknowledge(ack: Ack) -> web.Response:
    return web.json_response(ack) if isinstance(ack, dict) else web.Response(text=ack)


def _note_failure(connection: asyncio.Task[Identity]) -> None:
    """Who waited has heard of it; here it is only taken note of, so that nothing is left unread."""
    if not connection.cancelled() and connection.exception() is not None:
        log.info("Slack did not tell who we are")


def _always(token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    """One token for the one workspace that it was installed to; Bolt needs no call to learn that."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token=token)

    return authorize


def build_slack(deps: SlackDeps) -> SlackAdapter:
    """The adapter, wired. Nothing is sent before `connect`."""
    return SlackAdapter(deps)
