"""Which check-in is meant: the open one, the newest one, the one that is planned.

Knows the states of a check-in; must not know when anything happens or what is said.
"""

from cadence.ids import id_for
from cadence.model import CheckIn, CheckInState, Team
from cadence.ports import Unit
from cadence.schedule.occurrences import Occurrence


async def open_checkin(unit: Unit, team: Team) -> CheckIn | None:
    """The team's open check-in, or None."""
    return _newest(await unit.checkins.find(team_id=team.id, state=CheckInState.OPEN))


async def latest_checkin(unit: Unit, team: Team) -> CheckIn | None:
    """The newest check-in that is open or closed, or None before the first."""
    return _newest(await unit.checkins.find(team_id=team.id, state=(CheckInState.OPEN, CheckInState.CLOSED)))


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
