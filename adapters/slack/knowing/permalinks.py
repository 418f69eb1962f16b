"""Where links to our own messages lead. Knows that an address never changes; how it is found stands in `shortcuts`."""

import asyncio
from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.arriving.incoming import Spot
from adapters.slack.arriving.shortcuts import link_of

MOST_KEPT = 5_000


class Permalinks:
    """A cache for all workspaces."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    async def find(self, client: AsyncWebClient, url: str, refs: Mapping[str, str]) -> dict[str, str]:
        """The addresses of these messages (`<channel>:<ts>`), by the same keys; without those that nobody knows.

        url: of the workspace, e.g. `https://sample.slack.com/`.
        """
        found = await asyncio.gather(*(self._address(client, url, ref) for ref in refs.values()))
        return {key: address for key, address in zip(refs, found, strict=True) if address}

    async def _address(self, client: AsyncWebClient, url: str, ref: str) -> str:
        channel, _, ts = ref.partition(":")
        if (url, ref) not in self._known:
            address = await link_of(Spot(channel, ts), client, url) if ts else ""
            if not address:
                return ""
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[url, ref] = address
        return self._known[url, ref]
