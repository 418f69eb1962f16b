"""Undo: takes back what one click gave. Knows which clicks; what was written in a form is changed in the form."""

from cadence.answering.answers import WRITTEN, answer_of, withdraw_answer, withdraw_confirmed
from cadence.answering.choosing import live_checkin
from cadence.answering.seat import Seat, Subject, take_seat
from cadence.answering.telling import tell_answers
from cadence.context import Context
from cadence.errors import Refused
from cadence.model import Answer
from cadence.ports import Unit
from cadence.requests import ButtonPressed, Reply, Say
from cadence.wording.answer import already_answered_card
from cadence.wording.due import undone_card


async def undo(ctx: Context, press: ButtonPressed) -> Reply:
    """`checkin.undo`. The answer and the readings it made are withdrawn, in the thread and in the counts too."""
    team, checkin = await live_checkin(ctx, press.value)
    seat = await take_seat(ctx, team, checkin)
    mine = await answer_of(ctx.unit, seat, seat.voice)
    if mine is None:
        raise Refused("There is nothing to take back: you have not answered this check-in.")
    if mine.kind in WRITTEN:
        return Say(already_answered_card(checkin, seat.cover_of(mine)))
    answers = [await _withdraw(ctx.unit, seat, subject, answer) for subject, answer in await _clicked(ctx.unit, seat)]
    await tell_answers(ctx, team, checkin, answers)
    return Say(undone_card(checkin.id), replaces=True)


async def _clicked(unit: Unit, seat: Seat) -> list[tuple[Subject, Answer]]:
    """What this person gave by a click, for themselves and for whom they cover."""
    answers = [(subject, await answer_of(unit, seat, subject)) for subject in seat.answered]
    return [
        (subject, answer)
        for subject, answer in answers
        if answer and answer.kind not in WRITTEN and (answer.given_by or answer.member_id) == seat.me.id
    ]


async def _withdraw(unit: Unit, seat: Seat, subject: Subject, answer: Answer) -> Answer:
    await withdraw_confirmed(unit, seat, subject)
    return await withdraw_answer(unit, answer)
