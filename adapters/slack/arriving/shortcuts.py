"""The link to the message that a shortcut was used on. Knows chat.getPermalink, and how such links look.

The person waits: what Slack does not tell within a second is made up from what we know.
"""

import asyncio
import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.arriving.incoming import Spot
from adapters.slack.errors import SLACK_FAILURES, code_of
from cadence.requests import Request, ShortcutUsed

PATIENCE = timedelta(seconds=1)
HTTPS = "https://"
LINK = re.compile(r"^https://[^/]+/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d{10,})(?P<rest>\d{6})(?:\?|$)")

log = logging.getLogger(__name__)


async def link_of(spot: Spot | None, client: AsyncWebClient, url: str) -> str:
    """The link to a message, or empty. url: of the workspace, `https://sample.slack.com/`."""
    return "" if spot is None else await _told(client, spot) or link_to(spot, url)


def with_link(request: Request, link: str) -> Request:
    """The same; a shortcut with the link to the message that it was used on."""
    return replace(request, link=link) if isinstance(request, ShortcutUsed) else request


def link_to(spot: Spot, url: str) -> str:
    """As Slack itself makes them; empty where we do not know the workspace's address."""
    if not url.startswith(HTTPS) or not spot.ts:
        return ""
    link = f"{url.rstrip('/')}/archives/{spot.channel}/p{spot.ts.replace('.', '')}"
    is_reply = spot.thread_ts and spot.thread_ts != spot.ts
    return f"{link}?thread_ts={spot.thread_ts}&cid={spot.channel}" if is_reply else link


def ref_in(link: str) -> str | None:
    """The name (`<channel>:<ts>`) of the message that such a link leads to; None for anything else."""
    found = LINK.search(link)
    return f"{found['channel']}:{found['seconds']}.{found['rest']}" if found else None


async def _told(client: AsyncWebClient, spot: Spot) -> str:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            response: Any = await client.chat_getPermalink(channel=spot.channel, message_ts=spot.ts)
    except SLACK_FAILURES as error:
        log.info("chat.getPermalink failed: %s", code_of(error))
        return ""
    link = response.get("permalink")
    return link if isinstance(link, str) and link.startswith(HTTPS) else ""
