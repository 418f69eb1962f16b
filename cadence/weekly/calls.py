"""By when the open decisions of a team are needed, for lists and the board.

Knows where that is counted from; must not know how it is shown.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from cadence.context import Services
from cadence.deciding import due_day
from cadence.model import Decision
from cadence.ports import Unit
from cadence.snapshot import Snapshot


async def due_days(
    unit: Unit, services: Services, snapshot: Snapshot, decisions: Sequence[Decision]
) -> Mapping[str, date]:
    """The day by decision id; of one without a date the day that is meant."""
    if not decisions:
        return {}
    checkins = await unit.checkins.find(team_id=snapshot.team.id)
    leaves = await unit.leaves.find()
    return {row.id: due_day(row, snapshot, checkins, leaves, services.holidays) for row in decisions}
