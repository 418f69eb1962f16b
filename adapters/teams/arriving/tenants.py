"""Whose activities are served, and that each of these tenants has its workspace.

Knows the settings and the store; must not look into an activity.
"""

import logging

from adapters.teams.deps import TeamsDeps
from adapters.teams.identity import PLATFORM, workspace_of
from cadence.model import Workspace

MULTI_TENANT = "MultiTenant"
MOST_TOLD = 100

log = logging.getLogger(__name__)


class Tenants:
    """Those that are named, or else the first that ever came; in the emulator mode every one.

    Tenants are told in lower case.
    """

    def __init__(self, deps: TeamsDeps) -> None:
        self._store, self._is_open, self._welcome = deps.store, deps.emulator, deps.welcome
        self._named = frozenset(tenant.lower() for tenant in named_tenants(deps))
        self._served: set[str] = set()
        self._told: set[str] = set()

    async def serves(self, tenant: str) -> bool:
        """Whether it is one of ours; then its workspace is there. Raises what the store raises."""
        if tenant in self._served:
            return True
        if not await self._takes(tenant):
            self._tell(tenant)
            return False
        await self._welcome(workspace_of(tenant))
        self._served.add(tenant)
        return True

    async def prepare(self) -> None:
        """Have the workspaces of those that are named. Raises what the store raises."""
        for tenant in self._named:
            await self.serves(tenant)

    def _tell(self, tenant: str) -> None:
        """Once, for the operator who might want to name it."""
        if tenant not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(tenant)
            log.warning("A tenant is not served: %s. MICROSOFT_ALLOWED_TENANTS names those that are.", tenant)

    async def _takes(self, tenant: str) -> bool:
        workspace = Workspace(id=workspace_of(tenant), platform=PLATFORM, name=f"Microsoft Teams {tenant}")
        if self._named and tenant not in self._named:
            return False
        if not self._named and not self._is_open:
            return await self._store.add_only_workspace(workspace)
        await self._store.add_workspace(workspace)
        return True


def named_tenants(deps: TeamsDeps) -> tuple[str, ...]:
    """MICROSOFT_ALLOWED_TENANTS, else where the app is registered, if it is for that tenant alone."""
    if deps.allowed:
        return deps.allowed
    is_for_one = deps.tenant_id and deps.app_type != MULTI_TENANT
    return (deps.tenant_id,) if is_for_one else ()
