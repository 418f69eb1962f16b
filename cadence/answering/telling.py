"""Tells what an answer brings: the answer itself, the counts of prompt and summary, and what is for the lead alone.

Knows who must hear of it; the words are `cadence.wording.answer`'s.
"""

from collections.abc import Iterable, Mapping

from cadence.answering.answer_thread import say_answer
from cadence.answering.seat import Seat
from cadence.context import Context
from cadence.follow.blocker_messages import show_blocker
from cadence.follow.decision_messages import show_decision
from cadence.follow.upkeep import keep_true
from cadence.model import Action, Answer, Blocker, CheckIn, CheckInState, Team
from cadence.snapshot import HISTORY, load_snapshot
from cadence.weekly.closing import refresh_summary
from cadence.weekly.opening import refresh_prompt


async def tell_answers(ctx: Context, team: Team, checkin: CheckIn, answers: Iterable[Answer]) -> None:
    """Show these answers as they stand now, and the counts that follow from them."""
    snapshot = await load_snapshot(ctx.unit, team, readings=HISTORY)
    for answer in answers:
        await say_answer(ctx.unit, snapshot, checkin, answer)
        await _tell_decisions(ctx, team, answer)
    checkin = await ctx.unit.checkins.get(checkin.id) or checkin  # a cover's answer may change who is expected
    if checkin.state in (CheckInState.OPEN, CheckInState.CLOSED):
        await refresh_prompt(ctx.unit, checkin)
        await refresh_summary(ctx.unit, ctx.services, checkin)


async def _tell_decisions(ctx: Context, team: Team, answer: Answer) -> None:
    """Each question in a message of its own, and to its decider."""
    asked = await ctx.unit.decisions.find(checkin_id=answer.checkin_id, answer_id=answer.id)
    for decision in sorted(asked, key=lambda row: (row.raised_at, row.id)):
        shown = await show_decision(ctx.unit, ctx.services, team, decision)
        await keep_true(ctx.unit, ctx.services, shown, ctx.me.id)


async def tell_promises(ctx: Context, actions: Iterable[Action]) -> None:
    """What became of promises is true in every private message that asked about them."""
    for before in actions:
        action = await ctx.unit.actions.get(before.id)
        if action and action != before:
            await keep_true(ctx.unit, ctx.services, action, ctx.me.id)


async def tell_blockers(ctx: Context, seat: Seat, blockers: Iterable[Blocker], before: Mapping[str, Blocker]) -> None:
    """Each in a message of its own: for the team, or for the lead alone. before: as they stood, by id."""
    for blocker in blockers:
        await show_blocker(ctx.unit, ctx.services, seat.team, blocker, before.get(blocker.id))
        await keep_true(ctx.unit, ctx.services, blocker, ctx.me.id)
