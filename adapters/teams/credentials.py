"""Our own tokens for the Bot Connector: by a client secret, or by the managed identity of the machine.

Knows the token endpoints; must not know what a token is used for. No token or secret is ever logged.
"""

import asyncio
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.teams.errors import NoToken
from adapters.teams.network import proxy_of
from adapters.teams.objects import object_in

__all__ = ["ClientSecret", "Credentials", "ManagedIdentity", "NoCredentials", "NoToken"]

RESOURCE = "https://api.botframework.com"
SCOPE = f"{RESOURCE}/.default"
MACHINE_URL = "http://169.254.169.254/metadata/identity/oauth2/token"
"""Where a virtual machine asks who it is."""
EARLY_SECONDS = 300.0
"""A token is replaced this long before its end."""
TIMEOUT = ClientTimeout(total=8, connect=4)
"""Well below the lease of the message that waits for it."""
NAMED = re.compile(r"AADSTS\d+")
WORD = re.compile(r"[A-Za-z_]{1,60}")

ADVICE = {
    "AADSTS700016": "Microsoft does not know MICROSOFT_APP_ID in this tenant: check it, MICROSOFT_APP_TENANT_ID, and "
    "whether MICROSOFT_APP_TYPE says how the app is registered (SingleTenant or MultiTenant).",
    "AADSTS7000215": "MICROSOFT_APP_PASSWORD is wrong: it must be the secret's value, not its id.",
    "AADSTS7000222": "The secret has expired: make a new one in the app's registration and put it into "
    "MICROSOFT_APP_PASSWORD.",
    "AADSTS7000216": "The secret is missing: set MICROSOFT_APP_PASSWORD.",
    "AADSTS7000112": "The app is disabled in its tenant: an admin can enable it under Enterprise applications.",
    "AADSTS90002": "Microsoft knows no tenant with this MICROSOFT_APP_TENANT_ID: check it.",
    "AADSTS900023": "MICROSOFT_APP_TENANT_ID is no tenant's id: check it.",
    "AADSTS53003": "A rule of the tenant (Conditional Access) gives the app no token: an admin can allow it.",
    "identity_missing": "This machine has no such managed identity: assign it, and put its client id into "
    "MICROSOFT_APP_ID.",
}
"""What the operator can do, by Microsoft's code."""
UNKNOWN = "Check MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD, MICROSOFT_APP_TENANT_ID and MICROSOFT_APP_TYPE."


class Credentials(Protocol):
    """Where tokens come from."""

    async def token(self) -> str:
        """A token that is good for some minutes; empty where none is used. Raises NoToken."""

    async def forget(self, token: str) -> None:
        """This one was refused: the next is a fresh one."""

    async def close(self) -> None:
        """Let go of the network."""


class NoCredentials:
    """Of the emulator mode: nobody asks for a token."""

    async def token(self) -> str:
        """None is used."""
        return ""

    async def forget(self, token: str) -> None:
        """Nothing is kept."""

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class _Token:
    words: str = field(repr=False)
    until: float


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """One request for a token."""

    method: str
    url: str
    form: Mapping[str, str] | None = field(default=None, repr=False)
    query: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = field(default=None, repr=False)


