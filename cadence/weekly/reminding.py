"""The private reminder: once a check-in, in the member's own working hours, and one for all their teams of a day.

Knows when a reminder still helps, and that a week has room for few messages; must not know its words
(cadence.wording.reminder).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cadence.context import Services
from cadence.follow.caps import may_nudge
from cadence.model import CheckIn, CheckInState, Leave, Member, Place, Team
from cadence.ports import Since, Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import last_working_moment
from cadence.weekly.current import LONGEST
from cadence.weekly.thread import message
from cadence.wording.reminder import reminder_card

USED_UP = 0.8
"""The share of the window by which a reminder has come, or does not come any more."""
GRACE = timedelta(hours=1)
"""How late a reminder may be said (a slow cron) before it is left out: it would reach people after hours."""


@dataclass(frozen=True)
class Waiting:
    """A team's check-in that a member may have to be reminded of."""

    team: Team
    checkin: CheckIn


def reminder_moment(
    member: Member, team: Team, checkin: CheckIn, leaves: Sequence[Leave], services: Services
) -> datetime | None:
    """The last moment of the member's working hours before 80% of the window; None where there is none."""
    until = checkin.opens_at + (checkin.closes_at - checkin.opens_at) * USED_UP
    found = last_working_moment(member, checkin.opens_at, until, leaves, services.holidays, team.country)
    return found if found and found > checkin.opens_at else None


async def reminder_moments(
    unit: Unit, services: Services, team: Team, checkin: CheckIn, ids: Sequence[str]
) -> dict[str, datetime]:
    """When each of these members is to be reminded, by member id; absent where never."""
    members = await unit.members.find(id=ids, is_active=True)
    leaves = await unit.leaves.find(member_id=ids)
    moments = {member.id: reminder_moment(member, team, checkin, leaves, services) for member in members}
    return {member_id: moment for member_id, moment in moments.items() if moment}


async def next_look(unit: Unit, services: Services, team: Team, checkin: CheckIn) -> datetime:
    """When the open check-in next needs a look: at the next reminder, else at its closing."""
    pending = [member_id for member_id in checkin.expected_ids if member_id not in checkin.reminded_ids]
    moments = await reminder_moments(unit, services, team, checkin, pending)
    return min([*moments.values(), checkin.closes_at])


async def remind(unit: Unit, services: Services, team: Team, checkin: CheckIn) -> CheckIn:
    """Remind whoever is to be reminded by now and has not answered; each member once, also where it is left out."""
    pending = [member_id for member_id in checkin.expected_ids if member_id not in checkin.reminded_ids]
    moments = await reminder_moments(unit, services, team, checkin, pending)
    due = [member_id for member_id, moment in moments.items() if moment <= unit.now]
    for member_id in due:
        if unit.now - moments[member_id] <= GRACE:
            await _remind(unit, services, member_id, Waiting(team, checkin))
    later = [moment for moment in moments.values() if moment > unit.now]
    seen = replace(checkin, reminded_ids=(*checkin.reminded_ids, *due), next_at=min([*later, checkin.closes_at]))
    await unit.checkins.save(seen)
    return seen


async def _remind(unit: Unit, services: Services, member_id: str, this: Waiting) -> None:
    member = await unit.members.get(member_id)
    if member is None or not member.is_reachable or not await _unanswered(unit, member_id, [this]):
        return
    today = [this, *await _others_of_day(unit, services, member, this)]
    today.sort(key=lambda item: (item.checkin.closes_at, item.checkin.id))
    waiting = [(item.team, item.checkin) for item in await _unanswered(unit, member_id, today)]
    card = reminder_card(waiting, unit.now, member.zone)
    key, place = await _key(unit, member, today), Place(member=member.external_id)
    if await unit.outbox.said(key) or await may_nudge(unit, member):
        await unit.outbox.say(message(unit, key, place, card, is_nudge=True))


async def _key(unit: Unit, member: Member, today: Sequence[Waiting]) -> str:
    """The day's one message: that which was said already, else that of the earliest closing, whoever asks first."""
    keys = [f"reminder:{item.checkin.id}:{member.id}" for item in today]
    for key in keys:
        if await unit.outbox.said(key):
            return key
    return keys[0]


async def _unanswered(unit: Unit, member_id: str, items: Sequence[Waiting]) -> list[Waiting]:
    live = [item for item in items if item.checkin.state == CheckInState.OPEN]
    ids = [item.checkin.id for item in live]
    answers = await unit.answers.find(member_id=member_id, checkin_id=ids, is_withdrawn=False)
    answered = {answer.checkin_id for answer in answers}
    return [item for item in live if item.checkin.id not in answered]


async def _others_of_day(unit: Unit, services: Services, member: Member, this: Waiting) -> list[Waiting]:
    """Check-ins of the member's other teams whose reminder falls on the same day, closed ones too (for the key)."""
    rows = await unit.memberships.find(member_id=member.id)
    others = {row.team_id for row in rows} - {this.team.id}
    if not others:
        return []
    teams = {team.id: team for team in await unit.teams.find(id=others)}
    leaves = await unit.leaves.find(member_id=member.id)
    begun, since = (CheckInState.OPEN, CheckInState.CLOSED), Since(unit.now - LONGEST)
    found = await unit.checkins.find(team_id=others, state=begun, opens_at=since)
    near = [checkin for checkin in found if _is_asked(checkin, member, unit.now)]
    day = local_day(unit.now, member.zone)
    moments = [(item, reminder_moment(member, teams[item.team_id], item, leaves, services)) for item in near]
    return [
        Waiting(teams[checkin.team_id], checkin)
        for checkin, moment in moments
        if moment and local_day(moment, member.zone) == day
    ]


def _is_asked(checkin: CheckIn, member: Member, now: datetime) -> bool:
    return member.id in checkin.expected_ids and checkin.closes_at > now - timedelta(days=1)
