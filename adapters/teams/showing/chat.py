"""Posts and updates messages in Teams. Implements `cadence.ports.Chat`.

Knows conversations and threads; must not know why something is said, nor repeat a post by itself.
"""

from datetime import timedelta

from cadence.ports import Delivery, Pace, Rate

PACE = Pace(
    lane=timedelta(seconds=0.5),
    lane_rate=Rate(1740, timedelta(hours=1), burst=60),
    again=timedelta(seconds=5),
    post=Rate(28, timedelta(seconds=1)),
    update=Rate(20, timedelta(seconds=1)),
)
"""How fast Teams lets us: a conversation takes 8 messages in two seconds, 60 in half a minute and 1,800 an hour, a
tenant 50 a second in all."""


class TeamsChat:
    """Refs are those of `adapters.teams.refs`."""

    async def post(self, delivery: Delivery) -> str:
        """See `Chat.post`."""
        raise NotImplementedError

    async def update(self, delivery: Delivery) -> str:
        """Change the message in place, as often as needed. Raises DeliveryError."""
        raise NotImplementedError
