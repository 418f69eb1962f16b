"""Puts the two halves of forgetting together: what it means for teams (cadence) and what is kept (storage)."""

from cadence.context import Services
from cadence.model import Member
from cadence.tidings.forgetting import find_person, forget, new_alias
from storage import SqlStore
from storage.redacting import Identity
from storage.unit import SqlUnit


async def person_called(store: SqlStore, workspace_id: str, who: str) -> Member:
    """See `find_person`."""
    async with store.unit(workspace_id, actor="operator") as unit:
        return await find_person(unit, who)


async def forget_person(store: SqlStore, services: Services, member: Member) -> str:
    """All or nothing. Returns what they are called from now on."""
    alias = new_alias()

    async def depart(unit: SqlUnit) -> None:
        known = await unit.members.get(member.id)
        if known:
            await forget(unit, services, known, alias)

    was = Identity(member_id=member.id, external_id=member.external_id, name=member.name)
    now = Identity(member_id=alias.member_id, external_id=alias.external_id, name=alias.name)
    await store.forget(member.workspace_id, was, now, depart)
    return alias.name
