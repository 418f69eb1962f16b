"""Admins named by the operator. Knows nothing of what an admin may do."""

from collections.abc import Iterable
from dataclasses import replace

from cadence.context import meet
from cadence.model import Member
from cadence.ports import Store
from cadence.requests import Person


async def name_admin(store: Store, workspace_id: str, platform_id: str) -> Member:
    """Make this person an admin, also before they ever were seen. Raises LookupError for an unknown workspace."""
    return await _set(store, workspace_id, platform_id, is_admin=True)


async def unname_admin(store: Store, workspace_id: str, platform_id: str) -> Member:
    """Take that back. Whom the platform calls an admin stays one. Raises LookupError for an unknown workspace."""
    return await _set(store, workspace_id, platform_id, is_admin=False)


async def _set(store: Store, workspace_id: str, platform_id: str, is_admin: bool) -> Member:
    async with store.unit(workspace_id, actor="operator") as unit:
        member = await meet(unit, workspace_id, Person(id=platform_id))
        changed = replace(member, is_admin=is_admin)
        await unit.members.save(changed)
        return changed


async def name_admins(store: Store, named: Iterable[str]) -> None:
    """Those of `DRUMBEAT_ADMINS`: platform ids, each optionally behind its workspace, `slack:T0123/U0456`."""
    workspaces = [workspace.id for workspace in await store.workspaces()]
    for entry in named:
        workspace_id, _, platform_id = entry.rpartition("/")
        for target in [workspace_id] if workspace_id else workspaces:
            if target in workspaces:
                await name_admin(store, target, platform_id)
