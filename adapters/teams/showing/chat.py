"""Posts and updates messages in Teams. Implements `cadence.ports.Chat`.

Knows conversations and threads; must not know why something is said, nor repeat a post by itself.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta

from adapters.teams.arriving.incoming import GROUP_CHAT
from adapters.teams.connector import Connector, conversation_of
from adapters.teams.errors import LOOK, MENDABLE, TRY_AGAIN, WITHOUT_APP, Call, delivering, preparing
from adapters.teams.identity import Identity
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.objects import Json
from adapters.teams.refs import channel_of, root_of, split_ref
from adapters.teams.rendering import CHANNEL, GROUP, PERSONAL, Dress, activity_of, message_text, render_card
from adapters.teams.showing.direct import PersonalChats, Whom
from adapters.teams.showing.links import Links
from adapters.teams.showing.turns import Turns
from adapters.teams.where import is_personal
from cadence.errors import Ambiguous, NeedsMending, Undeliverable
from cadence.ports import Address, Delivery, Pace, Rate

PACE = Pace(
    lane=timedelta(seconds=0.515),
    lane_rate=Rate(1780, timedelta(hours=1), burst=60),
    again=timedelta(seconds=5),
    post=Rate(28, timedelta(seconds=1)),
    update=Rate(20, timedelta(seconds=1)),
)
"""How fast Teams lets us: a conversation takes 8 messages in two seconds, 60 in half a minute and 1,800 an hour, a
tenant 50 a second in all."""
LONGEST_TURN = 5.0
"""Whoever asks too much in their own chat must not hold up what others are told in the same pass."""
PREPARING_SECONDS, SENDING_SECONDS = 12.0, 24.0
"""For all that comes before a message is sent, and for sending it (twice, where a stale token or chat is refused): both
together are well below the lease of the message, after which somebody else would take it."""


class TeamsChat:
    """Refs are those of `adapters.teams.refs`; one that ends with its bar is of a message that Teams never named.

    turns: shared with whatever else writes to the same conversations.
    """

    def __init__(self, connector: Connector, book: AddressBook, identity: Identity, turns: Turns | None = None) -> None:
        self._connector, self._book = connector, book
        self._chats = PersonalChats(connector, book, identity)
        self._turns = turns or Turns()
        self._links = Links(connector, book)
        self._personal = replace(PERSONAL, has_dialogs=identity.has_dialogs)

    async def post(self, delivery: Delivery) -> str:
        """See `Chat.post`. Teams cannot be asked for what was posted, so a resumed one is Ambiguous."""
        _refuse_home(delivery)
        if delivery.resumed:
            raise Ambiguous(f"It is not known whether this was posted, and Teams cannot be asked. {LOOK}")
        call = Call(is_post=True, is_personal=delivery.place.member is not None, attempt=delivery.attempt)
        async with _preparing(call):
            address, activity = await self._prepared(delivery)
            thread = _thread(delivery, address)
        with delivering(replace(call, in_thread=bool(thread))):
            async with asyncio.timeout(SENDING_SECONDS):
                async with self._heeding(delivery, address):
                    return await self._send(delivery, address, activity, thread)

    async def update(self, delivery: Delivery) -> str:
        """Change the message in place, as often as needed. Raises DeliveryError."""
        _refuse_home(delivery)
        call = Call(is_personal=delivery.place.member is not None, attempt=delivery.attempt)
        async with _preparing(call):
            address, activity = await self._prepared(delivery)
        with delivering(call):
            async with asyncio.timeout(SENDING_SECONDS):
                async with self._heeding(delivery, address):
                    return await self._connector.update(address, delivery.ref or "", activity)

    async def _prepared(self, delivery: Delivery) -> tuple[Address, Json]:
        """Where it goes and what is sent, once it may be."""
        address = await self._address(delivery)
        activity = await self._activity(delivery, address)
        await self._connector.prepare()
        await self._turns.wait(conversation_of(address), LONGEST_TURN)
        return address, activity

    async def _send(self, delivery: Delivery, address: Address, activity: Json, thread: str) -> str:
        if delivery.place.member is None:
            return await self._connector.send(address, activity, thread)
        return await self._chats.write(address, _whom(delivery), lambda found: self._connector.send(found, activity))

    def _heeding(self, delivery: Delivery, address: Address) -> AbstractAsyncContextManager[None]:
        """Private answers hear of a wait that is asked for here. Elsewhere nobody but the outbox writes, whose lanes
        wait by themselves."""
        is_private = delivery.place.member is not None
        where = (delivery.workspace_id, conversation_of(address))
        return self._turns.heeding(*where) if is_private else nullcontext()

    async def _activity(self, delivery: Delivery, address: Address) -> Json:
        links = await self._links.find(delivery.workspace_id, delivery.links)
        card = render_card(delivery.card, replace(self._dress(address), links=links))
        return activity_of(card, message_text(delivery.card))

    def _dress(self, address: Address) -> Dress:
        if is_personal(address):
            return self._personal
        return GROUP if address.details.get("kind") == GROUP_CHAT else CHANNEL

    async def _address(self, delivery: Delivery) -> Address:
        if delivery.place.member is not None:
            return await self._chats.find(_whom(delivery))
        known = await self._book.channel(delivery.workspace_id, delivery.place.channel or "")
        if known is None:  # forgotten when the app was taken out
            raise NeedsMending(MENDABLE[WITHOUT_APP], TRY_AGAIN, code=WITHOUT_APP)
        return known


@asynccontextmanager
async def _preparing(call: Call) -> AsyncIterator[None]:
    """What is not ready in time is tried again: nothing of it was sent. Raises DeliveryError."""
    with preparing(call):
        async with asyncio.timeout(PREPARING_SECONDS):
            yield


def _whom(delivery: Delivery) -> Whom:
    return Whom(delivery.workspace_id, delivery.place.member or "")


def _thread(delivery: Delivery, address: Address) -> str:
    """The id of the thread's first message; empty where there is no thread: in chats, in another channel than the
    thread's (the team has moved since), and below a message that Teams never named."""
    if delivery.place.channel is None or address.details.get("kind") == GROUP_CHAT:
        return ""
    try:
        conversation, first = split_ref(delivery.thread_ref or "")
    except ValueError:
        return ""
    return (root_of(conversation) or first) if channel_of(conversation) == delivery.place.channel else ""


def _refuse_home(delivery: Delivery) -> None:
    """People have no page of ours in Teams, so nothing is ever said to one."""
    if delivery.place.home is not None:
        raise Undeliverable("Teams has no page of its own for a person; nothing needs to be done.", code="no_home")
