"""What a handler works with: the unit of work, the person, the request, and the outside services.

Knows how a person of a platform becomes a member; must not know what any command does.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cadence.errors import Refused
from cadence.ids import id_for
from cadence.model import Member, Team
from cadence.newest import Subject, is_latest
from cadence.ports import DateReader, Holidays, NoTally, Tally, Unit
from cadence.requests import Person, Request
from cadence.schedule.clocks import local_day

NOT_YET = "I could not look you up just now, so nothing was changed. Please try again in a minute."


class NotMet(Refused):
    """The platform did not tell who this is, and they were never here before."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """What is the same for every request."""

    holidays: Holidays
    dates: DateReader
    tally: Tally = field(default_factory=NoTally)


@dataclass(frozen=True, kw_only=True)
class Context:
    """One request being handled."""

    unit: Unit
    services: Services
    me: Member
    request: Request

    @property
    def now(self) -> datetime:
        return self.unit.now

    @property
    def said_at(self) -> datetime:
        """When the person said it (domain time): now, or earlier where it was kept until its turn came."""
        kept_at = self.request.kept_at
        return self.now if kept_at is None else min(self.now, kept_at + self.unit.workspace.clock_offset)

    def today(self, team: Team | None = None) -> date:
        """The local day: of the team where one is given, else of the person."""
        return local_day(self.now, team.zone if team else self.me.zone)

    async def member(self, platform_id: str) -> Member | None:
        """The member behind a platform id that a form or a line named."""
        return await self.unit.members.get(member_id(self.request.workspace_id, platform_id))

    def is_not_told(self, platform_id: str) -> bool:
        """Whether the platform did not tell this time who somebody is, whom the request names."""
        person = self.request.people.get(platform_id)
        return person is not None and person.is_guest is None


def member_id(workspace_id: str, platform_id: str) -> str:
    """The id under which a platform's person is kept: known before the person ever was seen."""
    return id_for("member", workspace_id, platform_id)


def form_record_id(ctx: Context, kind: str) -> str:
    """The id of the one record that this form makes, however often and with whatever values it is sent."""
    return id_for(kind, ctx.request.workspace_id, ctx.request.request_id, ctx.me.id)


async def meet(unit: Unit, workspace_id: str, person: Person, near: str = "UTC") -> Member:
    """The member that this person is; kept anew, or brought up to date with what the platform says. Raises NotMet.

    A manager whom we do not know is nobody: meet them first. Whoever is known of a later moment stays as they are.
    near: the zone of somebody new of whom the platform does not tell it: until they say a word, their colleague's.
    """
    known = await unit.members.get(member_id(workspace_id, person.id))
    if known is None:
        fresh = replace(_newcomer(workspace_id, person, near), manager_id=await _manager(unit, workspace_id, person))
        await unit.members.add(fresh)
        await is_latest(unit, Subject.PERSON, person.id, person.at)
        return fresh
    if await _as_told(unit, known, person) == known:
        return known
    is_told_late = not await is_latest(unit, Subject.PERSON, person.id, person.at)
    known = await unit.members.get(known.id) or known  # somebody may have been first
    if is_told_late:
        return known
    current = await _as_told(unit, known, person)
    await unit.members.save(current)
    return current


async def _as_told(unit: Unit, known: Member, person: Person) -> Member:
    """The member, brought up to date."""
    return replace(
        known,
        name=_name(known, person),
        zone=person.zone or known.zone,
        is_platform_admin=known.is_platform_admin if person.is_admin is None else person.is_admin,
        is_guest=known.is_guest if person.is_guest is None else person.is_guest,
        is_active=known.is_active if person.is_active is None else person.is_active,
        manager_id=known.manager_id if person.manager is None else await _manager(unit, known.workspace_id, person),
    )


async def _manager(unit: Unit, workspace_id: str, person: Person) -> str | None:
    """The member whom their profile names; never they themselves."""
    if not person.manager or person.manager == person.id:
        return None
    found = await unit.members.get(member_id(workspace_id, person.manager))
    return found.id if found else None


def _name(known: Member, person: Person) -> str:
    is_named = known.name != known.external_id
    return known.name if is_named and person.is_guess else person.name or known.name


def _newcomer(workspace_id: str, person: Person, near: str) -> Member:
    if person.is_guest is None:
        raise NotMet(NOT_YET)
    return Member(
        id=member_id(workspace_id, person.id),
        workspace_id=workspace_id,
        external_id=person.id,
        name=person.name or person.id,
        zone=person.zone or near,
        is_platform_admin=bool(person.is_admin),
        is_guest=person.is_guest,
        is_active=person.is_active is not False,
    )
