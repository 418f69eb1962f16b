"""Shows the outbox's messages in the local workspace: a delivery becomes an entry of the chat log.

The entry's ref is the delivery's id, so the same post twice is one entry. Knows no HTML.
"""

from adapters.local.clock import WORKSPACE, domain_now
from cadence.errors import Undeliverable
from cadence.ports import ChatLog, Clock, Delivery, Post, Store


class LocalChat:
    """See `cadence.ports.Chat`. Entries carry domain time, as everything that people see."""

    def __init__(self, chatlog: ChatLog, store: Store, clock: Clock) -> None:
        self._chatlog, self._store, self._clock = chatlog, store, clock

    async def post(self, delivery: Delivery) -> str:
        """A new entry. Raises Undeliverable for a message of another workspace."""
        return await self._write(delivery, delivery.id)

    async def update(self, delivery: Delivery) -> str:
        """The same entry with the new card."""
        return await self._write(delivery, delivery.ref or delivery.id)

    async def _write(self, delivery: Delivery, ref: str) -> str:
        if delivery.workspace_id != WORKSPACE:
            raise Undeliverable(f"The local workspace shows no messages of {delivery.workspace_id}.")
        await self._chatlog.write(
            Post(
                ref=ref,
                place=delivery.place.lane,
                at=await domain_now(self._store, self._clock),
                card=delivery.card,
                thread=delivery.thread_ref,
            )
        )
        return ref
