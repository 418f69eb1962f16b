"""What follows once a lead did something about too few answers: whoever was asked need not be asked again.

Knows which escalations are about a team's rhythm; must not know what was changed.
"""

from cadence.context import Services
from cadence.follow.firing import LIVE
from cadence.follow.following import settle_escalations
from cadence.model import SubjectKind, Team
from cadence.ports import Unit


async def settle_rhythm(unit: Unit, services: Services, team: Team, by: str, outcome: str) -> None:
    """The question "Wrong time, too long, or nothing replaced?" is answered."""
    rows = await unit.escalations.find(team_id=team.id, subject_kind=SubjectKind.ANSWERS, state=LIVE)
    for subject_id in sorted({row.subject_id for row in rows}):
        await settle_escalations(unit, services, subject_id, by, outcome)
