"""A message that a channel does not take, or that takes it again, becomes news for the team's lead; one to somebody who
is gone becomes a departure. Knows what a channel's trouble is called, and a closed account.
"""

import hashlib
from collections.abc import Mapping

from cadence.delivery import Mended, Trouble
from cadence.errors import DeliveryError, NeedsMending, Undeliverable
from cadence.news import ChannelChange, ChannelChanged, ChannelTrouble, NewsDesk, PersonChanged
from cadence.ports import Delivery
from cadence.requests import Person

OF_CHANNELS = ("channel_", "not_in_channel", "is_archived", "is_inactive", "restricted_action")
"""How the codes begin that are about a channel; the others are about the token, or the message."""

CLOSED = frozenset({"user_disabled"})
"""The person's account is closed. Nothing less certain: what is theirs goes to others."""


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
        member = delivery.place.member
        if member and isinstance(error, Undeliverable) and error.code in CLOSED:
            gone = Person(id=member, is_active=False, is_guest=None)
            news_id = _news_id(delivery, error.code)
            await news.tell(PersonChanged(workspace_id=delivery.workspace_id, news_id=news_id, who=gone))

    return tell


def tells_it_is_mended(news: NewsDesk) -> Mended:
    """For the sender: a message got through that had not before."""

    async def tell(delivery: Delivery) -> None:
        channel, news_id = delivery.place.channel, _news_id(delivery, f"mended {delivery.attempt}")
        if channel:
            change, workspace_id = ChannelChange.MENDED, delivery.workspace_id
            await news.tell(ChannelChanged(workspace_id=workspace_id, news_id=news_id, channel=channel, change=change))

    return tell


def _news_id(delivery: Delivery, code: str) -> str:
    """All attempts of one message are one piece of news."""
    return "trouble:" + hashlib.sha256(f"{delivery.id}:{delivery.revision}:{code}".encode()).hexdigest()[:32]
