"""Many workspaces, each with the token that it was given when the app was installed there.

Knows the vault, and what an organisation's installation is; must not know how one installs (`oauth`).
"""

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.slack.arriving.incoming import Home
from adapters.slack.client import SlackClient, is_good
from adapters.slack.deps import SlackDeps
from adapters.slack.errors import Problem
from adapters.slack.installing.identity import PLATFORM, Identity, load_identity, workspace_of
from adapters.slack.installing.network import Network
from adapters.slack.installing.renewing import App, Renewal
from adapters.slack.installing.tenants import Foreign, NotConnected, Tenant, taken_out, tenant_of
from cadence.errors import ConfigurationError, NeedsMending, TryLater
from cadence.ids import new_id
from cadence.model import Workspace
from cadence.news import Connected
from cadence.ports import Installation, Vault

BELIEVED = timedelta(seconds=30)
"""How long we go on with what the vault said: another process may have renewed a token, or taken a workspace out."""
UNDER = "under"
"""Detail of a workspace that has no token of its own: the installation of its organisation."""
GONE = "Drumbeat is not installed in this workspace any more: open /slack/install and install it again."

log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class _Seat:
    """A tenant as last seen. source: the installation that its token comes from. until: seconds that only grow."""

    tenant: Tenant
    source: Installation
    until: float


