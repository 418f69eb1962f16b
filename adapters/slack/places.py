"""What kind of channel something came from, where the payload does not say.

Knows conversations.info and forgets after a while. What nobody tells is private: better too little shown than too much.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import SLACK_FAILURES, code_of
from adapters.slack.incoming import Incoming

KEPT = timedelta(minutes=10)
PATIENCE = timedelta(seconds=1)
MOST_KEPT = 10_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Channel:
    name: str
    is_private: bool


class Places:
    """A cache over conversations.info. now: seconds that only grow."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._now = client, now
        self._known: dict[str, tuple[float, Channel]] = {}

    async def placed(self, incoming: Incoming) -> Incoming:
        """The same, with what Slack says of a channel that the payload only gave an id of."""
        channel = incoming.request.channel
        if channel is None or incoming.is_place_told:
            return incoming
        found = await self._find(channel)
        if found is None:
            return incoming
        name, is_private = found.name, found.is_private
        request = replace(incoming.request, channel_name=name, channel_is_private=is_private)
        origin = replace(incoming.origin, channel_name=name, channel_is_private=is_private)
        return replace(incoming, request=request, origin=origin)

    async def _find(self, channel: str) -> Channel | None:
        at, known = self._known.get(channel, (0.0, None))
        if known is not None and self._now() - at < KEPT.total_seconds():
            return known
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                response: Any = await self._client.conversations_info(channel=channel)
        except SLACK_FAILURES as error:
            log.warning("conversations.info failed: %s", code_of(error))
            return None
        return self._keep(channel, response.get("channel"))

    def _keep(self, channel: str, said: Any) -> Channel | None:
        if not isinstance(said, dict) or not isinstance(said.get("name"), str):
            return None
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        is_private = said.get("is_private") is not False
        found = Channel("" if is_private else said["name"], is_private)
        self._known[channel] = (self._now(), found)
        return found
