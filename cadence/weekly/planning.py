"""Planning: there always is a next check-in, one an ISO week, and it follows the team's setup.

Knows which week comes next; must not know what is said.
"""

from dataclasses import replace
from datetime import datetime

from cadence.context import Services
from cadence.model import CheckIn, CheckInState, Team
from cadence.ports import Unit
from cadence.schedule.occurrences import next_occurrence
from cadence.weekly.current import new_checkin, open_checkin, recent_checkins, scheduled_checkin
from cadence.weekly.opening import PAUSED, refresh_prompt

MISSED = "Drumbeat was not running"
MOVED = "moved to another week"

MAY_COME_BACK = frozenset({PAUSED, MOVED})
"""Weeks skipped for these reasons are planned again where the rule then leads to them."""


async def plan_next(unit: Unit, services: Services, team: Team) -> CheckIn:
    """The team's next check-in: the one that is open or planned already, else planned now.

    A team's first is the next future one. Later ones follow on the newest, week by week: what downtime has swallowed
    stands as skipped, and one that could still be answered opens late.
    """
    live = await open_checkin(unit, team) or await scheduled_checkin(unit, team)
    if live:
        return live
    weeks = await _weeks(unit, team)
    newest = max((checkin.opens_at for checkin in weeks.values()), default=unit.now)
    return await _plan(unit, services, team, weeks, min(newest, unit.now))


async def replan(unit: Unit, services: Services, team: Team) -> CheckIn:
    """The team's next check-in after its setup changed, or it resumed: moved to where it belongs by the new rule.

    An open one is left alone and returned.
    """
    live = await open_checkin(unit, team)
    if live:
        return live
    weeks = await _weeks(unit, team)
    before = await scheduled_checkin(unit, team)
    planned = await _plan(unit, services, team, weeks, unit.now)
    if before and before.id != planned.id:
        await unit.checkins.save(replace(before, state=CheckInState.SKIPPED, skip_reason=MOVED))
    return planned


async def skip_next(unit: Unit, services: Services, team: Team, reason: str) -> CheckIn:
    """Skip the next check-in (the open one, if nobody has answered yet) and plan the week after.

    Returns the skipped one; `current.scheduled_checkin` has what comes next, except while another one is still open:
    then it is planned at the closing.
    """
    target = await _to_skip(unit, services, team)
    skipped = replace(target, state=CheckInState.SKIPPED, skip_reason=reason, next_at=None)
    await unit.checkins.save(skipped)
    await refresh_prompt(unit, skipped)
    if not await open_checkin(unit, team):
        await _plan(unit, services, team, await _weeks(unit, team), max(skipped.opens_at, unit.now))
    return skipped


async def _to_skip(unit: Unit, services: Services, team: Team) -> CheckIn:
    live = await open_checkin(unit, team)
    if live and await unit.answers.find(checkin_id=live.id, is_withdrawn=False):
        return await _plan(unit, services, team, await _weeks(unit, team), live.opens_at)
    return live or await plan_next(unit, services, team)


async def _weeks(unit: Unit, team: Team) -> dict[str, CheckIn]:
    """The team's check-ins by ISO week, the newest and those near it at least."""
    return {checkin.iso_week: checkin for checkin in await recent_checkins(unit, team.id)}


async def _plan(unit: Unit, services: Services, team: Team, weeks: dict[str, CheckIn], after: datetime) -> CheckIn:
    """The first check-in after this moment that can be held, kept; weeks without one are kept as skipped."""
    while True:
        occurrence = next_occurrence(team, after, services.holidays)
        after = occurrence.opens_at
        known = weeks.get(occurrence.iso_week)
        if known and not _is_free(known):
            continue
        made = new_checkin(team, occurrence)
        if made.state == CheckInState.SCHEDULED and made.closes_at <= unit.now:
            made = replace(made, state=CheckInState.SKIPPED, skip_reason=MISSED)
        await (unit.checkins.save(made) if known else unit.checkins.add(made))
        if made.state == CheckInState.SCHEDULED:
            return made


def _is_free(known: CheckIn) -> bool:
    """Whether this week's row may be planned anew."""
    may_return = known.state == CheckInState.SKIPPED and known.skip_reason in MAY_COME_BACK
    return known.state == CheckInState.SCHEDULED or may_return
