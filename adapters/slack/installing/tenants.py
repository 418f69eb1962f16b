"""The workspaces that we serve, and how each is reached: by the one token in the settings, or by the vault.

Knows which parts a workspace has; must not know what is said in it.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from adapters.slack.arriving.incoming import Home, Incoming
from adapters.slack.arriving.shortcuts import link_of, with_link
from adapters.slack.client import SlackClient
from adapters.slack.deps import SlackDeps, utc_now
from adapters.slack.errors import Problem
from adapters.slack.installing.identity import Identity
from adapters.slack.knowing.people import People
from adapters.slack.knowing.places import Places
from adapters.slack.showing.replies import Replies
from cadence.ids import new_id
from cadence.news import Disconnected
from cadence.ports import Clock

__all__ = ["ByWorkspace", "Foreign", "Identity", "NotConnected", "Tenant", "Tenants", "taken_out", "tenant_of"]

log = logging.getLogger(__name__)


class Foreign(Exception):
    """It comes from another workspace than the one that we serve."""


class NotConnected(Exception):
    """We are not installed there (any more)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Tenant:
    """One workspace that we serve: who we are there, and the parts that know its people, places and ways to answer."""

    identity: Identity
    client: SlackClient
    people: People
    places: Places
    replies: Replies

    async def introduced(self, incoming: Incoming) -> Incoming:
        """The same with everybody in it, and the place, as Slack knows them."""
        team = self.identity.team_id
        is_ours = bool(incoming.sender_team) and incoming.sender_team == team
        sender = replace(incoming.request.who, is_guest=False if is_ours else None)
        who, people, placed, link = await asyncio.gather(
            self.people.find(sender, team),
            self.people.find_all(incoming.named, team),
            self.places.placed(incoming),
            link_of(incoming.about, self.client, self.identity.url),
        )
        request = replace(
            with_link(placed.request, link), workspace_id=self.identity.workspace_id, who=who, people=people
        )
        return replace(placed, request=request)


class ByWorkspace(Protocol):
    """What needs a workspace that we know already."""

    async def of_workspace(self, workspace_id: str) -> Tenant:
        """The one of a workspace of ours. Raises DeliveryError; NeedsMending where we are not installed there."""


class Tenants(ByWorkspace, Protocol):
    """All workspaces that we serve."""

    async def of(self, home: Home) -> Tenant:
        """The one that a payload comes from.

        Raises Foreign, NotConnected, or one of SLACK_FAILURES where Slack does not say in time who we are.
        """

    async def connected(self) -> list[Tenant]:
        """All that we are installed in, as far as we know."""

    async def connect(self) -> list[Problem]:
        """Make them known. What is wrong is returned, and tried again when a workspace is needed."""

    async def disconnect(self, home: Home, at: datetime | None = None) -> None:
        """The app was taken out, or its token revoked, at this real time: forget it, and tell the engine.

        What is older than the installation that we have, or does not say when it was, is left alone while our token is
        good. Raises one of SLACK_FAILURES where only Slack knows and does not say.
        """

    async def close(self) -> None:
        """Show what is still to be shown, then let go of the network."""


async def taken_out(deps: SlackDeps, workspace_id: str) -> None:
    """Tell the engine that the app was taken out there, and have forgotten what nobody but its person ever saw."""
    log.warning("Drumbeat was taken out of %s", workspace_id)
    if deps.news is not None:
        await deps.news.tell(Disconnected(workspace_id=workspace_id, news_id=new_id()))
    if deps.purge is not None:
        await deps.purge(workspace_id)


def tenant_of(identity: Identity, client: SlackClient, clock: Clock = utc_now) -> Tenant:
    """The tenant with its parts."""
    client.workspace_id = identity.workspace_id
    people = People(client, clock=clock)
    return Tenant(identity=identity, client=client, people=people, places=Places(client), replies=Replies(client))
