"""Tells what an answer brings: the answer itself, the counts of prompt and summary, and what is for the lead alone.

Knows who must hear of it; the words are `cadence.wording.answer`'s.
"""

from collections.abc import Iterable
from dataclasses import replace

from cadence.answering.answer_thread import say_answer
from cadence.answering.seat import HISTORY, Seat
from cadence.context import Context
from cadence.model import Answer, Blocker, BlockerState, CheckIn, CheckInState, Place, Team
from cadence.ports import Unit
from cadence.snapshot import load_snapshot
from cadence.weekly.closing import refresh_summary
from cadence.weekly.opening import refresh_prompt
from cadence.weekly.thread import message
from cadence.wording.answer import lead_only_card, no_longer_lead_only_card


async def tell_answers(ctx: Context, team: Team, checkin: CheckIn, answers: Iterable[Answer]) -> None:
    """Show these answers as they stand now, and the counts that follow from them."""
    snapshot = await load_snapshot(ctx.unit, team, readings=HISTORY)
    for answer in answers:
        await say_answer(ctx.unit, snapshot, checkin, answer)
    if checkin.state in (CheckInState.OPEN, CheckInState.CLOSED):
        await refresh_prompt(ctx.unit, checkin)
        await refresh_summary(ctx.unit, ctx.services, checkin)


async def tell_lead(unit: Unit, seat: Seat, blockers: Iterable[Blocker]) -> None:
    """Bring blockers about a person to the lead, and nobody else; keep true what was brought before."""
    for blocker in blockers:
        key = f"blocker:{blocker.id}"
        said = await unit.outbox.said(key)
        if blocker.lead_only and blocker.state == BlockerState.OPEN:
            await _tell_lead(unit, seat, key, blocker)
        elif said and said.place.member:
            is_withdrawn = blocker.state == BlockerState.WITHDRAWN
            changed = no_longer_lead_only_card(seat.snapshot, blocker, is_withdrawn)
            await unit.outbox.say(replace(said, card=changed))


async def _tell_lead(unit: Unit, seat: Seat, key: str, blocker: Blocker) -> None:
    lead = seat.snapshot.people.get(seat.team.lead_id)
    if lead and lead.id != seat.me.id:
        place = Place(member=lead.external_id)
        await unit.outbox.say(message(unit, key, place, lead_only_card(seat.snapshot, blocker)))
