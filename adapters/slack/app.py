"""The Slack adapter as one object: takes signed requests, hands them to the front door, shows the reply.

Knows how its parts fit together; must not look into payloads (`decoding`) or build blocks (`rendering`).
"""

import asyncio
import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.chat import SlackChat
from adapters.slack.decoding import Incoming, Payload, decode
from adapters.slack.errors import SLACK_FAILURES, Problem, code_of, problem_of
from adapters.slack.people import People
from adapters.slack.replies import Replies
from cadence.cards import card
from cadence.model import Workspace
from cadence.ports import Store
from cadence.requests import Reply, Request, Say

PLATFORM = "slack"
PATH = "/slack/events"
CALL_SECONDS, CONNECT_SECONDS = 12, 4
ANYTHING = re.compile(".*")
SORRY = "Something went wrong on my side and nothing was changed. Please try again in a minute."

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
    """Who we are in Slack."""

    team_id: str
    team: str
    bot_user: str
    bot_id: str = ""

    @property
    def workspace_id(self) -> str:
        return f"{PLATFORM}:{self.team_id}"


class SlackAdapter:
    """chat: for the sender, under the platform `slack`. Call `connect` once the loop runs, and `close` at the end."""

    def __init__(self, deps: SlackDeps) -> None:
        self._deps = deps
        self._client = AsyncWebClient(token=deps.bot_token, base_url=deps.api_url, retry_handlers=[])
        self._identity: Identity | None = None
        self._connecting = asyncio.Lock()
        self._people = People(self._client)
        self._replies = Replies(self._client)
        self._bolt = self._listen()
        self.chat = SlackChat(self._client)

    def add_routes(self, app: web.Application) -> None:
        """Serve `POST /slack/events`."""
        app.router.add_post(PATH, self.handle)

    async def handle(self, request: web.Request) -> web.Response:
        """One signed request of Slack: what it changes is committed before it is acknowledged."""
        return await to_aiohttp_response(await self._bolt.async_dispatch(await to_bolt_request(request)))

    async def connect(self) -> list[Problem]:
        """Learn who we are and make the workspace known. What is wrong is returned and tried again when needed."""
        self._open_session()
        try:
            await self._who_we_are()
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
        """Let go of the network."""
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

    async def _answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        identity = await self._who_we_are()
        incoming = decode(body, identity.workspace_id)
        if incoming is None:
            await ack()
            return
        reply = await self._deps.front_door.handle(await self._introduced(incoming, identity.team_id))
        await ack(await self._replies.show(reply, incoming))

    async def _introduced(self, incoming: Incoming, team_id: str) -> Request:
        """The request with everybody in it as Slack knows them."""
        who, people = await asyncio.gather(
            self._people.find(incoming.request.who, team_id), self._people.find_all(incoming.named, team_id)
        )
        return replace(incoming.request, who=who, people=people)

    async def _apologize(self, error: Exception, body: Payload) -> BoltResponse:
        """A kind word to the person; to the log what failed and where, but nothing that anybody typed."""
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=404)
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("A request of Slack failed: %s\n%s", code_of(error), where)
        incoming = decode(body, workspace_id="")
        return BoltResponse(status=200, body=await self._kindly(incoming) if incoming else "")

    async def _kindly(self, incoming: Incoming) -> str | dict[str, Any]:
        return await self._replies.show(Say(card(SORRY), refuses=True), incoming)

    async def _who_we_are(self) -> Identity:
        async with self._connecting:
            if self._identity is None:
                self._identity = await self._introduce()
            return self._identity

    async def _introduce(self) -> Identity:
        found: Any = await self._client.auth_test()
        identity = Identity(
            team_id=found["team_id"],
            team=found["team"],
            bot_user=found["user_id"],
            bot_id=found.get("bot_id") or "",
        )
        workspace = Workspace(id=identity.workspace_id, platform=PLATFORM, name=identity.team)
        await self._deps.store.add_workspace(workspace)
        return identity

    def _open_session(self) -> None:
        """One connection a call: a kept one may die unnoticed, and a post on it would have an unknown outcome."""
        if self._client.session is None:
            self._client.session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS),
            )


def _always(token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    """One token for the one workspace that it was installed to; Bolt needs no call to learn that."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token=token)

    return authorize


def build_slack(deps: SlackDeps) -> SlackAdapter:
    """The adapter, wired. Nothing is sent before `connect`."""
    return SlackAdapter(deps)
