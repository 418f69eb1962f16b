"""Somebody is known anew: names, zones, who is whose manager, who has left.

Knows in which order people are met; must not know what a departure means (`departing`).
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from cadence.context import NotMet, Services, meet, member_id
from cadence.model import Member
from cadence.newest import Subject, is_latest
from cadence.ports import Unit
from cadence.requests import Person
from cadence.tidings.departing import depart
from cadence.tidings.kinds import PersonChanged
from cadence.tidings.rosters import follow_groups_of


async def bring_up_to_date(
    unit: Unit, services: Services, workspace_id: str, people: Iterable[Person], near: str = "UTC"
) -> None:
    """Meets them all; whoever nobody can tell anything of is left out. Who became inactive has left.

    near: see `meet`.
    """
    known = sorted(people, key=lambda person: person.id)
    gone = [person for person in known if await _meet(unit, workspace_id, replace(person, manager=None), near)]
    for person in known:
        if person.manager is not None:
            await _meet(unit, workspace_id, person, near)
    for person in gone:
        member = await unit.members.get(member_id(workspace_id, person.id))
        if member:
            await depart(unit, services, member)


async def person_changed(unit: Unit, services: Services, news: PersonChanged) -> None:
    """Strangers stay strangers: somebody is a member from their first word on, or when a team names them."""
    if not await is_latest(unit, Subject.PERSON, news.who.id, news.at):
        return
    before = await unit.members.get(member_id(news.workspace_id, news.who.id))
    if before is None:
        return
    await bring_up_to_date(unit, services, news.workspace_id, [*news.named.values(), news.who])
    after = await unit.members.get(before.id)
    if after and _is_asked(before) != _is_asked(after):
        await follow_groups_of(unit, after)


def _is_asked(member: Member) -> bool:
    return member.is_active and not member.is_guest


async def _meet(unit: Unit, workspace_id: str, person: Person, near: str) -> bool:
    """Whether they have left just now."""
    may_have_left = person.is_active is False
    before = await unit.members.get(member_id(workspace_id, person.id)) if may_have_left else None
    with suppress(NotMet):  # where they matter, the field that names them says so
        after = await meet(unit, workspace_id, person, near)
        return before is not None and before.is_active and not after.is_active
    return False
