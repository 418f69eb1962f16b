"""Posts and updates messages in Slack, and publishes Homes. Implements `cadence.ports.Chat`.

Knows chat.*, views.publish and conversations.open; must not know why something is said, nor repeat anything by itself.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.errors import LOOK, delivering, preparing
from adapters.slack.installing.tenants import ByWorkspace, Tenant
from adapters.slack.knowing.permalinks import Permalinks
from adapters.slack.rendering import HOME, MESSAGE, Dress, home_view, message_text
from adapters.slack.rendering.text import Json
from adapters.slack.showing.direct import DirectChannels
from adapters.slack.showing.dressing import QUIET, show_dressed
from adapters.slack.showing.lookup import find_sent, may_look, metadata_of
from cadence.errors import Ambiguous, NeedsMending
from cadence.ports import Delivery, Pace, Rate

UNFURLED: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
PACE = Pace(
    lane=timedelta(seconds=1.04),
    apart=timedelta(seconds=1),
    again=timedelta(seconds=10),
    home=timedelta(seconds=2),
    post=Rate(296, timedelta(minutes=1), burst=8),
    update=Rate(49, timedelta(minutes=1), burst=2),
)
"""How fast Slack lets us: one message a second in a channel (a little more lies between handing out and sending), and
a little below the 300 posts and 50 updates a minute of a workspace. A burst comes out of the even flow after it."""
HOME_REF = "home"
NO_CHANNEL = "channel_not_found"

Send = Callable[[list[Json]], Awaitable[str]]


class SlackChat:
    """Refs are `<channel>:<ts>`, and `home:<user>` for a Home."""

    def __init__(self, tenants: ByWorkspace) -> None:
        self._tenants = tenants
        self._permalinks = Permalinks()
        self._direct = DirectChannels()

    async def post(self, delivery: Delivery) -> str:
        """Post once. Raises DeliveryError; Unconfirmed where nobody knows whether it arrived but Slack can be asked.

        A resumed one is looked for, once; it is only posted where Slack surely does not have it.
        """
        tenant = await self._tenants.of_workspace(delivery.workspace_id)
        if delivery.place.home:
            return await self._publish(tenant, delivery, delivery.place.home)
        try:
            return await self._post_once(tenant, delivery)
        except NeedsMending as error:
            if delivery.place.channel is not None or error.code != NO_CHANNEL:
                raise
        self._direct.forget(delivery.workspace_id, delivery.place.member or "")
        return await self._post_once(tenant, delivery)

    async def _post_once(self, tenant: Tenant, delivery: Delivery) -> str:
        with preparing(delivery.attempt):
            channel = await self._channel(tenant, delivery)
            thread = _thread(delivery.thread_ref, channel)
            can_look = may_look(channel, tenant.identity.scopes)
            if delivery.resumed:
                if not can_look:
                    raise Ambiguous(f"It is not known whether this was posted, and we may not read there. {LOOK}")
                if (ref := await self._find(tenant, delivery, channel, thread)) is not None:
                    return ref
            dress = await self._dress(tenant, delivery, MESSAGE)
        with delivering(repeatable=False, can_look=can_look, attempt=delivery.attempt):
            return await self._post(tenant, delivery, channel, thread, dress)

    async def update(self, delivery: Delivery) -> str:
        """Change the message in place, as often as needed. Raises DeliveryError."""
        tenant = await self._tenants.of_workspace(delivery.workspace_id)
        channel, _, ts = (delivery.ref or "").partition(":")
        if channel == HOME_REF:
            return await self._publish(tenant, delivery, ts)

        async def send(blocks: list[Json]) -> str:
            text = message_text(delivery.card)
            said = await tenant.client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks, **QUIET)
            return _ref(said)

        return await self._show(tenant, delivery, MESSAGE, send)

    async def _post(self, tenant: Tenant, delivery: Delivery, channel: str, thread: str | None, dress: Dress) -> str:
        async def send(blocks: list[Json]) -> str:
            said = await tenant.client.chat_postMessage(
                channel=channel,
                thread_ts=thread,
                text=message_text(delivery.card),
                blocks=blocks,
                client_msg_id=delivery.id,
                metadata=metadata_of(delivery),
                **QUIET,
                **UNFURLED,
            )
            return _ref(said)

        return await show_dressed(delivery.card, dress, tenant.client.refusals, send)

    async def _publish(self, tenant: Tenant, delivery: Delivery, user: str) -> str:
        """The Home as it is now; publishing it twice is publishing it once."""

        async def send(blocks: list[Json]) -> str:
            await tenant.client.views_publish(user_id=user, view=home_view(blocks))
            return f"{HOME_REF}:{user}"

        return await self._show(tenant, delivery, HOME, send)

    async def _show(self, tenant: Tenant, delivery: Delivery, dress: Dress, send: Send) -> str:
        """What may be sent again without harm."""
        with preparing(delivery.attempt):
            dressed = await self._dress(tenant, delivery, dress)
        with delivering(repeatable=True, attempt=delivery.attempt):
            return await show_dressed(delivery.card, dressed, tenant.client.refusals, send)

    async def _dress(self, tenant: Tenant, delivery: Delivery, dress: Dress) -> Dress:
        refs = delivery.links
        addresses = await self._permalinks.find(tenant.client, tenant.identity.url, refs) if refs else {}
        return replace(dress, addresses=addresses)

    async def _find(self, tenant: Tenant, delivery: Delivery, channel: str, thread: str | None) -> str | None:
        """The ref of the message that an earlier attempt posted, showing this state of its card."""
        sent = await find_sent(tenant.client, delivery, channel, thread)
        if sent is None:
            return None
        ref = f"{channel}:{sent.ts}"
        if sent.revision == delivery.revision:
            return ref
        return await self.update(replace(delivery, ref=ref))

    async def _channel(self, tenant: Tenant, delivery: Delivery) -> str:
        if delivery.place.channel is not None:
            return delivery.place.channel
        return await self._direct.open(tenant.client, delivery.workspace_id, delivery.place.member or "")


def _ref(said: AsyncSlackResponse) -> str:
    """Raises SlackApiError where Slack says that all is well, but not what it made."""
    channel, ts = said.get("channel"), said.get("ts")
    if not (isinstance(channel, str) and isinstance(ts, str) and channel and ts):
        raise SlackApiError("Slack did not name the message", said)  # type: ignore[no-untyped-call]  # of the SDK
    return f"{channel}:{ts}"


def _thread(ref: str | None, channel: str) -> str | None:
    """The thread's ts; None where the thread is in another channel, because the team has moved since."""
    home, _, ts = (ref or "").partition(":")
    return ts if ts and home == channel else None