class ManyTenants:
    """See `Tenants`. Tokens are renewed beside whoever needs the workspace, as long as the old one is good."""

    def __init__(self, deps: SlackDeps, vault: Vault) -> None:
        self._deps, self._vault = deps, vault
        self._network = Network(deps.api_url, deps.gates)
        app = App(deps.client_id, deps.client_secret)
        self._renewal = Renewal(vault, SlackClient("", deps.api_url), app, deps.clock)
        self._seats: dict[str, _Seat] = {}
        self._renewing: dict[str, asyncio.Task[Installation]] = {}

    async def of(self, home: Home) -> Tenant:
        """See `Tenants.of`. A workspace of an organisation is known from its first payload on."""
        if not home.team:
            raise NotConnected
        tenant = await self._find(workspace_of(home.team)) or await self._under(home)
        if tenant is None:
            raise NotConnected
        if not tenant.identity.is_home(home):
            raise Foreign
        return tenant

    async def of_workspace(self, workspace_id: str) -> Tenant:
        """See `Tenants.of_workspace`."""
        try:
            tenant = await self._find(workspace_id)
        except Exception as error:  # nothing was sent yet, so whatever it was may be tried again
            raise TryLater(f"The token of {workspace_id} could not be read: {type(error).__name__}.") from error
        if tenant is None:
            raise NeedsMending(GONE)
        return tenant

    async def connected(self) -> list[Tenant]:
        """See `Tenants.connected`."""
        installed = await self._installed()
        found = [await self._find(one.id) for one in installed if load_identity(one.details).team_id]
        return [tenant for tenant in found if tenant is not None]

    async def connect(self) -> list[Problem]:
        """See `Tenants.connect`."""
        try:
            await self._vault.installed(PLATFORM)
        except ConfigurationError as error:
            log.error("%s", error)
            return [Problem("No token of a workspace can be read.", str(error))]
        for tenant in await self.connected():
            await self._make_known(tenant.identity)
        return []

    async def settle(self, installation: Installation) -> None:
        """The app was just installed: what was known before is out of date, and the engine hears of it."""
        self._unseat(installation.id)
        identity = load_identity(installation.details)
        for workspace in await self._workspaces_of(installation):
            team = load_identity(workspace.details)
            await self._make_known(replace(identity, team_id=team.team_id, team=team.team), is_news=True)

    async def disconnect(self, home: Home, at: datetime | None = None) -> None:
        """See `Tenants.disconnect`. Of an organisation, all its workspaces go."""
        installation = await self._source_of(home)
        if installation is None:
            return
        client = self._network.client(installation.token)
        if (at is None or at < installation.installed_at) and await is_good(client):
            return
        gone = await self._workspaces_of(installation)
        for one in gone:
            await taken_out(self._deps, one.id)
        for key in {installation.id, *(one.id for one in gone)}:
            await self._vault.forget(key)
        self._unseat(installation.id)

    async def close(self) -> None:
        """See `Tenants.close`. A renewal that began comes to its end: its refresh token is used up."""
        await asyncio.gather(*self._renewing.values(), return_exceptions=True)
        await asyncio.gather(*(seat.tenant.replies.drain() for seat in self._seats.values()))
        await self._network.close()

    async def _find(self, workspace_id: str) -> Tenant | None:
        seat = self._seats.get(workspace_id)
        if seat is None or time.monotonic() >= seat.until or self._renewal.is_due(seat.source):
            seat = await self._look_up(workspace_id)
        return None if seat is None else seat.tenant

    async def _look_up(self, workspace_id: str) -> _Seat | None:
        kept = await self._vault.find(workspace_id)
        under = kept.details.get(UNDER) if kept is not None else None
        source = await self._vault.find(under) if under else kept
        if kept is None or source is None:
            self._seats.pop(workspace_id, None)
            return None
        return self._seat(workspace_id, load_identity(kept.details), await self._good(source))

    def _seat(self, workspace_id: str, identity: Identity, source: Installation) -> _Seat:
        """The tenant that is there stays, with what it remembers and still has to show, unless we are another now."""
        seat = self._seats.get(workspace_id)
        tenant = seat.tenant if seat and seat.tenant.identity == identity else self._new(identity, source)
        tenant.client.token = source.token
        until = time.monotonic() + BELIEVED.total_seconds()
        self._seats[workspace_id] = _Seat(tenant=tenant, source=source, until=until)
        return self._seats[workspace_id]

    def _new(self, identity: Identity, source: Installation) -> Tenant:
        async def better(used: str, has_ended: bool) -> str | None:
            return await self._better(source.id, used, has_ended)

        client = self._network.renewing(source.token, identity.workspace_id, better)
        if source.id != identity.workspace_id:
            client.default_params["team_id"] = identity.team_id  # an organisation's token asks whom it is about
        return tenant_of(identity, client, self._deps.clock)

    async def _good(self, source: Installation) -> Installation:
        """With a token that is good now. A renewal with time left goes on beside us."""
        if not self._renewal.is_due(source):
            return source
        task = self._renewing.get(source.id)
        if task is None or task.done():
            task = self._renewing[source.id] = asyncio.create_task(self._renewal.renew(source))
            task.add_done_callback(_note_failure)
        return await asyncio.shield(task) if self._renewal.is_urgent(source) else source

    async def _better(self, source_id: str, used: str, has_ended: bool) -> str | None:
        """Another token than the one that Slack refused: what another process put there, or a new one."""
        source = await self._vault.find(source_id)
        if source is not None and source.token == used and has_ended and source.refresh_token:
            source = await self._renewal.renew(source)
        return source.token if source is not None and source.token != used else None

    async def _under(self, home: Home) -> Tenant | None:
        """A workspace that we hear of for the first time, of an organisation that has the app."""
        org = await self._vault.find(workspace_of(home.enterprise)) if home.enterprise else None
        if org is None:
            return None
        identity = replace(load_identity(org.details), team_id=home.team, team=f"{org.name} ({home.team})")
        details = {**identity.dump(), UNDER: org.id}
        workspace_id, now = identity.workspace_id, self._deps.clock()
        await self._vault.keep(
            replace(
                org, id=workspace_id, token="", refresh_token="", expires_at=None, details=details, installed_at=now
            )
        )
        await self._make_known(identity)
        return await self._find(workspace_id)

    async def _workspaces_of(self, installation: Installation) -> list[Installation]:
        """Itself, or, of an organisation, the workspaces that we have heard of."""
        if load_identity(installation.details).team_id:
            return [installation]
        return [one for one in await self._installed() if one.details.get(UNDER) == installation.id]

    async def _installed(self) -> list[Installation]:
        """All whose tokens can be read; the others need their key, or to be installed again."""
        try:
            return await self._vault.installed(PLATFORM)
        except ConfigurationError:
            return []

    async def _source_of(self, home: Home) -> Installation | None:
        """The installation that a payload is about: of the workspace itself, else of its organisation."""
        kept = await self._vault.find(workspace_of(home.team)) if home.team else None
        if kept is not None and UNDER not in kept.details:
            return kept
        org = kept.details[UNDER] if kept is not None else workspace_of(home.enterprise)
        return await self._vault.find(org)

    async def _make_known(self, identity: Identity, *, is_news: bool = False) -> None:
        workspace = Workspace(id=identity.workspace_id, platform=PLATFORM, name=identity.team)
        kept = await self._deps.store.add_workspace(workspace)
        if self._deps.news is not None and (is_news or not kept.is_connected):
            news = Connected(workspace_id=identity.workspace_id, news_id=new_id(), name=identity.team)
            await self._deps.news.tell(news)

    def _unseat(self, installation_id: str) -> None:
        gone = [key for key, seat in self._seats.items() if installation_id in (key, seat.source.id)]
        for key in gone:
            del self._seats[key]


def _note_failure(renewing: asyncio.Task[Installation]) -> None:
    """Who needed it has heard of it, or goes on with the old token."""
    error = None if renewing.cancelled() else renewing.exception()
    if error is not None:
        log.error("A token could not be renewed: %s", type(error).__name__)
