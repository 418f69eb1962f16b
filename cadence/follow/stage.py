"""What the ladder has to know of the world around a subject: people, roles, leave, holidays, policy.

Knows how it is loaded, and who stands in which role; must not know any step.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadence.context import Services
from cadence.deciding import decider_of
from cadence.ids import id_for
from cadence.model import DecisionState, Leave, Member, Policy, Role, Team
from cadence.ports import Holidays, Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import to_utc
from cadence.schedule.workdays import add_working_days, cover_of, is_away, is_working_day, next_working_moment

FARTHEST = timedelta(days=400)
"""How far a day of somebody who can be reached is looked for; beyond it leave no longer counts."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """people, teams: all that the team's records name, by id; see `Unit.people_around`. managers: whom those answer to
    whom its ladder may pass over or ask, by id.

    now: domain time.
    """

    team: Team
    policy: Policy
    people: Mapping[str, Member]
    teams: Mapping[str, Team]
    managers: Mapping[str, str]
    leaves: Sequence[Leave]
    holidays: Holidays
    rollout_lead_id: str | None
    now: datetime

    def present(self, member_id: str | None) -> Member | None:
        """The member, if there is one who has not left."""
        found = self.people.get(member_id) if member_id else None
        return found if found and found.is_active and not found.is_guest else None

    def reached(self, member_id: str | None) -> Member | None:
        """The member, if there is one whom a direct message reaches."""
        found = self.present(member_id)
        return found if found and found.is_reachable else None

    def deciders_manager(self, member_id: str) -> str | None:
        """Whom a decision goes to that this member does not take: the manager whom their profile names, if there is
        one here; else whom they answer to in their teams."""
        decider = self.people.get(member_id)
        named = self.present(decider.manager_id) if decider else None
        return named.id if named and named.id != member_id else self.managers.get(member_id)

    def role(self, role: Role) -> str | None:
        """Who holds a role of this team; None for roles that depend on the subject, and for empty ones."""
        return {
            Role.LEAD: self.team.lead_id,
            Role.MANAGER: self.team.manager_id,
            Role.SPONSOR: self.team.sponsor_id,
            Role.ROLLOUT_LEAD: self.rollout_lead_id,
        }.get(role)

    def morning(self, member: Member, day: date) -> datetime:
        """When the member begins to work on this day, or when they next do (UTC)."""
        start = to_utc(day, member.works_from, member.zone)
        return next_working_moment(member, start, self.leaves, self.holidays, self.team.country)

    def working_day(self, member: Member, day: date, count: int) -> date:
        """The `count`th working day of the member after `day`."""
        return add_working_days(day, count, member, self.leaves, self.holidays, self.team.country)

    def stand_in(self, member: Member, day: date) -> Member | None:
        """Who is reached for the member on this day: they, or their cover during leave; None if it is nobody's work."""
        is_covered = is_away(member.id, day, self.leaves)
        found = self.reached(cover_of(member.id, day, self.leaves)) if is_covered else self.present(member.id)
        works = found and is_working_day(found, day, self.leaves, self.holidays, self.team.country)
        return found if works else None

    def reach(self, member: Member, day: date, count: int = 0) -> datetime:
        """When the member, or whoever covers then, begins work on the `count`th of their working days after `day`.

        0 is `day` itself, or the next working day. UTC.
        """
        left, current = max(count, 1), day if count else day - ONE
        while current < day + FARTHEST:
            current += ONE
            found = self.stand_in(member, current)
            left -= found is not None
            if found and left == 0:
                return to_utc(current, found.works_from, found.zone)
        return self.morning(member, self.working_day(member, day, count))

    def reach_from(self, member: Member, moment: datetime) -> datetime:
        """This moment, if it is in the working hours of the member or of whoever covers then; else when it next is."""
        day = local_day(moment, member.zone)
        found = self.stand_in(member, day)
        if found:
            when = next_working_moment(found, moment, self.leaves, self.holidays, self.team.country)
            if when == moment or local_day(when, member.zone) == day:
                return when
        return self.reach(member, day, 1)

    def morning_before(self, member: Member, day: date) -> datetime:
        """When the member, or whoever covers, begins work on their last working day before this day (UTC)."""
        current = day - ONE
        while current > day - FARTHEST:
            found = self.stand_in(member, current)
            if found:
                return to_utc(current, found.works_from, found.zone)
            current -= ONE
        return to_utc(day - ONE, member.works_from, member.zone)


ONE = timedelta(days=1)


def policy_id(team_id: str) -> str:
    return id_for("policy", team_id)


async def policy_of(unit: Unit, team: Team) -> Policy:
    """The team's ladder; the defaults where none was kept."""
    kept = await unit.policies.find(team_id=team.id)
    return kept[0] if kept else Policy(id=policy_id(team.id), workspace_id=team.workspace_id, team_id=team.id)


async def load_stage(unit: Unit, services: Services, team: Team, also: Collection[str] = ()) -> Stage:
    """Everything around the team. also: members whose manager matters, beside those whom its ladder may reach."""
    people = await unit.people_around(team.id)
    decisions = await unit.decisions.find(team_id=team.id, state=DecisionState.OPEN)
    deciders = {decider_of(row, team) for row in decisions}
    return Stage(
        team=team,
        policy=await policy_of(unit, team),
        people=people,
        teams=await unit.teams_around(team.id),
        managers=await _managers(unit, {*also, *deciders, *filter(None, (team.manager_id, team.sponsor_id))}),
        leaves=await unit.leaves_around(team.id),
        holidays=services.holidays,
        rollout_lead_id=unit.workspace.rollout_lead_id,
        now=unit.now,
    )


async def _managers(unit: Unit, member_ids: Collection[str]) -> Mapping[str, str]:
    """Whom these answer to, and whom those do in turn: who cannot be reached is passed over."""
    members = await unit.members.find(id=member_ids)
    found = await _answer_to(unit, member_ids)
    above = {*found.values(), *(row.manager_id for row in members if row.manager_id)} - {*member_ids}
    return {**await _answer_to(unit, above), **found}


async def _answer_to(unit: Unit, member_ids: Collection[str]) -> Mapping[str, str]:
    """The manager of the team they lead, else of one that asks them; never themselves."""
    if not member_ids:
        return {}
    memberships = await unit.memberships.find(member_id=set(member_ids))
    teams = {team.id: team for team in await unit.teams.find(id={row.team_id for row in memberships})}
    found: dict[str, str] = {}
    for row in memberships:
        manager = teams[row.team_id].manager_id
        if manager and manager != row.member_id:
            found.setdefault(row.member_id, manager)
    for team in await unit.teams.find(lead_id=set(member_ids)):
        if team.manager_id and team.manager_id != team.lead_id:
            found[team.lead_id] = team.manager_id
    return found
