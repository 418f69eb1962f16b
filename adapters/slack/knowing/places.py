"""What kind of channel something came from, where the payload does not say, and whether we may speak there.

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

from adapters.slack.arriving.incoming import Incoming
from adapters.slack.errors import SLACK_FAILURES, code_of
from cadence.requests import CommandTyped, FormSubmitted, ShortcutUsed

KEPT = timedelta(minutes=10)
PATIENCE = timedelta(seconds=1)
MOST_KEPT = 10_000
HIDDEN = "channel_not_found"
"""What Slack says of a private channel that we were not invited to."""
ASKING = (CommandTyped, FormSubmitted, ShortcutUsed)
"""Requests for which it matters whether we may speak where they come from."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Channel:
    """has_bot: we are in it, and it is not archived."""

    name: str
    is_private: bool
    has_bot: bool


UNSEEN = Channel("", is_private=True, has_bot=False)


class Places:
    """A cache over conversations.info. now: seconds that only grow."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._now = client, now
        self._known: dict[str, tuple[float, Channel]] = {}

    async def placed(self, incoming: Incoming) -> Incoming:
        """The same, with what Slack says of the channel that it comes from."""
        request = incoming.request
        if request.channel is None or (incoming.is_place_told and not isinstance(request, ASKING)):
            return incoming
        found = await self._find(request.channel)
        if found is None:
            return incoming
        placed = replace(incoming, request=replace(request, channel_has_bot=found.has_bot))
        return placed if incoming.is_place_told and not found.is_private else _described(placed, found)

    def forget(self, channel: str) -> None:
        """Something about it changed: ask again when it matters."""
        self._known.pop(channel, None)

    async def _find(self, channel: str) -> Channel | None:
        at, known = self._known.get(channel, (0.0, None))
        if known is not None and self._now() - at < KEPT.total_seconds():
            return known
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                response: Any = await self._client.conversations_info(channel=channel)
        except SLACK_FAILURES as error:
            log.warning("conversations.info failed: %s", code_of(error))
            return UNSEEN if code_of(error) == HIDDEN else None
        return self._keep(channel, response.get("channel"))

    def _keep(self, channel: str, said: Any) -> Channel | None:
        """Where we may not speak yet is asked anew each time: somebody is about to invite us."""
        if not isinstance(said, dict) or not isinstance(said.get("name"), str):
            return None
        is_private = said.get("is_private") is not False
        has_bot = said.get("is_member") is True and not said.get("is_archived")
        found = Channel("" if is_private else said["name"], is_private, has_bot)
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        if has_bot:
            self._known[channel] = (self._now(), found)
        return found


def _described(incoming: Incoming, found: Channel) -> Incoming:
    name, is_private = found.name, found.is_private
    request = replace(incoming.request, channel_name=name, channel_is_private=is_private)
    origin = replace(incoming.origin, channel_name=name, channel_is_private=is_private)
    return replace(incoming, request=request, origin=origin)
