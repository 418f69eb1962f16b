"""What a changed blocker, decision or action means for those who were told of it. One place, whoever changed it.

Knows that what is settled ends its escalations, and that what was told is kept true; must not know who changed what.
"""

from cadence.context import Services
from cadence.follow.following import settle_escalations
from cadence.follow.notices import refresh_told
from cadence.follow.subjects import kind_of
from cadence.model import Action, Blocker, Decision
from cadence.ports import Unit
from cadence.settling import SAID_AS, STILL_OPEN


async def keep_true(unit: Unit, services: Services, item: Blocker | Decision | Action, by: str) -> None:
    """Its escalations end where it is settled, and every private message that showed it is updated. by: member id."""
    if item.state not in STILL_OPEN:
        await settle_escalations(unit, services, item.id, by, SAID_AS.get(item.state, "settled"))
    await refresh_told(unit, services, kind_of(item), item.id)
