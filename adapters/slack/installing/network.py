"""One way out to Slack for all workspaces that we serve. Knows sessions and their time limits; makes no call."""

import aiohttp

from adapters.slack.client import CALL_SECONDS, SlackClient
from adapters.slack.installing.renewing import Better, RenewingClient
from cadence.ports import Gates

CONNECT_SECONDS = 4


class Network:
    """Makes clients. They share one session, which is there once the loop runs."""

    def __init__(self, api_url: str, gates: Gates | None = None) -> None:
        self.api_url, self._gates = api_url, gates
        self._session: aiohttp.ClientSession | None = None

    def client(self, token: str, workspace_id: str = "") -> SlackClient:
        """A client with this token; none for calls that need none, such as answers to a response_url."""
        return self.attach(SlackClient(token, self.api_url, self._gates, workspace_id))

    def renewing(self, token: str, workspace_id: str, better: Better) -> SlackClient:
        """A client whose token may be replaced."""
        return self.attach(RenewingClient(token, self.api_url, self._gates, workspace_id, better))

    def attach(self, client: SlackClient) -> SlackClient:
        """One connection a call: a kept one may die unnoticed, and a post on it would have an unknown outcome."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS),
            )
        client.session = self._session
        return client

    async def close(self) -> None:
        """Let go of it."""
        if self._session is not None:
            await self._session.close()
