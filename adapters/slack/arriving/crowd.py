"""A crowd: whoever waits on Slack takes turns, and a check-in form whose turn does not come in time is kept instead.

Knows turns and what is left of Slack's three seconds; must not know what a request says, nor how a form is entered.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from adapters.slack.arriving.incoming import Incoming
from adapters.slack.decoding import Payload
from cadence.admission import Admission
from cadence.answering.kept import may_be_kept
from cadence.patience import NOBODY_WAITS, due_at
from cadence.ports import Clock
from cadence.ports.engine import Handles
from cadence.requests import Reply, Request, Say
from cadence.wording.crowded import kept_instead_card

PLACES = 8
"""How many requests one process works at side by side: more make none sooner. It is less than the connections that a
process has to its database, so that whatever is to be kept instead never waits for one."""
RESERVED_SECONDS = 0.8
"""Of the two seconds that somebody waits for something to be kept (`cadence.patience`) so much is left to keep a form
instead: in a crowd that takes long, too, and so does the way back to Slack, which gives up after three."""

Keep = Callable[[Payload, Incoming, datetime], Awaitable[None]]
"""The moment is that at which it came."""


class Introduces(Protocol):
    """A workspace."""

    async def introduced(self, incoming: Incoming) -> Incoming:
        """The same with everybody in it."""


class InTurn:
    """The front door, for people who wait. keep: a form, instead of handling it; None where nothing is kept."""

    def __init__(self, front_door: Handles, admission: Admission, keep: Keep | None, clock: Clock) -> None:
        self._front_door, self._admission, self._keep, self._clock = front_door, admission, keep, clock

    async def answer(self, payload: Payload, incoming: Incoming, tenant: Introduces) -> tuple[Reply, Incoming]:
        """The reply for somebody who waits, and the request with everybody in it. What cannot be kept has its turn in
        time, or goes on without.

        Raises what the front door raises, and what keeping does.
        """
        if self._keep is not None and may_be_kept(incoming.request):
            return await self._answer_or_keep(self._keep, payload, incoming, tenant)
        incoming = await tenant.introduced(incoming)
        async with self._admission.turn(_patience()):
            return await self._front_door.handle(incoming.request), incoming

    async def _answer_or_keep(
        self, keep: Keep, payload: Payload, incoming: Incoming, tenant: Introduces
    ) -> tuple[Reply, Incoming]:
        """Nobody is looked up for what is kept: that takes time, and is done later as well."""
        came_at = self._clock()
        async with self._admission.turn(_patience(RESERVED_SECONDS)) as is_its_turn:
            if is_its_turn:
                incoming = await tenant.introduced(incoming)
                return await self._front_door.handle(incoming.request), incoming
        await keep(payload, incoming, came_at)
        return Say(kept_instead_card(), replaces=True), incoming


class InBackground:
    """The front door, for what nobody waits for: it lets people go first. See `Handles`."""

    def __init__(self, front_door: Handles, admission: Admission) -> None:
        self._front_door, self._admission = front_door, admission

    async def handle(self, request: Request) -> Reply:
        """When its turn has come."""
        async with self._admission.turn(in_background=True):
            return await self._front_door.handle(request)


def _patience(reserved: float = 0.0) -> float | None:
    """Seconds that somebody waits from now, but for these; None where nobody does."""
    until = due_at()
    return None if until == NOBODY_WAITS else max(0.0, until - time.monotonic() - reserved)
