"""The pass over one team: fires the steps that are due, each once, and previews those to come.

Knows what was fired already and what became groundless; when a step comes is the ladder's, how it is told the notices'.
"""

from cadence.context import Services
from cadence.model import Escalation, Team
from cadence.ports import Unit


async def follow(unit: Unit, services: Services, team: Team) -> int:
    """Bring the team's (locked) escalations and notices up to date, tell the unit when to look next, and return how many
    steps were fired. After downtime the late steps of one subject are merged into the last of them."""
    raise NotImplementedError


async def settle_escalations(
    unit: Unit, services: Services, subject_id: str, by: str, outcome: str
) -> list[Escalation]:
    """The subject was settled: its escalations are too, waiting notices go, and every message that showed it is updated.

    Call it from whatever settles a blocker, decision or action. Returns those that had been sent."""
    raise NotImplementedError


async def send_now(unit: Unit, services: Services, escalation: Escalation, by: str) -> Escalation:
    """A planned step reaches its recipient at once, because somebody asks for it; as it stands then.

    One that is not planned any more is returned unchanged: somebody, or its moment, was first."""
    raise NotImplementedError
