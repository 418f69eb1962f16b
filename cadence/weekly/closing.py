"""Closing a check-in: the lead's brief, the summary on time, and the next one planned.

Knows what closing means; must not know when it is due (scheduler) nor the words (cadence.wording.summary).
"""

from cadence.context import Services
from cadence.model import CheckIn
from cadence.ports import Unit


async def refresh_summary(unit: Unit, services: Services, checkin: CheckIn) -> None:
    """Update a posted summary in place, without a word to anybody. Does nothing while there is none."""
    raise NotImplementedError
