"""Keeps answers and their readings: one answer a member and check-in, readings as history.

Knows what replaces what; must not know a form, a button or a message.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from cadence.answering.seat import Seat, Subject, answer_given, answer_id
from cadence.ids import new_id
from cadence.model import Answer, AnswerKind, KeyResult, Reading
from cadence.ports import Unit

TICK = timedelta(microseconds=1)
WRITTEN = frozenset({AnswerKind.FORM, AnswerKind.REPLY})
"""Answers in somebody's own words: no click replaces them."""


async def answer_of(unit: Unit, seat: Seat, subject: Subject) -> Answer | None:
    """What stands for this member in this check-in; None where nothing was given, or it was taken back."""
    known = await answer_given(unit, seat.checkin, subject.member.id)
    return None if known is None or known.is_withdrawn else known


async def keep_answer(unit: Unit, seat: Seat, subject: Subject, kind: AnswerKind, words: str | None = None) -> Answer:
    """The member's answer, given by whoever sits here; replaces the one before, and says that it was edited.

    Its moment is when it was said, which may be minutes ago. words: in place of the free words it had; None leaves
    them.
    """
    said_at = seat.said_at or unit.now
    made = Answer(
        id=answer_id(seat.checkin, subject.member.id),
        workspace_id=seat.team.workspace_id,
        checkin_id=seat.checkin.id,
        team_id=seat.team.id,
        member_id=subject.member.id,
        kind=kind,
        at=said_at,
        given_by=None if subject.member.id == seat.me.id else seat.me.id,
        is_late=said_at >= seat.checkin.closes_at,
        words=words or "",
    )
    known = await answer_given(unit, seat.checkin, subject.member.id)
    if known is None:
        await unit.answers.add(made)
        return made
    if known.kind == AnswerKind.AWAY and made.given_by and not known.is_withdrawn:
        await _expect_no_more(unit, seat, subject)
    kept = made if _counts_as_new(known) else _edited(made, known, words)
    await unit.answers.save(kept)
    return kept


def _edited(made: Answer, known: Answer, words: str | None) -> Answer:
    """What was made now, in place of what stood: given when that was. Each reply has a moment of its own."""
    before = known.edited_at or known.at
    moment = max(made.at, before + TICK if made.kind == AnswerKind.REPLY else before)
    kept = known.words if words is None else words
    return replace(made, at=known.at, is_late=known.is_late, edited_at=moment, words=kept)


async def _expect_no_more(unit: Unit, seat: Seat, subject: Subject) -> None:
    """Who said they are away is still not expected once their cover has answered in their place."""
    checkin = await unit.checkins.get(seat.checkin.id)
    if checkin:
        expected = tuple(who for who in checkin.expected_ids if who != subject.member.id)
        await unit.checkins.save(replace(checkin, expected_ids=expected))


def _counts_as_new(known: Answer) -> bool:
    """Nobody had answered for the member yet: it was taken back, or only said that they are away."""
    return known.is_withdrawn or known.kind == AnswerKind.AWAY


async def withdraw_answer(unit: Unit, answer: Answer) -> Answer:
    """Take the answer back. The row stays, for the record."""
    withdrawn = replace(answer, is_withdrawn=True, edited_at=unit.now)
    await unit.answers.save(withdrawn)
    return withdrawn


async def my_readings(unit: Unit, seat: Seat) -> dict[str, list[Reading]]:
    """What this person gave in this check-in, oldest first, by KR."""
    rows = await unit.readings.find(checkin_id=seat.checkin.id, member_id=seat.me.id, is_withdrawn=False)
    found: dict[str, list[Reading]] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.id)):
        found.setdefault(row.key_result_id, []).append(row)
    return found


async def add_reading(
    unit: Unit,
    seat: Seat,
    key_result: KeyResult,
    value: Decimal,
    confidence: int | None,
    note: str = "",
    is_confirmed: bool = False,
    reading_id: str = "",
) -> Reading:
    """One more reading of this check-in. It is the latest, even where the clock has not moved since the last one.

    reading_id: where it is known beforehand.
    """
    reading = Reading(
        id=reading_id or new_id(),
        workspace_id=seat.team.workspace_id,
        team_id=seat.team.id,
        key_result_id=key_result.id,
        member_id=seat.me.id,
        at=_after(unit.now, seat.snapshot.latest(key_result.id)),
        value=value,
        confidence=confidence,
        note=note,
        checkin_id=seat.checkin.id,
        is_confirmed=is_confirmed,
    )
    await unit.readings.add(reading)
    return reading


async def withdraw_readings(unit: Unit, readings: Sequence[Reading]) -> None:
    for reading in readings:
        await unit.readings.save(replace(reading, is_withdrawn=True))


async def withdraw_confirmed(unit: Unit, seat: Seat, subject: Subject) -> None:
    """Take back what "Nothing changed" copied for this member."""
    given = await my_readings(unit, seat)
    rows = [row for key_result in subject.key_results for row in given.get(key_result.id, []) if row.is_confirmed]
    await withdraw_readings(unit, rows)


def _after(now: datetime, latest: Reading | None) -> datetime:
    return max(now, latest.at + TICK) if latest else now
