"""Tokens that end: renewed in time, by one process, with a refresh token that works once.

Knows oauth.v2.access and the vault's lease; must not know what a token is used for.
"""

import asyncio
import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.client import SlackClient
from adapters.slack.errors import SLACK_FAILURES, TOKEN_REFUSED, code_of
from cadence.ports import Clock, Gates, Installation, Vault

EARLY = timedelta(hours=2)
"""How long before its end a token is renewed: long enough to mend what keeps us from it."""
LEASE = timedelta(seconds=45)
"""How long others leave a renewal alone: longer than the call may take."""
URGENT = timedelta(minutes=2)
WAITS = (0.1, 0.2, 0.4, 0.8)
"""Seconds between looks whether another process has renewed what has ended."""
TRIES = 3
Better = Callable[[str, bool], Awaitable[str | None]]
"""Given a token that was refused, and whether it has ended: another one, or None."""
ENDED = "token_expired"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class App:
    """Who we are to Slack's OAuth."""

    client_id: str
    client_secret: str = field(repr=False)


class Renewal:
    """oauth: a client without a token."""

    def __init__(self, vault: Vault, oauth: AsyncWebClient, app: App, clock: Clock) -> None:
        self._vault, self._oauth, self._app, self._clock = vault, oauth, app, clock

    def is_due(self, installation: Installation) -> bool:
        """Whether its token ends soon, or has ended."""
        return self._ends_within(installation, EARLY)

    def is_urgent(self, installation: Installation) -> bool:
        """Whether its token ends at once, or has ended: nothing can be said with it."""
        return self._ends_within(installation, URGENT)

    async def renew(self, installation: Installation) -> Installation:
        """The installation with a token that is good for longer; as it stands where that did not succeed now.

        Another process may be at it: then that one's is taken, and waited for where the old one is of no use.
        """
        begun = await self._vault.begin_renewal(installation.id, self._clock(), LEASE)
        if begun is None:
            return await self._from_another(installation)
        if begun.token != installation.token:
            await self._vault.keep(begun)  # somebody was first; the lease is given back
            return begun
        return await self._exchange(begun)

    async def _exchange(self, begun: Installation) -> Installation:
        try:
            answer = await exchange(
                self._oauth, self._app, grant_type="refresh_token", refresh_token=begun.refresh_token
            )
            renewed = replace(begun, **token_of(answer, self._clock()))
        except SLACK_FAILURES as error:
            log.error(
                "The token of %s could not be renewed: %s. Its messages wait once it ends", begun.id, code_of(error)
            )
            return begun
        await self._keep(renewed)
        return renewed

    async def _keep(self, renewed: Installation) -> None:
        """The old refresh token is used up now, so what we got must not be lost."""
        for left in reversed(range(TRIES)):
            try:
                await self._vault.keep(renewed)
            except Exception as error:
                if not left:
                    log.error("The new token of %s could not be kept: %s", renewed.id, type(error).__name__)
                    raise
                await asyncio.sleep(1)
            else:
                return

    async def _from_another(self, installation: Installation) -> Installation:
        for seconds in WAITS:
            found = await self._vault.find(installation.id) or installation
            if found.token != installation.token or not self.is_urgent(installation):
                return found
            await asyncio.sleep(seconds)
        return installation

    def _ends_within(self, installation: Installation, span: timedelta) -> bool:
        ends = installation.expires_at
        return bool(installation.refresh_token) and ends is not None and ends - self._clock() <= span


async def exchange(client: AsyncWebClient, app: App, **what: str) -> AsyncSlackResponse:
    """oauth.v2.access: a code or a refresh token for a token. Raises one of SLACK_FAILURES.

    The secret stands in a header, as Slack prefers; the SDK's own way to put it there is deprecated.
    """
    basic = b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    return await client.api_call("oauth.v2.access", data=what, headers={"Authorization": f"Basic {basic}"})


def token_of(answer: AsyncSlackResponse, now: datetime) -> dict[str, Any]:
    """The fields of an Installation that oauth.v2.access tells. Raises SlackApiError where there is no bot's token."""
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not token or answer.get("token_type", "bot") != "bot":
        raise SlackApiError("oauth.v2.access gave no bot token", answer)  # type: ignore[no-untyped-call]  # of the SDK
    ends = timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else None
    return {
        "token": token,
        "refresh_token": answer.get("refresh_token") or "",
        "expires_at": now + ends if ends else None,
    }


class RenewingClient(SlackClient):
    """A client whose token may be replaced.

    A call that is refused for its token changed nothing, so it is made once more with the better one.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        gates: Gates | None,
        workspace_id: str,
        better: Better,
    ) -> None:
        super().__init__(token, api_url, gates, workspace_id)
        self._better = better

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """See SlackClient."""
        used = self.token or ""
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            if code_of(error) not in TOKEN_REFUSED:
                raise
            better = await self._better(used, code_of(error) == ENDED)
            if better is None or better == used:
                raise
        self.token = better
        return await super().api_call(api_method, **arguments)
