"""Platforms that take their time over every call, and know which process makes it: a kill may hit it there.

Knows loopback platforms; must not know who kills, nor what must hold afterwards.
"""

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

from adapters.teams.rendering.text import message_text
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams, Kind, Message
from tests.fakes.teams.connector import Asked
from tests.fakes.teams.pacing import Doing
from tests.torture.leases import Leases

LATENCY = 0.06
"""Seconds, at most, until a platform did what it was asked, and as many until its answer is there."""


class Called(Protocol):
    """endpoint: where the application takes what the platform tells it."""

    endpoint: str

    def settings(self, name: str) -> dict[str, str]:
        """Of the process of this name, so that its calls are known as its own."""

    def is_called_by(self, name: str) -> bool:
        """Whether a call of it is under way."""


@dataclass
class Calls:
    """How many are under way, by the process that makes them."""

    rng: random.Random
    of: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def by(self, name: str) -> AsyncIterator[None]:
        """One; it takes its time before it is done, and before its answer is there."""
        self.of[name] += 1
        try:
            await asyncio.sleep(self.rng.uniform(0, LATENCY))
            yield
            await asyncio.sleep(self.rng.uniform(0, LATENCY))
        finally:
            self.of[name] -= 1


class CalledSlack:
    """Each process finds Slack at an address of its own. posted: when messages of the outbox came, by channel."""

    endpoint = "/slack/events"

    def __init__(self, slack: FakeSlack, rng: random.Random) -> None:
        self._slack, self._calls = slack, Calls(rng)
        self.posted: dict[str, list[float]] = defaultdict(list)
        slack.more_routes = [web.route("*", "/by/{name}/api/{method}", self._serve)]

    def settings(self, name: str) -> dict[str, str]:
        return {"SLACK_API_URL": f"{self._slack.base_url}by/{name}/api/"}

    def is_called_by(self, name: str) -> bool:
        return self._calls.of[name] > 0

    async def _serve(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "chat.postMessage":
            await self._note(request)
        async with self._calls.by(request.match_info["name"]):
            return await self._slack.answer(request)

    async def _note(self, request: web.Request) -> None:
        sent = await request.post()
        if "client_msg_id" in sent:
            self.posted[str(sent["channel"])].append(time.monotonic())


class CalledTeams(FakeTeams):
    """Each process gets tokens of its own. posts: what people saw of each message of the outbox. Teams is never told
    which one it is of: what was under way there just then, and in a personal chat says the same. All else are answers
    to somebody."""

    endpoint = "/api/messages"

    def __init__(self, rng: random.Random, leases: Leases) -> None:
        super().__init__()
        self._calls, self._leases, self._names = Calls(rng), leases, dict[str, str]()
        self._of: ContextVar[Any] = ContextVar("of", default=None)
        self.posts: dict[str, list[Message]] = defaultdict(list)
        self.more_routes = self._add_tokens

    async def __aexit__(self, *_: object) -> None:
        await super().__aexit__()
        await self._leases.close()

    def settings(self, name: str) -> dict[str, str]:
        return {"MICROSOFT_LOGIN_URL": f"{self.base}/by/{name}/"}

    def is_called_by(self, name: str) -> bool:
        return self._calls.of[name] > 0

    def _add_tokens(self, app: web.Application) -> None:
        app.router.add_post("/by/{name}/{tenant}/oauth2/v2.0/token", self._own_token)

    async def _own_token(self, request: web.Request) -> web.Response:
        response = await self._token(request)
        token = json.loads(response.text or "{}").get("access_token", "")
        self._names[token] = request.match_info["name"]
        return response

    async def _answer(self, doing: Doing, request: web.Request) -> web.Response:
        name = self._names.get(request.headers.get("Authorization", "").removeprefix("Bearer "), "")
        may_be_of_outbox = doing is Doing.POST and name.startswith("worker")
        self._of.set(await self._leases.holder(self._lane(request)) if may_be_of_outbox else None)
        async with self._calls.by(name):
            return await super()._answer(doing, request)

    def _lane(self, request: web.Request) -> str:
        place = self.tenant.conversations[request.match_info["place"].partition(";")[0]]
        return f"member:{place.own_members[0].aad}" if place.kind is Kind.PERSONAL else f"channel:{place.id}"

    def _done(self, asked: Asked) -> web.Response:
        known, of = len(self.tenant.messages), self._of.get()
        response = super()._done(asked)
        if of is not None:
            for each in self.tenant.messages[known:]:
                # A prompt that was answered meanwhile says something else by now; but no channel has private answers.
                if each.conversation.kind is not Kind.PERSONAL or each.notice == message_text(of.card):
                    self.posts[of.id].append(each)
        return response
