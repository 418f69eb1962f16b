"""Opening a check-in: who is expected, and the prompt in the team's channel.

Knows what opening means; must not know when it is due (scheduler) nor the words (cadence.wording.prompt).
"""

from cadence.model import CheckIn
from cadence.ports import Unit


async def refresh_prompt(unit: Unit, checkin: CheckIn) -> None:
    """Say the prompt again under its key, so that its count and its buttons are those of now.

    Does nothing while it was never said.
    """
    raise NotImplementedError