class _Cached(ABC):
    """One token for everybody, replaced before its end; whoever comes while it is fetched waits for the same one, and
    reads the same of why there is none."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._fetching: asyncio.Task[_Token] | None = None
        self._kept: _Token | None = None
        self._session: ClientSession | None = None

    async def token(self) -> str:
        """See `Credentials.token`."""
        if (good := self._good()) is not None:
            return good.words
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch())
            self._fetching.add_done_callback(self._fetched)
        return (await asyncio.shield(self._fetching)).words

    async def forget(self, token: str) -> None:
        """See `Credentials.forget`. A newer one than this stays."""
        if self._kept is not None and self._kept.words == token:
            self._kept = None

    async def close(self) -> None:
        """See `Credentials.close`."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @abstractmethod
    def _ask(self) -> _Ask: ...

    def _fetched(self, fetching: asyncio.Task[_Token]) -> None:
        """Whether or not anybody still waits for it."""
        self._fetching = None
        if not fetching.cancelled() and fetching.exception() is None:
            self._kept = fetching.result()

    def _good(self) -> _Token | None:
        return self._kept if self._kept is not None and self._now() < self._kept.until else None

    async def _fetch(self) -> _Token:
        """One that lives shorter than the usual reserve is used for half of its life."""
        status, answer = await self._call(self._ask())
        words, seconds = answer.get("access_token"), _seconds(answer.get("expires_in"))
        if status != HTTPStatus.OK or not isinstance(words, str) or not words:
            raise _refused(status, answer)
        return _Token(words, self._now() + max(seconds - EARLY_SECONDS, seconds / 2))

    async def _call(self, ask: _Ask) -> tuple[int, Mapping[str, Any]]:
        if self._session is None or self._session.closed:
            self._session = ClientSession(timeout=TIMEOUT)
        try:
            async with self._session.request(
                ask.method,
                ask.url,
                data=ask.form,
                params=ask.query,
                headers=ask.headers,
                allow_redirects=False,
                proxy=proxy_of(ask.url),
            ) as response:
                return response.status, object_in(await response.read())
        except (ClientError, TimeoutError) as error:
            name = type(error).__name__
            raise NoToken(f"Microsoft's sign-in was not reached: {name}.", code=name, is_refused=False) from error


class ClientSecret(_Cached):
    """An app with a secret. tenant: where it is registered (SingleTenant), or `botframework.com` (MultiTenant)."""

    def __init__(
        self, login_url: str, tenant: str, app_id: str, password: str, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(now)
        self._url = f"{login_url.rstrip('/')}/{quote(tenant, safe='')}/oauth2/v2.0/token"
        self._app_id, self._password = app_id, password

    def _ask(self) -> _Ask:
        secret = {"client_id": self._app_id, "client_secret": self._password}
        return _Ask(method="POST", url=self._url, form={"grant_type": "client_credentials", "scope": SCOPE, **secret})


class ManagedIdentity(_Cached):
    """The identity of the machine. environment: of the process; App Service tells there where its endpoint is."""

    def __init__(
        self, app_id: str, environment: Mapping[str, str], *, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(now)
        self._app_id = app_id
        self._url = environment.get("IDENTITY_ENDPOINT", "")
        self._secret = environment.get("IDENTITY_HEADER", "")

    def _ask(self) -> _Ask:
        asked = {"resource": RESOURCE, "client_id": self._app_id}
        if self._url and self._secret:
            headers = {"X-IDENTITY-HEADER": self._secret}
            return _Ask(method="GET", url=self._url, query={"api-version": "2019-08-01", **asked}, headers=headers)
        headers = {"Metadata": "true"}
        return _Ask(method="GET", url=MACHINE_URL, query={"api-version": "2018-02-01", **asked}, headers=headers)

    async def _fetch(self) -> _Token:
        """The machine says when the token ends, not always how long it lives."""
        try:
            return await super()._fetch()
        except NoToken as error:
            if error.is_refused and error.code == "invalid_request":
                words = f"No token: {ADVICE['identity_missing']}"
                raise NoToken(words, code="identity_missing", is_refused=True) from error
            raise


def _refused(status: int, answer: Mapping[str, Any]) -> NoToken:
    """Which of Microsoft's codes it was, and what to do. Its description is not kept: it quotes ids."""
    named = NAMED.search(str(answer.get("error_description", "")))
    word = WORD.fullmatch(str(answer.get("error", "")))
    code = named[0] if named else word[0] if word else f"http_{status}"
    is_away = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.OK)
    if is_away or code == "temporarily_unavailable":
        return NoToken(f"Microsoft's sign-in is not there: {code}.", code=code, is_refused=False)
    return NoToken(f"Microsoft gave us no token ({code}). {ADVICE.get(code, UNKNOWN)}", code=code, is_refused=True)


def _seconds(told: object) -> float:
    """How long a token lives; numbers come as text, too."""
    text = str(told)
    return float(text) if text.isdecimal() else 0.0
