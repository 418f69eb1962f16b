"""How a platform's requests come to the application in a storm: to whatever process takes requests now.

Knows processes and platforms' ways to send; must not know what is sent.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack import Answer
from tests.fakes.slack.state import Json
from tests.fakes.slack.transport import ACK_SECONDS, OverHttp
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.wire import Answer as TeamsAnswer
from tests.fakes.teams.wire import Wire
from tests.torture.killing import Stage

TRIES = 60
LOST = 5
"""One in so many answers gets lost on its way: whoever asked tries again what is done already, as after a kill just
before the answer. Kills alone hit that moment too rarely to prove anything."""


class Answered(Protocol):
    """status: 0 where nothing was answered; text: why."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def status(self) -> int: ...

    @property
    def text(self) -> str: ...

    @property
    def is_taken(self) -> bool: ...


A = TypeVar("A", bound=Answered)


@dataclass
class Way:
    """faults: what no process should do. late: how often one that lives did not answer in time. lost: how many of its
    answers got lost."""

    stage: Stage
    rng: random.Random
    faults: list[str] = field(default_factory=list)
    late: int = 0
    lost: int = 0
    _taken: int = 0

    async def once(self, send: Callable[[str], Awaitable[A]]) -> A:
        """One request. send: to this address."""
        slot = self.rng.choice(await self.stage.listening())
        name = slot.name
        slot.asked += 1
        answer = await send(slot.url)
        if slot.name == name:
            slot.asked -= 1
            if slot.is_up:
                self._judge(answer, name)
        answer = self._maybe_lost(answer)
        if not answer.is_taken:
            await asyncio.sleep(self.rng.uniform(0.05, 0.2))
        return answer

    def _maybe_lost(self, answer: A) -> A:
        self._taken += answer.is_taken
        if not answer.is_taken or self._taken % LOST:
            return answer
        self.lost += 1
        return replace(answer, status=0, text="lost on its way")

    def _judge(self, answer: Answered, name: str) -> None:
        """Of one that lives."""
        if answer.text == TimeoutError.__name__:
            self.late += 1
        elif not answer.is_taken:
            self.faults.append(f"{name}: {answer.status} {answer.text}")


@dataclass
class FromSlack:
    """See `Transport`. A press or a form is sent once: a person presses again. A command is sent until it was answered,
    the same each time."""

    way: Way
    http: OverHttp

    async def command(self, form: Json) -> Answer:
        body = urlencode(form)
        answer = Answer(0, "", body)
        for _ in range(TRIES):
            answer = await self._once(lambda: self.http.send(body, patience=ACK_SECONDS))
            if answer.is_taken:
                break
        return answer

    async def interact(self, payload: Json) -> Answer:
        return await self._once(lambda: self.http.interact(payload))

    async def event(self, payload: Json, retry: int = 0) -> Answer:
        return await self._once(lambda: self.http.event(payload, retry))

    async def _once(self, send: Callable[[], Awaitable[Answer]]) -> Answer:
        async def to(url: str) -> Answer:
            self.http.url = url  # it is read before anything is waited for
            try:
                async with asyncio.timeout(ACK_SECONDS):
                    return await send()
            except (aiohttp.ClientError, TimeoutError) as error:
                return Answer(0, type(error).__name__)

        return await self.way.once(to)


class FromTeams(Wire):
    """See `Wire`. Messages are sent until they were taken; an invoke once: a person presses again."""

    def __init__(self, sign: Callable[[Json], str], way: Way) -> None:
        super().__init__(sign)
        self._way = way
        self.waits = (0.0,) * TRIES

    async def send(self, activity: Json, *, authorization: str | None = None) -> TeamsAnswer:
        async def to(url: str) -> TeamsAnswer:
            self.url = url  # it is read before anything is waited for
            return await super(FromTeams, self).send(activity, authorization=authorization)

        return await self._way.once(to)


@asynccontextmanager
async def through(teams: FakeTeams, way: Way) -> AsyncIterator[None]:
    """Meanwhile whatever people do in Teams goes this way."""
    usual = teams.wire
    async with FromTeams(usual.sign, way) as teams.wire:
        try:
            yield
        finally:
            teams.wire = usual
