"""Nothing changed: one click copies the last readings as confirmed, and shows privately what is due.

Knows when that can be said for somebody, and since how many weeks it was; the words are `cadence.wording.due`'s.
"""

from collections.abc import Sequence

from cadence.answering.answers import WRITTEN, add_reading, answer_of, keep_answer
from cadence.answering.choosing import live_checkin
from cadence.answering.form import open_form
from cadence.answering.offers import with_offers
from cadence.answering.seat import Seat, Subject, take_seat
from cadence.answering.telling import tell_answers
from cadence.context import Context
from cadence.model import Answer, AnswerKind, KeyResult, Reading
from cadence.ports import Unit
from cadence.requests import ButtonPressed, Reply, Say
from cadence.weekly.promises import promises_of
from cadence.wording.answer import already_answered_card
from cadence.wording.due import kept_card

WEEKS_UNTIL_ASKED = 3


async def nothing_changed(ctx: Context, press: ButtonPressed) -> Reply:
    """`checkin.unchanged`. Opens the form where a KR has no reading yet; never replaces what was written."""
    team, checkin = await live_checkin(ctx, press.value)
    seat = await take_seat(ctx, team, checkin)
    mine = await answer_of(ctx.unit, seat, seat.voice)
    if mine and mine.kind in WRITTEN:
        return Say(already_answered_card(checkin, seat.cover_of(mine)))
    subjects = await _unanswered(ctx.unit, seat)
    key_results = [kr for subject in subjects for kr in subject.key_results]
    if any(seat.snapshot.latest(kr.id) is None for kr in key_results):
        return await open_form(ctx, team, checkin)
    await tell_answers(ctx, team, checkin, await _keep(ctx.unit, seat, subjects))
    return await _kept(ctx, seat, key_results)


async def _unanswered(unit: Unit, seat: Seat) -> list[Subject]:
    """Those for whom nobody wrote anything in this check-in: me, and whom I cover."""
    answers = [(subject, await answer_of(unit, seat, subject)) for subject in seat.answered]
    return [
        subject
        for subject, answer in answers
        if (subject == seat.voice or subject.key_results) and not (answer and answer.kind in WRITTEN)
    ]


async def _keep(unit: Unit, seat: Seat, subjects: Sequence[Subject]) -> list[Answer]:
    answers = []
    for subject in subjects:
        before = await answer_of(unit, seat, subject)
        if before is None or before.kind != AnswerKind.UNCHANGED:
            await _confirm(unit, seat, subject)
            answers.append(await keep_answer(unit, seat, subject, AnswerKind.UNCHANGED))
    return answers


async def _confirm(unit: Unit, seat: Seat, subject: Subject) -> None:
    for key_result in subject.key_results:
        latest = seat.snapshot.latest(key_result.id)
        if latest:
            await add_reading(unit, seat, key_result, latest.value, latest.confidence, is_confirmed=True)


async def _kept(ctx: Context, seat: Seat, key_results: Sequence[KeyResult]) -> Reply:
    whose = [subject.member.id for subject in seat.answered]
    until = max(seat.today, seat.closing_day)
    due = await promises_of(ctx.unit, seat.team, seat.checkin, whose, until)
    tired = [kr for kr in key_results if is_third_week(seat.snapshot.readings[kr.id], seat.checkin.id)]
    return Say(await with_offers(ctx, seat, kept_card(seat, len(key_results), due, tired)))


def is_third_week(readings: Sequence[Reading], checkin_id: str) -> bool:
    """Whether a KR confirmed in this check-in was only confirmed in the two before as well."""
    weeks: dict[str, Reading] = {}
    for reading in readings:
        week = reading.checkin_id or reading.id
        weeks.pop(week, None)
        weeks[week] = reading  # an edited answer counts once, where it stands last
    earlier = [reading for week, reading in weeks.items() if week != checkin_id][1 - WEEKS_UNTIL_ASKED :]
    return len(earlier) == WEEKS_UNTIL_ASKED - 1 and all(reading.is_confirmed for reading in earlier)
