"""A message of ours that somebody deleted by hand, as an update of it found out.

The prompt of an open check-in comes back, since everybody answers there; once, because whoever deletes it twice means
it. Knows which messages matter; must not know how they are posted.
"""

from cadence.context import Services
from cadence.model import CheckInState
from cadence.ports import Unit
from cadence.tidings.kinds import MessageGone

PROMPT = "prompt"


async def message_gone(unit: Unit, services: Services, news: MessageGone) -> None:  # noqa: ARG001 - as all news
    """Everything else is left as it is: the summary has it, or `okr mine`."""
    kind, _, checkin_id = news.key.partition(":")
    checkin = await unit.checkins.get(checkin_id) if kind == PROMPT else None
    if checkin is None or checkin.state != CheckInState.OPEN:
        return
    if await unit.first_time(f"prompt-again:{checkin.id}"):
        await unit.outbox.post_anew(news.key)
