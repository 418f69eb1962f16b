"""Tells people: one direct message a day with all that is due to be told, in their working hours, within the caps.

Knows leave and cover, quiet hours and caps; must not know the ladder, nor the words (cadence.wording.digest).
"""

from cadence.context import Services
from cadence.model import Notice, SubjectKind
from cadence.ports import Unit

WEEKLY_NUDGES = 3
"""Unsolicited direct messages a member gets at most in a week; more wait in `okr mine`, and for the next week."""


async def tell_due(unit: Unit, services: Services, limit: int = 100) -> int:
    """Tell the notices whose moment has come, and return how many were told."""
    raise NotImplementedError


async def notify(unit: Unit, services: Services, notice: Notice) -> None:
    """Keep a notice (once: its id says what it is), to be told at its moment; a solicited one at once."""
    raise NotImplementedError


async def refresh_told(unit: Unit, services: Services, kind: SubjectKind, subject_id: str) -> None:
    """Every direct message that showed this subject is updated in place: settled lines lose their buttons."""
    raise NotImplementedError
