"""The Web API client of one workspace: never repeats a call by itself, and obeys the waits that Slack asked us for.

Knows calls and their limits; must not know what they are for. What one process was told to wait with, all wait with.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from typing import Any

from aiohttp import ClientPayloadError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.deps import utc_now
from adapters.slack.errors import TOKEN_REFUSED, code_of, retry_after, status_of
from adapters.slack.showing.dressing import Refusals
from cadence.pacing import asked
from cadence.ports import Gates

log = logging.getLogger(__name__)

CALL_SECONDS = 12
"""All of a call; well below the lease of the message that it delivers."""
WAIT = timedelta(seconds=30)
"""Where Slack asks to wait without saying how long."""
RATELIMITED = "ratelimited"
UNGATED = frozenset(
    {
        "chat.postMessage",
        "chat.update",
        "views.publish",
        "chat.postEphemeral",
        "views.open",
        "views.push",
        "views.update",
    }
)
"""Sent without asking: the outbox paces the first three, and a person waits three seconds at most for the rest."""


class SlackClient(AsyncWebClient):
    """token: may be replaced at any time, the next call uses it. workspace_id: whose gates these are; empty until it is
    known. gates: None where nothing is shared (a check by the operator). A closed gate raises what Slack would:
    SlackApiError `ratelimited` with Retry-After, without a call. refusals: which blocks this workspace's Slack refused.
    """

    def __init__(
        self,
        token: str,
        api_url: str = AsyncWebClient.BASE_URL,
        gates: Gates | None = None,
        workspace_id: str = "",
        *,
        timeout: int = CALL_SECONDS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])
        self.workspace_id = workspace_id
        self.refusals = Refusals()
        self._gates, self._now = gates, now

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """See AsyncWebClient. Raises SlackApiError, aiohttp.ClientError or TimeoutError."""
        left = None if api_method in UNGATED else await self.closed_for(api_method)
        if left is not None:
            raise self._still_closed(api_method, left)
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            if status_of(error) == HTTPStatus.TOO_MANY_REQUESTS:
                await self._close(api_method, retry_after(error) or WAIT)
            raise

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        """See AsyncWebClient. What is no JSON object (cut off, a proxy's page) tells nothing but its status.

        The SDK would fail at it, each time in another way.
        """
        try:
            answer = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        except SlackApiError as error:
            answer = {"data": {}, "headers": error.response.headers, "status_code": status_of(error)}
        except UnicodeDecodeError as error:
            raise ClientPayloadError("Slack's answer is no text") from error
        return answer if isinstance(answer["data"], dict) else {**answer, "data": {}}

    async def closed_for(self, api_method: str) -> timedelta | None:
        """How long Slack still wants us to wait with this method; None where it does not."""
        if self._gates is None or not self.workspace_id:
            return None
        now = self._now()
        until = await self._gates.closed_until(self.workspace_id, gate_of(api_method), now)
        return None if until is None else until - now

    async def _close(self, api_method: str, wait: timedelta) -> None:
        """For all processes. Where that cannot be kept, what Slack said still reaches whoever called."""
        if self._gates is None or not self.workspace_id:
            return
        try:
            await self._gates.close(self.workspace_id, gate_of(api_method), self._now() + asked(wait))
        except Exception as error:  # noqa: BLE001 - a database that is away must not hide that Slack refused the call
            log.warning("A wait could not be kept: %s", type(error).__name__)

    def _still_closed(self, api_method: str, left: timedelta) -> SlackApiError:
        response = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=f"{self.base_url}{api_method}",
            req_args={},
            data={"ok": False, "error": RATELIMITED},
            headers={"Retry-After": str(max(1, ceil(left.total_seconds())))},
            status_code=HTTPStatus.TOO_MANY_REQUESTS,
        )
        said = f"{api_method} was not called: Slack asked us to wait"
        return SlackApiError(said, response)  # type: ignore[no-untyped-call]  # slack_sdk leaves it unannotated


async def is_good(client: AsyncWebClient) -> bool:
    """Whether Slack still takes the token. Raises one of SLACK_FAILURES where it does not say."""
    try:
        await client.auth_test()
    except SlackApiError as error:
        if code_of(error) not in TOKEN_REFUSED:
            raise
        return False
    return True


def gate_of(api_method: str) -> str:
    """The gate's name: Slack limits each method of each workspace for itself."""
    return api_method
