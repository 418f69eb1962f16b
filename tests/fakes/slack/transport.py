"""How Slack reaches the application: signed HTTP. (The other way is in `sockets`.)"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.state import Json

FIELD = "field:"
ACK_SECONDS = 3.0
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Answer:
    """What the application answered; status 0 where it did not. sent: the request's body, to send it once more."""

    status: int
    text: str
    sent: str = field(repr=False, default="")

    @property
    def body(self) -> Json:
        return dict(json.loads(self.text)) if self.text.startswith("{") else {}

    @property
    def errors(self) -> dict[str, str]:
        """Field id -> message, where a modal stays open."""
        return {block.removeprefix(FIELD): text for block, text in self.body.get("errors", {}).items()}

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300


class Transport(Protocol):
    """One way to the application."""

    async def command(self, form: Json) -> Answer:
        """A slash command."""

    async def interact(self, payload: Json) -> Answer:
        """A click, a shortcut, a modal."""

    async def event(self, payload: Json, retry: int = 0) -> Answer:
        """An event, waited for three seconds. retry: 0 the first time."""


class OverHttp:
    """Posts to one address of the application. Use as `async with OverHttp(url, secret) as http:`."""

    def __init__(self, app_url: str, secret: str) -> None:
        self.url, self._secret = app_url, secret
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "OverHttp":
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def command(self, form: Json) -> Answer:
        return await self.send(urlencode(form))

    async def interact(self, payload: Json) -> Answer:
        return await self.send(urlencode({"payload": json.dumps(payload)}))

    async def event(self, payload: Json, retry: int = 0) -> Answer:
        again = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_error"} if retry else {}
        body = json.dumps(payload)
        try:
            return await self.send(body, headers={"Content-Type": JSON, **again}, patience=ACK_SECONDS)
        except (aiohttp.ClientError, TimeoutError) as error:
            return Answer(0, type(error).__name__, body)

    async def send(
        self,
        body: str | bytes,
        *,
        at: float | None = None,
        secret: str | None = None,
        headers: Mapping[str, str] | None = None,
        patience: float | None = None,
    ) -> Answer:
        """One signed request. at: when it was signed. secret: another than the right one. headers: in their place."""
        assert self._session is not None
        stamp = str(int(time.time() if at is None else at))
        headers = {
            "Content-Type": FORM,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(secret or self._secret, stamp, body),
            **(headers or {}),
        }
        timeout = aiohttp.ClientTimeout(total=patience or 300)
        async with self._session.post(self.url, data=body, headers=headers, timeout=timeout) as response:
            return Answer(response.status, await response.text(), str(body))


def sign(secret: str, stamp: str, body: str | bytes) -> str:
    """Slack's v0 signature."""
    raw = body.encode() if isinstance(body, str) else body
    return "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
