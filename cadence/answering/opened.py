"""As of when a form is sent: what its sender had seen by then, and what they had said with this very form before.

Who sends an open form again, since nobody heard that it was taken, has later words for what they said themselves.
Knows moments; must not know what was recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cadence.answering.seat import Seat, answer_given
from cadence.context import Context
from cadence.receipts import sendings_of
from cadence.requests import FormSubmitted

SAME_MOMENT = timedelta(milliseconds=1)
"""Records of one form are a few microseconds apart."""


@dataclass(frozen=True)
class Opened:
    """at: when the person got the form. sent_at: when it was taken before, as it stands open still."""

    at: datetime
    sent_at: Sequence[datetime] = ()

    def came_since(self, moment: datetime | None) -> bool:
        """Whether that is later than what the form showed, and nothing that was said with it."""
        return moment is not None and moment > self.at and not self.is_own(moment)

    def is_own(self, moment: datetime) -> bool:
        """Whether that was recorded as this form was sent before."""
        return any(each <= moment < each + SAME_MOMENT for each in self.sent_at)


async def opened(ctx: Context, seat: Seat, sent: FormSubmitted, at: datetime) -> Opened:
    """Looked up only where the person answered since they got the form: seldom."""
    answer = await answer_given(ctx.unit, seat.checkin, seat.voice.member.id)
    if answer is None or (answer.edited_at or answer.at) <= at:
        return Opened(at)
    times = await ctx.unit.times_of(sendings_of(sent))
    return Opened(at, [each for each in times if each < ctx.now])
