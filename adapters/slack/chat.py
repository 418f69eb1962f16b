"""Posts and updates messages in Slack. Implements `cadence.ports.Chat`.

Knows chat.* and conversations.open; must not know why something is said, nor repeat anything by itself.
"""

from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import delivering
from adapters.slack.rendering import message_text, render_card
from cadence.errors import Ambiguous
from cadence.model import Place
from cadence.ports import Delivery, Pace, Rate

QUIET: dict[str, Any] = {"link_names": False, "parse": "none"}
PACE = Pace(
    lane=timedelta(seconds=1),
    again=timedelta(seconds=10),
    post=Rate(240, timedelta(minutes=1), burst=20),
    update=Rate(45, timedelta(minutes=1), burst=10),
)
"""How fast Slack lets us: one message a second in a channel, and a little below what a workspace may have in all."""


class SlackChat:
    """client: must not retry by itself (`retry_handlers=[]`): the outbox decides what is repeated."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._direct: dict[str, str] = {}

    async def post(self, delivery: Delivery) -> str:
        """Post once; the ref is `<channel>:<ts>`. Raises DeliveryError.

        With chat:write alone nothing can be read back, so a post whose outcome nobody knows is never repeated.
        """
        if delivery.resumed:
            raise Ambiguous("A worker stopped while it posted this. Look in the channel whether it is there.")
        channel = await self._channel(delivery.place)
        with delivering(repeatable=False):
            response = await self._client.chat_postMessage(
                channel=channel,
                thread_ts=_thread(delivery.thread_ref, channel),
                client_msg_id=delivery.id,
                metadata={"event_type": "drumbeat", "event_payload": {"delivery_id": delivery.id}},
                unfurl_links=False,
                unfurl_media=False,
                **_content(delivery),
            )
        return f"{response['channel']}:{response['ts']}"

    async def update(self, delivery: Delivery) -> str:
        """Change the message in place, as often as needed. Raises DeliveryError."""
        channel, _, ts = (delivery.ref or "").partition(":")
        with delivering(repeatable=True):
            response = await self._client.chat_update(channel=channel, ts=ts, **_content(delivery))
        return f"{response['channel']}:{response['ts']}"

    async def _channel(self, place: Place) -> str:
        if place.channel is not None:
            return place.channel
        return await self._direct_channel(place.member or "")

    async def _direct_channel(self, member: str) -> str:
        if member not in self._direct:
            with delivering(repeatable=True):
                response = await self._client.conversations_open(users=member)
            self._direct[member] = response["channel"]["id"]
        return self._direct[member]


def _content(delivery: Delivery) -> dict[str, Any]:
    return {"text": message_text(delivery.card), "blocks": render_card(delivery.card), **QUIET}


def _thread(ref: str | None, channel: str) -> str | None:
    """The thread's ts; None where the thread is in another channel, because the team has moved since."""
    home, _, ts = (ref or "").partition(":")
    return ts if ts and home == channel else None
