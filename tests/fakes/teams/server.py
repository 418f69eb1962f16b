"""The loopback Teams on 127.0.0.1: the Bot Connector for every tenant, the token endpoint, and the issuer's documents.

Knows tokens, faults and limits; what a request does stands in `connector`.
"""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Self

from aiohttp import web

from tests.fakes.teams.connector import REQUESTS, Asked
from tests.fakes.teams.issuer import APP_ID, Issuer
from tests.fakes.teams.pacing import Doing, Pacing
from tests.fakes.teams.state import THROTTLED, ApiError, Fault, Json
from tests.fakes.teams.tenant import Tenant
from tests.fakes.teams.wire import Wire

TOKEN_SECONDS = 3599


class FakeTeams:
    """Use as `async with FakeTeams() as teams:`; conversations are reached at `service_url`.

    tenant: the first one. calls: every request of the bot, as (kind, conversation, body). pacing: by tenant.
    down: what every request gets meanwhile. wire: how people's activities reach the bot; it needs the bot's address.
    pause: called before whatever a person does; nobody is quicker than a clock. signs: False like the emulator.
    """

    def __init__(self, port: int = 0, on_call: Callable[[Doing, str, Json], None] = lambda *_: None) -> None:
        self.app_id, self.password = APP_ID, "loopback-secret"
        self.issuer = Issuer(self.app_id)
        self.tenants = [Tenant(app_id=self.app_id)]
        self.pacing: dict[str, Pacing] = defaultdict(self._new_pacing)
        self.calls: list[tuple[Doing, str, Json]] = []
        self.faults: dict[Doing, list[Fault]] = defaultdict(list)
        self.token_faults: list[Fault] = []
        self.down: Fault | None = None
        self.signs = True
        self.most_a_page = 500
        self.pause: Callable[[], None] = lambda: None
        self.wire = Wire(self._authorization)
        self.more_routes: Callable[[web.Application], None] = lambda app: None
        self.base = ""
        self._tokens: set[str] = set()
        self._numbers = itertools.count(1)
        self._clock: Callable[[], float] | None = None
        self._port, self._on_call = port, on_call
        self._runner: web.AppRunner | None = None

    @property
    def tenant(self) -> Tenant:
        return self.tenants[0]

    @property
    def service_url(self) -> str:
        """As activities tell it: with a slash at its end."""
        return f"{self.base}/emea/"

    @property
    def login_url(self) -> str:
        """Where MICROSOFT_LOGIN_URL points to."""
        return f"{self.base}/"

    @property
    def broken(self) -> list[str]:
        """Every limit that the bot broke."""
        return [f"{each.doing} {each.where}: {each.limit}" for pacing in self.pacing.values() for each in pacing.broken]

    def add_tenant(self, tenant_id: str, name: str) -> Tenant:
        """One more organisation that uses the same bot."""
        made = Tenant(tenant_id, name, self.app_id)
        made.now = self.tenant.now
        self.tenants.append(made)
        return made

    def use_clock(self, clock: Callable[[], datetime]) -> None:
        """Count rates and name messages by this clock."""
        self._clock = lambda: clock().timestamp()
        for tenant in self.tenants:
            tenant.now = self._clock
        for pacing in self.pacing.values():
            pacing.now = self._clock

    def fail(self, doing: Doing, fault: Fault, times: int = 1) -> None:
        """Let the next requests of this kind fail."""
        self.faults[doing] += [fault] * times

    def revoke_tokens(self) -> None:
        """No token that was given so far is good any more."""
        self._tokens.clear()

    def count(self, *doing: Doing) -> int:
        """How often these were asked for."""
        return sum(each in doing for each, _, _ in self.calls)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**22)
        for doing, method, path in REQUESTS:
            app.router.add_route(method, f"/emea{path}", self._serve(doing))
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self.issuer.add_routes(app)
        self.more_routes(app)
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.issuer.base = self.base
        await self.wire.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.wire.__aexit__()
        if self._runner is not None:
            await self._runner.cleanup()

    def _authorization(self, activity: Json) -> str:
        return f"Bearer {self.issuer.token(activity['serviceUrl'])}" if self.signs else ""

    def _new_pacing(self) -> Pacing:
        made = Pacing()
        made.now = self._clock or made.now
        return made

    def _serve(self, doing: Doing) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            return await self._answer(doing, request)

        return serve

    async def _answer(self, doing: Doing, request: web.Request) -> web.Response:
        asked = await Asked.of(doing, request)
        self.calls.append((doing, asked.where, asked.body))
        self._on_call(doing, asked.where, asked.body)
        fault = self._fault(asked, request)
        if fault.drop == "before":
            return hang_up(request)
        is_done = not fault.status or fault.is_done
        answer = self._done(asked) if is_done else None
        await asyncio.sleep(fault.delay)
        if fault.drop:
            return hang_up(request)
        return answer if answer is not None and not fault.status else refusal(fault)

    def _fault(self, asked: Asked, request: web.Request) -> Fault:
        """What keeps this request from being done as it should; a `Fault()` for nothing."""
        if self.signs and request.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            return Fault(401, "Unauthorized")
        if self.down is not None:
            return self.down
        pacing = self.pacing[asked.tenant_among(self.tenants).id]
        if wait := pacing.wait_for(asked.doing, asked.base):
            return Fault(THROTTLED, "Throttled", retry_after=wait)
        fault = self.faults[asked.doing].pop(0) if self.faults[asked.doing] else Fault()
        if fault.retry_after is not None:
            pacing.close(asked.doing, asked.base, fault.retry_after)
        return fault

    def _done(self, asked: Asked) -> web.Response:
        try:
            status, body = asked.do(asked.tenant_among(self.tenants), self.most_a_page)
        except ApiError as refused:
            return web.json_response(refused.body, status=refused.status)
        return web.json_response(body, status=status)

    async def _token(self, request: web.Request) -> web.Response:
        """Of the client's credentials."""
        form = await request.post()
        if self.token_faults:
            fault = self.token_faults.pop(0)
            await asyncio.sleep(fault.delay)
            body = {"error": fault.code or "invalid_client", "error_description": f"{fault.code}: refused."}
            return web.json_response(body, status=fault.status or 401)
        if (form.get("client_id"), form.get("client_secret")) != (self.app_id, self.password):
            body = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
            return web.json_response(body, status=401)
        token = f"token-{next(self._numbers)}"
        self._tokens.add(token)
        return web.json_response({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token})


def refusal(fault: Fault) -> web.Response:
    """As the Bot Connector answers it."""
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.html:
        return web.Response(status=fault.status, text="<html>Bad gateway</html>", content_type="text/html")
    return web.json_response(
        ApiError(fault.status, fault.code or "ServiceError").body, status=fault.status, headers=headers
    )


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
