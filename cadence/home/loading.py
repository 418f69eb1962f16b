"""Loads what the Home of one person shows. Knows whose things are shown to whom; must not know the words.

They stand in `cadence.wording.home`.
"""

from datetime import datetime

from cadence.commands.followups.things import is_hidden
from cadence.commands.settings import settings_of
from cadence.context import Services
from cadence.follow.waiting import all_waiting
from cadence.model import BlockerState, DecisionState, Member, Team
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import next_occurrence
from cadence.snapshot import load_snapshot
from cadence.weekly.counting import count, in_ids
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.wording.home import Home, TeamNow
from cadence.wording.mine import waiting_rows


async def load_home(unit: Unit, services: Services, me: Member) -> Home:
    """What is true in this unit."""
    people = {member.id: member for member in await unit.members.find()}
    waiting = [] if me.is_guest else await all_waiting(unit, me, people)
    rows = waiting_rows(me, waiting, people, local_day(unit.now, me.zone))
    return Home(
        me=me,
        now=unit.now,
        waiting=sorted(rows, key=lambda row: (bool(row.whom), row.due)),
        teams=[] if me.is_guest else await _teams(unit, services, me),
        low=frozenset(row.id for each in waiting[:1] for _, row in each.low),
        settings=await settings_of(unit, services, me),
    )


async def _teams(unit: Unit, services: Services, me: Member) -> list[TeamNow]:
    """Those that ask this person first, then those they lead, manage or sponsor."""
    asked = {row.team_id for row in await unit.memberships.find(member_id=me.id)}
    theirs = [team for team in await unit.teams.find() if team.id in asked or me.id in _roles(team)]
    ordered = sorted(theirs, key=lambda team: (team.id not in asked, team.name, team.id))
    return [await _team(unit, services, me, team, team.id in asked) for team in ordered]


def _roles(team: Team) -> tuple[str | None, ...]:
    return team.lead_id, team.manager_id, team.sponsor_id


async def _team(unit: Unit, services: Services, me: Member, team: Team, is_asked: bool) -> TeamNow:
    opened = await open_checkin(unit, team)
    answers = await unit.answers.find(checkin_id=opened.id) if opened else []
    blockers = await unit.blockers.find(team_id=team.id, state=BlockerState.OPEN)
    return TeamNow(
        snapshot=await load_snapshot(unit, team),
        is_asked=is_asked,
        open_checkin=opened,
        count=count(opened, answers) if opened else None,
        has_answered=me.id in in_ids(answers),
        next_opens=None if team.is_paused else await _next_opens(unit, services, team),
        blockers=[row for row in blockers if not is_hidden(me, team, row)],
        decisions=await unit.decisions.find(team_id=team.id, state=DecisionState.OPEN),
    )


async def _next_opens(unit: Unit, services: Services, team: Team) -> datetime:
    planned = await scheduled_checkin(unit, team)
    return planned.opens_at if planned else next_occurrence(team, unit.now, services.holidays).opens_at
