"""Forms that were kept in the inbox instead of handled, since too many people answered at once: entered afterwards.

Knows how a form is kept and who is told where it could not be entered; must not know what it says, nor when it is kept.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from adapters.slack.arriving.incoming import Incoming
from adapters.slack.decoding import Payload, decode, form_essence
from adapters.slack.errors import delivering
from adapters.slack.installing.identity import PLATFORM
from adapters.slack.installing.tenants import Foreign, NotConnected, Tenants
from cadence.news import Unentered
from cadence.ports import Arrival
from cadence.ports.engine import Handles, Tells, count_nothing
from cadence.receipts import receipt_of
from cadence.requests import FormSubmitted, Invalid, Reply, Say

KIND = "view_submission"
BEGINNING = "form:"
"""Of the id of every form, which is its receipt: sent twice it is kept once, however it came; no event's begins so."""


class KeptForms:
    """keep: as `Receiver.put`. count: is told `kept`, `known`, `handled`, `failed` or `given_up` of each."""

    def __init__(
        self,
        *,
        tenants: Tenants,
        front_door: Handles,
        news: Tells,
        keep: Callable[[Arrival], Awaitable[bool]],
        count: Callable[[str, str], None] = count_nothing,
    ) -> None:
        self._tenants, self._front_door, self._news = tenants, front_door, news
        self._keep, self._count = keep, count

    async def put(self, payload: Payload, incoming: Incoming, came_at: datetime) -> None:
        """Keep it. Raises what keeping raises."""
        body = json.dumps(form_essence(payload))
        arrival = Arrival(id=receipt_of(incoming.request), platform=PLATFORM, body=body, at=came_at)
        self._count(KIND, "kept" if await self._keep(arrival) else "known")

    @staticmethod
    def is_one(arrival: Arrival) -> bool:
        """Whether it is a form, and no event."""
        return arrival.id.startswith(BEGINNING)

    async def handle(self, arrival: Arrival) -> None:
        """Enter it, or have its sender told why it could not be. Raises DeliveryError, or what the engine raises, where
        that is to be tried again."""
        outcome = "failed"
        try:
            with delivering(repeatable=True):
                await self._enter(arrival)
            outcome = "handled"
        finally:
            self._count(KIND, outcome)

    async def regret(self, arrival: Arrival) -> None:
        """It is given up: have its sender told. Raises DeliveryError, StoreAway where that cannot be done now."""
        with delivering(repeatable=True):
            request = await self._request_of(arrival)
            if request is not None:
                await self._tell(arrival, request, ())
        self._count(KIND, "given_up")

    async def _enter(self, arrival: Arrival) -> None:
        request = await self._request_of(arrival)
        if request is None:
            return
        why = _why_not(await self._front_door.handle(request))
        if why:
            await self._tell(arrival, request, why)

    async def _request_of(self, arrival: Arrival) -> FormSubmitted | None:
        """None where we were taken out of that workspace meanwhile."""
        incoming = decode(json.loads(arrival.body))
        if incoming is None or not isinstance(incoming.request, FormSubmitted):
            return None
        try:
            tenant = await self._tenants.of(incoming.home)
        except (Foreign, NotConnected):
            return None
        introduced = (await tenant.introduced(incoming)).request
        return replace(introduced, kept_at=arrival.at) if isinstance(introduced, FormSubmitted) else None

    async def _tell(self, arrival: Arrival, request: FormSubmitted, why: tuple[str, ...]) -> None:
        news_id = f"unentered:{arrival.id}"
        where = request.workspace_id
        await self._news.tell(Unentered(workspace_id=where, news_id=news_id, at=arrival.at, request=request, why=why))


def _why_not(reply: Reply) -> tuple[str, ...]:
    """What is wrong with it; nothing where it was entered, now or before."""
    match reply:
        case Invalid(errors):
            return tuple(errors.values())
        case Say(refuses=True):
            return (reply.card.notice,)
    return ()
