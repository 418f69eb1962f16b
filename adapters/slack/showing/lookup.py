"""Looks once for a message whose sending broke off, by the delivery id in its metadata.

Knows conversations.history and conversations.replies, and which scopes they need; never polls. Source:
docs.slack.dev/reference/methods/conversations.history.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import LOOK, SLACK_FAILURES, code_of, retry_after
from cadence.errors import Ambiguous, Unconfirmed
from cadence.pacing import FARTHEST
from cadence.ports import Delivery

EVENT = "drumbeat"
DELIVERY, REVISION = "delivery_id", "revision"
SCOPES = {"D": ("im:history",), "G": ("groups:history",)}
"""What reading a kind of channel needs; ids of private channels may begin like those of public ones."""
OF_CHANNELS = ("channels:history", "groups:history")
PAGE = 100
EARLIER = FARTHEST
"""Our clock may be that far ahead of Slack's: a look that begins too late would take what is there for lost."""
CANNOT = {"missing_scope", "not_in_channel", "channel_not_found", "method_not_supported_for_channel_type"}


@dataclass(frozen=True)
class Sent:
    """A message that was found. revision: which state of its card it shows."""

    ts: str
    revision: int


def metadata_of(delivery: Delivery) -> dict[str, Any]:
    """What a message of ours carries, so that it can be found again. Everybody in the workspace may read it."""
    return {"event_type": EVENT, "event_payload": {DELIVERY: delivery.id, REVISION: delivery.revision}}


def may_look(channel: str, scopes: Collection[str]) -> bool:
    """Whether we may read what stands in the channel."""
    return any(scope in scopes for scope in SCOPES.get(channel[:1], OF_CHANNELS))


async def find_sent(client: AsyncWebClient, delivery: Delivery, channel: str, thread: str | None) -> Sent | None:
    """The message of this delivery; None where it was surely not posted.

    Raises Unconfirmed where Slack does not answer now, and Ambiguous where nobody can tell.
    """
    try:
        page = await _read(client, channel, thread, delivery.since)
    except SLACK_FAILURES as error:
        if code_of(error) in CANNOT:
            raise Ambiguous(f"It cannot be looked up: {code_of(error)}. {LOOK}") from error
        after = retry_after(error) if isinstance(error, SlackApiError) else None
        raise Unconfirmed(f"Slack did not say whether it has this: {code_of(error)}.", after) from error
    messages = page.get("messages")
    if not isinstance(messages, list):
        raise Unconfirmed("Slack did not say whether it has this: it named no messages.")
    for message in messages:
        payload = _payload(message)
        if payload.get(DELIVERY) == delivery.id:
            return Sent(str(message["ts"]), int(payload.get(REVISION) or 0))
    if page.get("has_more"):
        raise Ambiguous(f"Too much was written since to find it. {LOOK}")
    return None


async def _read(client: AsyncWebClient, channel: str, thread: str | None, since: datetime | None) -> Any:
    oldest = {"oldest": f"{(since - EARLIER).timestamp():.6f}"} if since else {}
    asked: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True, **oldest}
    if thread:
        return await client.conversations_replies(ts=thread, **asked)
    return await client.conversations_history(**asked)


def _payload(message: Any) -> dict[str, Any]:
    metadata = message.get("metadata") if isinstance(message, dict) else None
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return payload if isinstance(payload, dict) else {}
