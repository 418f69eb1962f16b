"""What Teams tells without waiting for words: kept before it is acknowledged, and acted on afterwards.

Knows which of it is whose; must not look into an activity (`decoding`), nor decide anything.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.teams.arriving.answering import Answering
from adapters.teams.arriving.incoming import Garbled
from adapters.teams.decoding import (
    Activity,
    Greeted,
    address_of,
    decode,
    decode_event,
    essence,
    event_id,
    is_event,
    tenant_address_of,
)
from adapters.teams.errors import Call, delivering
from adapters.teams.identity import PLATFORM, Identity
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.hearing import Hearing
from cadence.news import Unheard
from cadence.ports import Arrival, Clock
from cadence.ports.engine import Tells, count_nothing

Keep = Callable[[Arrival], Awaitable[bool]]
Count = Callable[[str, str], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class TeamsEvents:
    """keep: as `Receiver.put`. count: is told the kind of each event, and `kept`, `known`, `handled`, `failed` or
    `given_up`."""

    identity: Identity
    answering: Answering
    book: AddressBook
    hearing: Hearing
    news: Tells
    keep: Keep
    clock: Clock
    count: Count = count_nothing

    async def put(self, activity: Activity) -> bool:
        """Keep it; whether it is new. What cannot be read is left alone.

        Raises what keeping raises: then Teams should send it again.
        """
        try:
            arrival = Arrival(
                id=event_id(activity), platform=PLATFORM, body=json.dumps(essence(activity)), at=self.clock()
            )
        except Garbled:
            log.warning("An event of Teams could not be read")
            return False
        is_new = await self.keep(arrival)
        self.count(kind_of(activity), "kept" if is_new else "known")
        return is_new

    async def handle(self, arrival: Arrival) -> None:
        """Act on what was kept. Raises DeliveryError, or what the engine raises, where that is to be tried again."""
        activity: Activity = json.loads(arrival.body)
        outcome = "failed"
        try:
            with delivering(Call()):
                await self._act(activity, arrival.id)
            outcome = "handled"
        finally:
            self.count(kind_of(activity), outcome)

    async def regret(self, arrival: Arrival) -> None:
        """It is given up: have whoever wrote it told. Raises what the store raises."""
        activity: Activity = json.loads(arrival.body)
        incoming = None if is_event(activity) else decode(activity, self.identity)
        if incoming is not None:
            where, news_id = incoming.request.workspace_id, f"unheard:{arrival.id}"
            news = Unheard(workspace_id=where, news_id=news_id, at=arrival.at, request=incoming.request)
            await self.news.tell(news)
        self.count(kind_of(activity), "given_up")

    async def met(self, activity: Activity, news_id: str) -> None:
        """Something came from this conversation: remember how it is reached, and tell whom we can write to now.

        Raises Garbled, and what the store raises.
        """
        await self.book.remember(tenant_address_of(activity))
        address = address_of(activity)
        reached = await self.hearing.met(address, news_id) if address else None
        if reached is not None:
            await self.news.tell(reached)

    async def _act(self, activity: Activity, news_id: str) -> None:
        try:
            await self.met(activity, news_id)
            await (self._hear(activity) if is_event(activity) else self._answer(activity))
        except Garbled as garbled:
            log.warning("An event of Teams could not be read")
            if not is_event(activity):
                await self.answering.say_garbled(garbled)

    async def _answer(self, activity: Activity) -> None:
        incoming = decode(activity, self.identity)
        if incoming is not None:
            await self.answering.answer(incoming)

    async def _hear(self, activity: Activity) -> None:
        heard = decode_event(activity, self.identity)
        if heard is None:
            return
        for news in await self.hearing.news(heard):
            await self.news.tell(news)
        if isinstance(heard, Greeted) and heard.hello is not None:
            await self.answering.answer(heard.hello)


def kind_of(activity: Activity) -> str:
    """The kind of an event, for figures: of a few only, whatever a client sends."""
    return str(activity.get("type")) if is_event(activity) else "message"
