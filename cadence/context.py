"""What a handler works with: the unit of work, the person, the request, and the outside services.

Knows how a person of a platform becomes a member; must not know what any command does.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cadence.ids import id_for
from cadence.model import Member, Team
from cadence.ports import DateReader, Holidays, NoTally, Tally, Unit
from cadence.requests import Person, Request
from cadence.schedule.clocks import local_day


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

    def today(self, team: Team | None = None) -> date:
        """The local day: of the team where one is given, else of the person."""
        return local_day(self.now, team.zone if team else self.me.zone)

    async def member(self, platform_id: str) -> Member | None:
        """The member behind a platform id that a form or a line named."""
        return await self.unit.members.get(member_id(self.request.workspace_id, platform_id))


def member_id(workspace_id: str, platform_id: str) -> str:
    """The id under which a platform's person is kept: known before the person ever was seen."""
    return id_for("member", workspace_id, platform_id)


async def meet(unit: Unit, workspace_id: str, person: Person) -> Member:
    """The member that this person is; kept anew, or brought up to date with what the platform says."""
    known = await unit.members.get(member_id(workspace_id, person.id))
    if known is None:
        fresh = _newcomer(workspace_id, person)
        await unit.members.add(fresh)
        return fresh
    current = replace(
        known,
        name=person.name or known.name,
        zone=person.zone or known.zone,
        is_admin=known.is_admin or person.is_admin,
        is_guest=person.is_guest,
    )
    if current != known:
        await unit.members.save(current)
    return current


def _newcomer(workspace_id: str, person: Person) -> Member:
    return Member(
        id=member_id(workspace_id, person.id),
        workspace_id=workspace_id,
        external_id=person.id,
        name=person.name or person.id,
        zone=person.zone or "UTC",
        is_admin=person.is_admin,
        is_guest=person.is_guest,
    )
