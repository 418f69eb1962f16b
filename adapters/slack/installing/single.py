"""One workspace by the bot token of the settings. Knows auth.test; keeps nothing but in memory."""

import asyncio
import logging
from datetime import datetime

from slack_sdk.errors import SlackApiError

from adapters.slack.arriving.incoming import Home
from adapters.slack.client import is_good
from adapters.slack.deps import SlackDeps
from adapters.slack.errors import SLACK_FAILURES, TOKEN_REFUSED, Problem, code_of, delivering, problem_of
from adapters.slack.installing.identity import PLATFORM, Identity, identity_of
from adapters.slack.installing.network import Network
from adapters.slack.installing.tenants import Foreign, NotConnected, Tenant, taken_out, tenant_of
from cadence.errors import DeliveryError, NeedsMending, TryLater
from cadence.ids import new_id
from cadence.model import Workspace
from cadence.news import Connected

PATIENCE_SECONDS = 1.0
"""How long a request waits for us to learn who we are."""
ELSEWHERE = "SLACK_BOT_TOKEN is of another workspace; this one gets its messages once its own token is there."

log = logging.getLogger(__name__)


class OneTenant:
    """See `Tenants`. Who we are is asked once; where that fails, again when it is needed."""

    def __init__(self, deps: SlackDeps) -> None:
        self._deps = deps
        self._network = Network(deps.api_url, deps.gates)
        self._tenant: Tenant | None = None
        self._asking: asyncio.Task[Tenant] | None = None
        self._since = deps.clock()

    async def of(self, home: Home) -> Tenant:
        """See `Tenants.of`."""
        try:
            tenant = await self._known()
        except SlackApiError as error:
            if code_of(error) in TOKEN_REFUSED:
                raise NotConnected from None
            raise
        if not tenant.identity.is_home(home):
            raise Foreign
        return tenant

    async def of_workspace(self, workspace_id: str) -> Tenant:
        """See `Tenants.of_workspace`."""
        try:
            with delivering(repeatable=True):
                tenant = await self._known()
        except DeliveryError:
            raise
        except Exception as error:  # nothing was sent yet, so whatever it was may be tried again
            raise TryLater(f"We do not know yet who we are in Slack: {type(error).__name__}.") from error
        if tenant.identity.workspace_id != workspace_id:
            raise NeedsMending(ELSEWHERE)
        return tenant

    async def connected(self) -> list[Tenant]:
        """See `Tenants.connected`."""
        return [] if self._tenant is None else [self._tenant]

    async def connect(self) -> list[Problem]:
        """See `Tenants.connect`."""
        try:
            await asyncio.shield(self._answer())
        except SLACK_FAILURES as error:
            log.warning("Slack is not reachable with this token: %s", code_of(error))
            return [problem_of(error)]
        return []

    async def disconnect(self, home: Home, at: datetime | None = None) -> None:
        """See `Tenants.disconnect`. An event from before we looked, or that does not say when it was,
        may be about an installation before this one: then Slack is asked."""
        tenant = self._tenant
        if tenant is None or not tenant.identity.is_home(home):
            return
        if (at is None or at < self._since) and await is_good(tenant.client):
            return
        await self._drop(tenant.identity)

    async def close(self) -> None:
        """See `Tenants.close`."""
        if self._tenant is not None:
            await self._tenant.replies.drain()
        if self._asking is not None:
            self._asking.cancel()
        await self._network.close()

    async def _drop(self, identity: Identity) -> None:
        self._tenant = None
        await taken_out(self._deps, identity.workspace_id)

    async def _known(self) -> Tenant:
        """Raises one of SLACK_FAILURES, TimeoutError where it takes too long; then it goes on in the background."""
        if self._tenant is not None:
            return self._tenant
        answer = self._answer()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.shield(answer)

    def _answer(self) -> asyncio.Task[Tenant]:
        """The one attempt to learn who we are that is under way, for everybody who waits for it."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(_note_failure)
        return self._asking

    async def _ask(self) -> Tenant:
        client = self._network.client(self._deps.bot_token)
        asked_at = self._deps.clock()
        identity = identity_of(await client.auth_test())
        await self._make_known(identity)
        self._tenant, self._since = self._tenant or tenant_of(identity, client, self._deps.clock), asked_at
        return self._tenant

    async def _make_known(self, identity: Identity) -> None:
        workspace = Workspace(id=identity.workspace_id, platform=PLATFORM, name=identity.team)
        kept = await self._deps.store.add_workspace(workspace)
        if not kept.is_connected and self._deps.news is not None:
            news = Connected(workspace_id=identity.workspace_id, news_id=new_id(), name=identity.team)
            await self._deps.news.tell(news)


def _note_failure(asking: asyncio.Task[Tenant]) -> None:
    """Who waited has heard of it; here it is only taken note of, so that nothing is left unread."""
    if not asking.cancelled() and asking.exception() is not None:
        log.info("Slack did not tell who we are")
