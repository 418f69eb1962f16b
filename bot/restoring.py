"""After a copy took the database's place: what may have been said since the copy was made is not said again unseen.

The copy knows nothing of what was posted after it was made: what waited in it, and what the scheduler makes up for in
the first minutes. Messages have the same id whenever they are said, so such a post counts as begun before: it is looked
for where the platform allows, else left to the operator (`drumbeat outbox`).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cadence.ports import Chat, Clock, Delivery, Heartbeats

RESTORED, COPIED = "restored", "restored from"
CATCHING_UP = timedelta(minutes=10)
"""How long after the restoring the scheduler may make up for what was due meanwhile."""
REMEMBERED = timedelta(days=7)
"""How long what waited then may go on waiting."""


async def note_restored(heartbeats: Heartbeats, copied_at: datetime, now: datetime) -> None:
    """A copy that was made at `copied_at` took the database's place just now. Every process has to start anew."""
    await heartbeats.beat(COPIED, copied_at)
    await heartbeats.beat(RESTORED, now)


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Posts that wait since before `until` may be there already, said after `copied_at`. Real time."""

    copied_at: datetime
    until: datetime


async def doubt_of(heartbeats: Heartbeats, clock: Clock) -> Doubt | None:
    """None where no copy took the database's place lately."""
    restored, copied_at = await heartbeats.last_beat(RESTORED), await heartbeats.last_beat(COPIED)
    if restored is None or copied_at is None or clock() > restored + REMEMBERED:
        return None
    return Doubt(copied_at=copied_at, until=restored + CATCHING_UP)


class CarefulChat:
    """A Chat for which posts in doubt are resumed ones: see `Delivery.resumed`."""

    def __init__(self, chat: Chat, doubt: Doubt) -> None:
        self._chat, self._doubt = chat, doubt

    async def post(self, delivery: Delivery) -> str:
        """See `Chat.post`."""
        since = delivery.since or self._doubt.copied_at
        if since >= self._doubt.until:
            return await self._chat.post(delivery)
        return await self._chat.post(replace(delivery, resumed=True, since=min(since, self._doubt.copied_at)))

    async def update(self, delivery: Delivery) -> str:
        """See `Chat.update`. The same again does no harm."""
        return await self._chat.update(delivery)
