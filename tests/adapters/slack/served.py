"""The workspaces that a chat serves, without the adapter around them."""

from collections.abc import Mapping

from adapters.slack.arriving.incoming import Home
from adapters.slack.client import SlackClient
from adapters.slack.errors import Problem
from adapters.slack.installing.identity import Identity
from adapters.slack.installing.tenants import Tenant, tenant_of
from cadence.errors import NeedsMending
from tests.fakes.slack import FakeSlack

HERE = "slack:T0DRUMBEAT"


def client_of(slack: FakeSlack) -> SlackClient:
    return SlackClient(slack.token, slack.api_url, workspace_id=f"slack:{slack.team_id}", timeout=2)


def tenant(slack: FakeSlack, client: SlackClient | None = None) -> Tenant:
    """The loopback Slack's workspace, as auth.test tells of it."""
    identity = Identity(
        team_id=slack.team_id,
        team=slack.name,
        bot_user=slack.bot_user,
        bot_id=slack.bot_id,
        url=slack.url,
        scopes=frozenset(slack.scopes),
    )
    return tenant_of(identity, client or client_of(slack))


class Served:
    """See `Tenants`."""

    def __init__(self, *tenants: Tenant) -> None:
        self._by_id: Mapping[str, Tenant] = {one.identity.workspace_id: one for one in tenants}

    async def of(self, home: Home) -> Tenant:
        return self._by_id[f"slack:{home.team}"]

    async def of_workspace(self, workspace_id: str) -> Tenant:
        if workspace_id not in self._by_id:
            raise NeedsMending("Drumbeat is not installed there.")
        return self._by_id[workspace_id]

    async def connected(self) -> list[Tenant]:
        return [*self._by_id.values()]

    async def connect(self) -> list[Problem]:
        return []

    async def disconnect(self, home: Home, at: object = None) -> None:
        return None

    async def close(self) -> None:
        return None
