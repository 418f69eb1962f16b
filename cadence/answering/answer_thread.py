"""An answer in its check-in's thread: said once, then kept true where it stands.

Knows which records are an answer's own, and where its thread begins; the words are `cadence.wording.answer`'s.
"""

from collections.abc import Mapping

from cadence.answering.seat import HISTORY
from cadence.model import (
    Answer,
    AnswerKind,
    BlockerState,
    CheckIn,
    DecisionState,
    Place,
    Reading,
    StopState,
    Team,
)
from cadence.ports import Unit
from cadence.snapshot import Snapshot, load_snapshot
from cadence.weekly.promises import Promises, settled_in
from cadence.weekly.thread import message
from cadence.wording.answer import AnswerRecord, Moved, answer_card


async def say_early_answers(unit: Unit, team: Team, checkin: CheckIn) -> None:
    """Post what was answered before the prompt was there to thread under. Called once the prompt was said."""
    snapshot = await load_snapshot(unit, team, readings=HISTORY)
    for answer in await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False):
        await say_answer(unit, snapshot, checkin, answer)


async def say_answer(unit: Unit, snapshot: Snapshot, checkin: CheckIn, answer: Answer) -> None:
    """Say it in the check-in's own thread; who is away, or took it back, is said only where there was an answer.

    A reply in free words alone stands there already, in its writer's own message.
    """
    key = f"answer:{checkin.id}:{answer.member_id}"
    thread = await _thread(unit, checkin)
    if thread is None:
        return
    record = await _record(unit, snapshot, checkin, answer)
    is_quiet = answer.is_withdrawn or answer.kind == AnswerKind.AWAY or record.is_words_alone
    if is_quiet and not await unit.outbox.said(key):
        return
    place = Place(channel=snapshot.team.channel, thread=thread)
    await unit.outbox.say(message(unit, key, place, answer_card(snapshot, record)))


async def _thread(unit: Unit, checkin: CheckIn) -> str | None:
    for key in (f"prompt:{checkin.id}", f"summary:{checkin.id}"):
        if await unit.outbox.said(key):
            return key
    return None


async def _record(unit: Unit, snapshot: Snapshot, checkin: CheckIn, answer: Answer) -> AnswerRecord:
    blockers = await unit.blockers.find(answer_id=answer.id, lead_only=False)
    decisions = await unit.decisions.find(answer_id=answer.id)
    stops = await unit.stops.find(answer_id=answer.id)
    became = await settled_in(unit, snapshot.team, answer, [answer.member_id])
    checks = tuple(row for row in became.checks if not row.lead_only and row.answer_id != answer.id)
    shown = tuple(row for row in became.stops if row.state != StopState.WITHDRAWN and row.answer_id != answer.id)
    return AnswerRecord(
        answer=answer,
        moved=await _moved(unit, snapshot, checkin, answer),
        blockers=[row for row in blockers if row.state != BlockerState.WITHDRAWN],
        decisions=[row for row in decisions if row.state != DecisionState.WITHDRAWN],
        stops=[row for row in stops if row.state != StopState.WITHDRAWN],
        promises=Promises(actions=became.actions, stops=shown, checks=checks),
    )


async def _moved(unit: Unit, snapshot: Snapshot, checkin: CheckIn, answer: Answer) -> list[Moved]:
    """The KRs of this answer in the order of their places: the member's own, and those of owners who gave none."""
    rows = await unit.readings.find(checkin_id=checkin.id, is_withdrawn=False)
    givers = {answer.member_id, answer.given_by}
    given = {row.key_result_id: row for row in sorted(rows, key=lambda row: row.at) if row.member_id in givers}
    others = await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False)
    answered = {row.member_id for row in others if row.kind != AnswerKind.AWAY and row.id != answer.id}
    owners = {kr.id: kr.owner_id for kr in snapshot.key_results}
    mine = {kr_id for kr_id in given if owners.get(kr_id) == answer.member_id}
    if answer.given_by is None:
        mine |= {kr_id for kr_id in given if owners.get(kr_id) not in answered}
    return [_move(snapshot, checkin, given, kr.id) for kr in snapshot.key_results if kr.id in mine]


def _move(snapshot: Snapshot, checkin: CheckIn, given: Mapping[str, Reading], kr_id: str) -> Moved:
    now = given[kr_id]
    known = snapshot.readings.get(kr_id, [])
    before = [row for row in known if row.checkin_id != checkin.id and row.at <= now.at]
    key_result = next(kr for kr in snapshot.key_results if kr.id == kr_id)
    return Moved(key_result=key_result, now=now, before=before[-1] if before else None)
