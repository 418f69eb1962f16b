"""How Teams reaches the bot: activities posted to its endpoint with a token, and once more where that went wrong.

Knows HTTP; must not know what an activity says.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from tests.fakes.teams.state import Json

PATIENCE = 15.0
"""Seconds after which Teams gives up on an answer."""


@dataclass(frozen=True)
class Answer:
    """What the bot answered; status 0 where it did not. sent: the activity, to send it once more."""

    status: int
    text: str
    sent: Json = field(repr=False, default_factory=dict)

    @property
    def body(self) -> Json:
        return dict(json.loads(self.text)) if self.text.startswith("{") else {}

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300


class Wire:
    """Posts to one address. Use as `async with Wire(sign) as wire:`.

    url: the bot's endpoint. sign: gives the Authorization header of an activity; empty for none. waits: seconds before
    each time that a message or event is sent once more. copies: how often each comes, at the same time.
    undelivered: what was not taken, after all tries. sent: every activity so far.
    """

    def __init__(self, sign: Callable[[Json], str], url: str = "") -> None:
        self.url, self.sign = url, sign
        self.waits: tuple[float, ...] = (0.0, 0.0)
        self.copies = 1
        self.patience = PATIENCE
        self.undelivered: list[Json] = []
        self.sent: list[Json] = []
        self._held: list[Json] | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Wire":
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    def hold(self) -> None:
        """Let messages and events wait until `release`."""
        self._held = []

    async def release(self, *, backwards: bool = False) -> None:
        """Deliver what waited, in its order or the other way round."""
        held, self._held = self._held or [], None
        for activity in reversed(held) if backwards else held:
            await self.deliver(activity)

    async def redeliver(self) -> None:
        """Try once more what was not taken."""
        waiting, self.undelivered = self.undelivered, []
        for activity in waiting:
            await self.deliver(activity)

    async def deliver(self, activity: Json) -> Answer:
        """A message or an event, as often as `copies` says, each with its tries."""
        if self._held is not None:
            self._held.append(activity)
            return Answer(0, "held", activity)
        return (await asyncio.gather(*(self._with_tries(activity) for _ in range(self.copies))))[0]

    async def invoke(self, activity: Json) -> Answer:
        """What is answered in place; Teams does not repeat it, but for what `copies` says."""
        return (await asyncio.gather(*(self.send(activity) for _ in range(self.copies))))[0]

    async def _with_tries(self, activity: Json) -> Answer:
        answer = await self.send(activity)
        for wait in self.waits:
            if answer.is_taken or 400 <= answer.status < 500:
                break
            await asyncio.sleep(wait)
            answer = await self.send(activity)
        if not answer.is_taken:
            self.undelivered.append(activity)
        return answer

    async def send(self, activity: Json, *, authorization: str | None = None) -> Answer:
        """One request. authorization: another header than the right one; empty for none."""
        assert self._session is not None
        header = self.sign(activity) if authorization is None else authorization
        place, tenant = activity["conversation"]["id"], activity["conversation"].get("tenantId", "")
        headers = {"x-ms-conversation-id": place, "x-ms-tenant-id": tenant}
        if header:
            headers["Authorization"] = header
        self.sent.append(activity)
        timeout = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with self._session.post(self.url, json=activity, headers=headers, timeout=timeout) as response:
                return Answer(response.status, await response.text(), activity)
        except (aiohttp.ClientError, TimeoutError) as error:
            return Answer(0, type(error).__name__, activity)
