"""Answers where the team reads them: each in its check-in's thread, or, without threads, all on the prompt's own card.

Said once, then kept true where they stand. Knows where a thread begins; the words are `cadence.wording.answer`'s and
`cadence.wording.answers_here`'s.
"""

from collections.abc import Sequence

from cadence.answering.answer_records import load_records
from cadence.cards import Block
from cadence.model import Answer, AnswerKind, CheckIn, Place, Team
from cadence.ports import Unit
from cadence.snapshot import HISTORY, Snapshot, load_snapshot
from cadence.weekly.thread import message
from cadence.wording.answer import answer_card
from cadence.wording.answers_here import answers_here


async def say_early_answers(unit: Unit, team: Team, checkin: CheckIn) -> None:
    """Post what was answered before the prompt was there to thread under. Called once the prompt was said."""
    early = await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False)
    if not early or not team.has_threads:
        return
    snapshot = await load_snapshot(unit, team, readings=HISTORY)
    for answer in early:
        await say_answer(unit, snapshot, checkin, answer)


async def say_answer(unit: Unit, snapshot: Snapshot, checkin: CheckIn, answer: Answer) -> None:
    """Say it in the check-in's own thread; who is away, or took it back, is said only where there was an answer.

    A reply in free words alone stands there already, in its writer's own message. Without threads nothing is said: the
    prompt shows it (`answers_on_prompt`).
    """
    thread = await _thread(unit, checkin) if snapshot.team.has_threads else None
    if thread is None:
        return
    key = f"answer:{checkin.id}:{answer.member_id}"
    (record,) = await load_records(unit, snapshot, checkin, [answer])
    is_quiet = answer.is_withdrawn or answer.kind == AnswerKind.AWAY or record.is_words_alone
    if is_quiet and not await unit.outbox.said(key):
        return
    place = Place(channel=snapshot.team.channel, thread=thread)
    await unit.outbox.say(message(unit, key, place, answer_card(snapshot, record)))


async def answers_on_prompt(unit: Unit, team: Team, checkin: CheckIn, answers: Sequence[Answer]) -> tuple[Block, ...]:
    """What the prompt shows below its questions: nothing where its answers stand in its thread.

    answers: those of the check-in that were not taken back.
    """
    given = sorted((row for row in answers if row.kind != AnswerKind.AWAY), key=lambda row: (row.at, row.id))
    if team.has_threads or not given:
        return ()
    snapshot = await load_snapshot(unit, team, readings=HISTORY)
    return answers_here(snapshot, checkin, await load_records(unit, snapshot, checkin, given))


async def _thread(unit: Unit, checkin: CheckIn) -> str | None:
    for key in (f"prompt:{checkin.id}", f"summary:{checkin.id}"):
        if await unit.outbox.said(key):
            return key
    return None
