"""What the ladder has to know of the world around a subject: people, roles, leave, holidays, policy.

Knows how it is loaded, and who stands in which role; must not know any step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadence.context import Services
from cadence.ids import id_for
from cadence.model import Leave, Member, Membership, Policy, Role, Team
from cadence.ports import Holidays, Unit
from cadence.schedule.occurrences import to_utc
from cadence.schedule.workdays import add_working_days, next_working_moment


@dataclass(frozen=True, kw_only=True)
class Stage:
    """people: every member of the workspace, by id. teams: all teams, by id. managers: whom a member answers to, by id.

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


def policy_id(team_id: str) -> str:
    return id_for("policy", team_id)


async def policy_of(unit: Unit, team: Team) -> Policy:
    """The team's ladder; the defaults where none was kept."""
    kept = await unit.policies.get(policy_id(team.id))
    return kept or Policy(id=policy_id(team.id), workspace_id=team.workspace_id, team_id=team.id)


async def load_stage(unit: Unit, services: Services, team: Team) -> Stage:
    """Everything around the team, in five statements."""
    teams = {row.id: row for row in await unit.teams.find()}
    return Stage(
        team=team,
        policy=await policy_of(unit, team),
        people={row.id: row for row in await unit.members.find()},
        teams=teams,
        managers=_managers(teams, await unit.memberships.find()),
        leaves=await unit.leaves.find(),
        holidays=services.holidays,
        rollout_lead_id=unit.workspace.rollout_lead_id,
        now=unit.now,
    )


def _managers(teams: Mapping[str, Team], memberships: Sequence[Membership]) -> Mapping[str, str]:
    """Whom a member answers to: the manager of the team they lead, else of one that asks them; never themselves."""
    found: dict[str, str] = {}
    for row in memberships:
        manager = teams[row.team_id].manager_id
        if manager and manager != row.member_id:
            found.setdefault(row.member_id, manager)
    for team in teams.values():
        if team.manager_id and team.manager_id != team.lead_id:
            found[team.lead_id] = team.manager_id
    return found
