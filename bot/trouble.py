"""A message that a channel does not take becomes news for the team's lead. Knows what a channel's trouble is called."""

import hashlib
from collections.abc import Mapping

from cadence.delivery import Trouble
from cadence.errors import DeliveryError, NeedsMending
from cadence.news import ChannelTrouble, NewsDesk
from cadence.ports import Delivery

OF_CHANNELS = ("channel_", "not_in_channel", "is_archived", "is_inactive", "restricted_action")
"""How the codes begin that are about a channel; the others are about the token, or the message."""


def tells_of_trouble(news: NewsDesk, advice: Mapping[str, str]) -> Trouble:
    """For the sender. advice: what a person can do, by the platform's code."""

    async def tell(delivery: Delivery, error: DeliveryError) -> None:
        channel = delivery.place.channel
        if channel and isinstance(error, NeedsMending) and error.code.startswith(OF_CHANNELS):
            await news.tell(
                ChannelTrouble(
                    workspace_id=delivery.workspace_id,
                    news_id=_news_id(delivery, error.code),
                    channel=channel,
                    code=error.code,
                    mend=advice.get(error.code, str(error)),
                )
            )

    return tell


def _news_id(delivery: Delivery, code: str) -> str:
    """All attempts of one message are one piece of news."""
    return "trouble:" + hashlib.sha256(f"{delivery.id}:{delivery.revision}:{code}".encode()).hexdigest()[:32]
