"""I'm away: one click, for this check-in only. Knows what it replaces; must not know leave, which is `okr away`'s."""

from cadence.answering.answers import WRITTEN, answer_of, keep_answer, withdraw_confirmed
from cadence.answering.choosing import live_checkin
from cadence.answering.seat import Why, take_seat
from cadence.answering.telling import tell_answers
from cadence.context import Context
from cadence.errors import Refused
from cadence.model import AnswerKind
from cadence.requests import ButtonPressed, Reply, Say
from cadence.wording.answer import already_answered_card
from cadence.wording.due import away_card


async def im_away(ctx: Context, press: ButtonPressed) -> Reply:
    """`checkin.away`. What was written stays; what was only confirmed by a click is taken back."""
    team, checkin = await live_checkin(ctx, press.value)
    seat = await take_seat(ctx, team, checkin)
    if seat.voice.why != Why.OWN:
        raise Refused(f"You answer for {seat.voice.member.name} here, who is away already.")
    before = await answer_of(ctx.unit, seat, seat.voice)
    if before and before.kind in WRITTEN:
        return Say(already_answered_card(checkin, seat.cover_of(before)))
    if before and before.kind == AnswerKind.UNCHANGED:
        await withdraw_confirmed(ctx.unit, seat, seat.voice)
    if before is None or before.kind != AnswerKind.AWAY:
        answer = await keep_answer(ctx.unit, seat, seat.voice, AnswerKind.AWAY)
        await tell_answers(ctx, team, checkin, [answer])
    return Say(away_card(checkin.id))
