"""Which check-in is meant: the open one, the newest one, the one that is planned.

Knows the states of a check-in; must not know when anything happens or what is said.
"""

from datetime import datetime, timedelta

from cadence.ids import id_for
from cadence.model import CheckIn, CheckInState, Team
from cadence.ports import Since, Unit
from cadence.schedule.occurrences import Occurrence

RECENT = timedelta(weeks=20)
"""What opened since then is read along wherever a team is looked at."""
LONGEST = timedelta(weeks=4)
"""Longer than any check-in is open."""


async def recent_checkins(unit: Unit, team_id: str, closed: int = 1, raised: datetime | None = None) -> list[CheckIn]:
    """The team's check-ins of the last months, planned ones too; all it ever had, where that is too little.

    closed: how many closed ones are wanted. raised: back to the check-in in which something came up then.
    """
    start = unit.now - RECENT
    if raised is None or raised >= start + LONGEST:
        found = await unit.checkins.find(team_id=team_id, opens_at=Since(start))
        if sum(row.state == CheckInState.CLOSED for row in found) >= closed:
            return found
    return await unit.checkins.find(team_id=team_id)


def is_recent(unit: Unit, moment: datetime | None) -> bool:
    """Whether it was in the last months."""
    return moment is not None and moment >= unit.now - RECENT


async def open_checkin(unit: Unit, team: Team) -> CheckIn | None:
    """The team's open check-in, or None."""
    return _newest(await unit.checkins.find(team_id=team.id, state=CheckInState.OPEN))


async def latest_checkin(unit: Unit, team: Team) -> CheckIn | None:
    """The newest check-in that is open or closed, or None before the first."""
    begun = {CheckInState.OPEN, CheckInState.CLOSED}
    return _newest([row for row in await recent_checkins(unit, team.id) if row.state in begun])


async def scheduled_checkin(unit: Unit, team: Team) -> CheckIn | None:
    """The check-in that is planned and not yet open, or None."""
    return _newest(await unit.checkins.find(team_id=team.id, state=CheckInState.SCHEDULED))


def new_checkin(team: Team, occurrence: Occurrence) -> CheckIn:
    """The check-in of this occurrence; the same id whoever makes it. Skipped where the occurrence says why."""
    return CheckIn(
        id=checkin_id(team.id, occurrence.iso_week),
        workspace_id=team.workspace_id,
        team_id=team.id,
        iso_week=occurrence.iso_week,
        opens_at=occurrence.opens_at,
        closes_at=occurrence.closes_at,
        state=CheckInState.SKIPPED if occurrence.skip_reason else CheckInState.SCHEDULED,
        skip_reason=occurrence.skip_reason,
    )


def checkin_id(team_id: str, iso_week: str) -> str:
    """One a week: the id of the team's check-in in this ISO week (`2026-W46`)."""
    return id_for("checkin", team_id, iso_week)


def _newest(found: list[CheckIn]) -> CheckIn | None:
    return max(found, key=lambda checkin: (checkin.opens_at, checkin.id), default=None)
