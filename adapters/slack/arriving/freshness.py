"""What is looked up without an event: groups and managers, once a day and after a team was set up.

Knows when to look; must not know what is done with what it finds. Whatever fails is left for the next time.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.slack.arriving.incoming import Incoming
from adapters.slack.arriving.membership import Membership
from adapters.slack.deps import utc_now
from adapters.slack.errors import SLACK_FAILURES, code_of
from adapters.slack.installing.tenants import Tenant, Tenants
from adapters.slack.knowing.groups import all_groups
from adapters.slack.knowing.moments import looked_up_at
from adapters.slack.knowing.profiles import Profiles
from cadence.ids import new_id
from cadence.news import GroupsChanged, GroupSeen, PersonChanged
from cadence.ports import Clock
from cadence.ports.engine import Tells
from cadence.requests import FormSubmitted, Person

EVERY = timedelta(days=1)
PATIENCE_SECONDS = 3.0
"""How long stopping waits for what is under way."""
LOOK_EVERY = timedelta(minutes=1)
"""How soon a workspace that was just connected is looked at."""
AGAIN = timedelta(minutes=10)
"""How soon where that failed."""
SETUP = "setup"

log = logging.getLogger(__name__)


class Freshness:
    """now: seconds that only grow. clock: real time. Call `start` once the loop runs, and `stop` at the end."""

    def __init__(
        self,
        tenants: Tenants,
        news: Tells,
        membership: Membership,
        now: Callable[[], float] = time.monotonic,
        clock: Clock = utc_now,
    ) -> None:
        self._tenants, self._news, self._membership, self._now, self._clock = tenants, news, membership, now, clock
        self._looked: dict[str, float] = {}
        self._profiles: dict[str, tuple[Tenant, Profiles]] = {}
        self._running: set[asyncio.Task[object]] = set()
        self._is_stopping = asyncio.Event()

    def start(self) -> None:
        """Look at every workspace now and daily, those that come later soon."""
        self._begin(self._for_ever())

    async def stop(self) -> None:
        """Let what is under way end, lest it is cut off while it writes; what takes long is done anew later."""
        self._is_stopping.set()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=PATIENCE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def handled(self, tenant: Tenant, incoming: Incoming) -> None:
        """A request was handled: where a team was set up, its people and its group are looked up, beside the caller."""
        if isinstance(incoming.request, FormSubmitted) and incoming.request.form == SETUP:
            self._begin(self._guarded(self.refresh(tenant, incoming.named)))

    async def pass_once(self) -> None:
        """Look at the workspaces whose turn it is."""
        for tenant in await self._tenants.connected():
            key, now = tenant.identity.workspace_id, self._now()
            if now - self._looked.get(key, float("-inf")) >= EVERY.total_seconds():
                is_done = await self._guarded(self.refresh(tenant))
                self._looked[key] = now if is_done else now - (EVERY - AGAIN).total_seconds()

    async def refresh(self, tenant: Tenant, named: Iterable[str] = ()) -> None:
        """Tell how the groups stand, and whom the profiles of leads, and of those named, call their manager."""
        workspace_id, at = tenant.identity.workspace_id, looked_up_at(self._clock())
        groups = await all_groups(tenant.client, tenant.identity)
        if groups:
            people = await self.people_of(tenant, groups)
            await self._news.tell(
                GroupsChanged(workspace_id=workspace_id, news_id=new_id(), at=at, groups=groups, named=people)
            )
        for user in {*named, *await self._membership.leads(workspace_id)}:
            await self._tell_manager(tenant, user)

    async def people_of(self, tenant: Tenant, groups: Iterable[GroupSeen]) -> dict[str, Person]:
        """The members of those groups that are a team, by id; all others need not be known."""
        rosters = await self._membership.rosters(tenant.identity.workspace_id)
        users = {user for group in groups if group.id in rosters for user in group.people or ()}
        return dict(await tenant.people.find_all(sorted(users), tenant.identity.team_id))

    async def with_manager(self, tenant: Tenant, who: Person) -> tuple[Person, dict[str, Person]]:
        """The person with their manager, as far as their profile tells, and that manager by id."""
        manager = await self._profiles_of(tenant).manager_of(who.id)
        named = await tenant.people.find_all(filter(None, [manager]), tenant.identity.team_id)
        return replace(who, manager=manager), dict(named)

    async def _tell_manager(self, tenant: Tenant, user: str) -> None:
        """Of the person nothing else is told: what we know of them may be older than what events told meanwhile."""
        who, named = await self.with_manager(tenant, Person(id=user, is_guest=None))
        if who.manager is not None:
            workspace_id = tenant.identity.workspace_id
            await self._news.tell(PersonChanged(workspace_id=workspace_id, news_id=new_id(), who=who, named=named))

    def _profiles_of(self, tenant: Tenant) -> Profiles:
        """Of this very installation: another one may have been granted other scopes."""
        key = tenant.identity.workspace_id
        known = self._profiles.get(key)
        if known is None or known[0] is not tenant:
            known = self._profiles[key] = (tenant, Profiles(tenant.client, tenant.identity.scopes))
        return known[1]

    async def _for_ever(self) -> None:
        while not self._is_stopping.is_set():
            await self._guarded(self.pass_once())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_stopping.wait(), LOOK_EVERY.total_seconds())

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> bool:
        """Whether it was done."""
        try:
            await work
        except SLACK_FAILURES as error:
            log.warning("Groups and profiles were not looked up: %s", code_of(error))
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and the next look finds the same
            log.error("Groups and profiles were not kept: %s", type(error).__name__)
        else:
            return True
        return False
