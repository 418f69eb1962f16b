"""Planning: there always is a next check-in, one an ISO week, and it follows the team's setup.

Knows which week comes next; must not say anything.
"""

from cadence.context import Services
from cadence.model import CheckIn, Team
from cadence.ports import Unit


async def plan_next(unit: Unit, services: Services, team: Team) -> CheckIn:
    """The team's next check-in: the one that is planned or open already, else planned now."""
    raise NotImplementedError


async def replan(unit: Unit, services: Services, team: Team) -> CheckIn:
    """The team's next check-in after its setup changed, or it resumed: moved to where it belongs by the new rule.

    An open one is left alone and returned.
    """
    raise NotImplementedError


async def skip_next(unit: Unit, services: Services, team: Team, reason: str) -> CheckIn:
    """Skip the next check-in (an open one, if nobody has answered yet) and plan the week after.

    Returns the skipped one; `current.scheduled_checkin` has what comes next.
    """
    raise NotImplementedError
