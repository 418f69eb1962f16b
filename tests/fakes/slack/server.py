"""The loopback Slack on 127.0.0.1: the Web API for every workspace behind it, and the addresses of response_urls.

Knows tokens, scopes and faults; what a method does stands in `methods`.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.fakes.slack.limits import faults_of_message
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.oauth import Bearer, OAuth, bearer_of
from tests.fakes.slack.scopes import scope_of
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.state import ApiError, Fault, Json
from tests.fakes.slack.workspace import Workspace


class FakeSlack(Workspace):
    """Slack, and the first workspace in it. Use as `async with FakeSlack() as slack:`; its Web API is at `api_url`.

    first: ids of everything count from here; for a Slack that goes on where another ended.
    """

    def __init__(
        self, port: int = 0, on_call: Callable[[str, Json], None] = lambda method, args: None, first: int = 1
    ) -> None:
        super().__init__(numbers=itertools.count(first))
        self.signing_secret = "loopback-secret"
        self.workspaces: list[Workspace] = [self]
        self.oauth = OAuth(self.workspaces, self._counter)
        self.sockets = Sockets(self.app_id)
        self.base_url = self.api_url = ""
        self.more_routes: list[web.RouteDef] = []
        self._port, self._on_call = port, on_call
        self._runner: web.AppRunner | None = None

    def add_workspace(self, team_id: str, name: str, *, is_installed: bool = True) -> Workspace:
        """One more workspace; where the app is installed, its `token` is good for it alone."""
        made = Workspace(team_id, name, self._counter)
        made.hook_url, made.now, made.pacing.now = self.hook_url, self.now, self.pacing.now
        made.tokens = made.tokens if is_installed else []
        self.workspaces.append(made)
        return made

    def use_clock(self, clock: Callable[[], datetime]) -> None:
        """Count rates and the lives of tokens by this clock."""
        self.oauth.now = lambda: clock().timestamp()
        for at in self.workspaces:
            at.now = at.pacing.now = self.oauth.now

    async def __aenter__(self) -> "FakeSlack":
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self.answer)
        app.router.add_post("/response/{hook}", self._respond)
        app.router.add_get("/oauth/v2/authorize", self.oauth.authorize)
        app.add_routes(self.more_routes)
        app.router.add_get("/link/", self.sockets.handle)
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/"
        self.api_url = f"{self.base_url}api/"
        for at in self.workspaces:
            at.hook_url = f"{self.base_url}response/"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def answer(self, request: web.Request) -> web.Response:
        """A call of the Web API. request: its `method` is named in the address."""
        method, args = request.match_info["method"], await _arguments(request)
        bearer = bearer_of(self.workspaces, _token(request, args), args, self.oauth.now())
        at = bearer.at
        at.calls.append((method, args))
        self._on_call(method, args)
        wait = at.pacing.wait_for(method, args)
        fault = Fault(retry_after=wait) if wait else at.faults[method].pop(0) if at.faults[method] else Fault()
        if fault.retry_after is not None:
            at.pacing.close(method, fault.retry_after)
        early = self._early(fault, request)
        answer = early if early is not None else web.json_response(self._call(bearer, method, args, request))
        if not bearer.error:
            answer.headers["x-oauth-scopes"] = ",".join(sorted(at.scopes))
            answer.headers["x-accepted-oauth-scopes"] = scope_of(method)
        await asyncio.sleep(fault.delay)
        if fault.drop == "after":
            _hang_up(request)
        if fault.body:
            return web.Response(text=fault.body, status=fault.status or 200, content_type="application/json")
        return answer

    def _call(self, bearer: Bearer, method: str, args: Json, request: web.Request) -> Json:
        try:
            return {"ok": True, **self._called(bearer, method, args, request)}
        except ApiError as refused:
            return refused.body
        except KeyError as missing:
            return ApiError("invalid_arguments", f"missing required field: {missing}").body

    def _called(self, bearer: Bearer, method: str, args: Json, request: web.Request) -> Json:
        if method == "oauth.v2.access":
            return self.oauth.access(request.headers.get("Authorization", ""), args)
        if method == "apps.connections.open":
            return self.sockets.open(_token(request, args), self.base_url)
        return _within(bearer, method, args)

    def _early(self, fault: Fault, request: web.Request) -> web.Response | None:
        """The answer where the call is not applied at all."""
        if fault.drop == "before":
            _hang_up(request)
            return web.Response(status=500)
        if fault.retry_after is not None:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.status and not fault.body:
            return web.Response(status=fault.status)
        error = ApiError(fault.error, *fault.messages)
        return web.json_response(error.body) if fault.error else None

    async def _respond(self, request: web.Request) -> web.Response:
        """A response_url: five private answers beside a message, or in its place."""
        name, body = request.match_info["hook"], await request.json()
        at = next((each for each in self.workspaces if name in each.hooks), None)
        (at or self).calls.append(("response_url", body))
        self._on_call("response_url", body)
        if at is None:
            return web.Response(status=404, text="expired_url")
        if at.faults["response_url"]:
            fault = at.faults["response_url"].pop(0)
            return web.Response(status=fault.status or 200, text=json.dumps({"ok": False, "error": fault.error}))
        if faults := faults_of_message(body.get("blocks", [])):
            return web.Response(status=400, text=f"invalid_blocks: {faults}")
        at.answer_beside(at.hooks[name], body)
        return web.Response(text="ok")


def _within(bearer: Bearer, method: str, args: Json) -> Json:
    """A call within the workspace that the token is of."""
    if bearer.error:
        raise ApiError(bearer.error)
    if method == "auth.revoke":
        bearer.token.error = "token_revoked"
        return {"revoked": True}
    if method not in METHODS:
        raise ApiError("unknown_method")
    _need_scope(bearer.at, method, args)
    return METHODS[method](bearer.at, args)


def _need_scope(at: Workspace, method: str, args: Json) -> None:
    channel = at.channels.get(str(args.get("channel", "")))
    needed = scope_of(method, channel.kind if channel else "channel")
    if needed and needed not in at.scopes:
        raise ApiError("missing_scope", needed=needed, provided=",".join(sorted(at.scopes)))


def _token(request: web.Request, args: Json) -> str:
    return request.headers.get("Authorization", f"Bearer {args.get('token', '')}").removeprefix("Bearer ")


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    posted: dict[str, Any] = dict(await request.post()) if request.can_read_body else {}
    return {**request.query, **posted}


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def show_call(method: str, args: Json) -> str:
    """One line for whoever watches."""
    return f"{method} {json.dumps(args, ensure_ascii=False)}"
