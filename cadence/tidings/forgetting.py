"""Somebody is to be forgotten: they become a nobody with a name like `Somebody 3f2a`, and what was theirs goes on.

Knows what a person is in records; what else is kept of them (texts, messages, trails) is the store's to look after.
"""

from dataclasses import dataclass, replace

from cadence.context import Services
from cadence.errors import DrumbeatError
from cadence.ids import new_id
from cadence.model import Member
from cadence.ports import Unit
from cadence.tidings.departing import depart

ALIAS = "forgotten-"
"""How the platform id of somebody who was forgotten begins; no platform has such ids."""


@dataclass(frozen=True, kw_only=True)
class Alias:
    """Who they are from now on: nothing of it can be traced back. member_id: random, unlike that of any person met."""

    member_id: str
    external_id: str
    name: str


def new_alias() -> Alias:
    """Another one each time."""
    made = new_id()
    return Alias(member_id=made, external_id=ALIAS + made, name=f"Somebody {made[-4:]}")


def is_forgotten(member: Member) -> bool:
    return member.external_id.startswith(ALIAS)


async def find_person(unit: Unit, who: str) -> Member:
    """The one who is meant. who: a name, a platform id or a member id. Raises DrumbeatError where that is not clear."""
    known = [member for member in await unit.members.find() if not is_forgotten(member)]
    for found in (
        [member for member in known if who in (member.id, member.external_id)],
        [member for member in known if member.name.casefold() == who.strip().removeprefix("@").casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(sorted(member.external_id for member in found))
            raise DrumbeatError(f"{len(found)} people are called {who}. Say which by the platform's id: {ids}.")
    raise DrumbeatError(f"There is nobody here called {who}, nor with this id.")


async def forget(unit: Unit, services: Services, member: Member, alias: Alias) -> None:
    """Name, zone and habits go first, so that whoever inherits hears of the alias; then duties, leave, teams."""
    nobody = replace(
        Member(id=member.id, workspace_id=member.workspace_id, external_id=alias.external_id, name=alias.name),
        is_active=False,
        is_reachable=False,
    )
    await unit.members.save(nobody)
    if member.is_active:
        await depart(unit, services, nobody)
    for leave in await unit.leaves.find(member_id=member.id):
        await unit.leaves.remove(leave.id)
    for membership in await unit.memberships.find(member_id=member.id):
        await unit.memberships.remove(membership.id)
    if unit.workspace.rollout_lead_id == member.id:
        await unit.save_workspace(replace(unit.workspace, rollout_lead_id=None))
