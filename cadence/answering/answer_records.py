"""Answers with what they hold, as everybody may read them. Several are loaded with as many queries as one.

Knows which records are an answer's own; the words are `cadence.wording.answer`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.model import (
    Answer,
    AnswerKind,
    Blocker,
    BlockerState,
    CheckIn,
    Decision,
    DecisionState,
    Reading,
    StopShift,
    StopState,
)
from cadence.ports import Unit
from cadence.snapshot import HISTORY, Snapshot
from cadence.weekly.promises import Promises, settled_by
from cadence.wording.answer import AnswerRecord, Moved


@dataclass(frozen=True, kw_only=True)
class _Held:
    """Everything that some answers of one check-in may hold. answered: of whom an answer stands, by answer id.

    before: what stood before the check-in, by the id of each of its readings; absent where nothing did.
    """

    snapshot: Snapshot
    checkin: CheckIn
    readings: Sequence[Reading]
    before: Mapping[str, Reading]
    answered: Mapping[str, str]
    blockers: Sequence[Blocker]
    decisions: Sequence[Decision]
    stops: Sequence[StopShift]
    became: Mapping[str, Promises]


async def load_records(
    unit: Unit, snapshot: Snapshot, checkin: CheckIn, answers: Sequence[Answer]
) -> list[AnswerRecord]:
    """Of each answer, in their order."""
    ids = [answer.id for answer in answers]
    others = await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False)
    readings = sorted(await unit.readings.find(checkin_id=checkin.id, is_withdrawn=False), key=_moment)
    held = _Held(
        snapshot=snapshot,
        checkin=checkin,
        readings=readings,
        before=await _before(unit, snapshot, checkin, readings),
        answered={row.id: row.member_id for row in others if row.kind != AnswerKind.AWAY},
        blockers=await unit.blockers.find(checkin_id=checkin.id, answer_id=ids, lead_only=False),
        decisions=await unit.decisions.find(checkin_id=checkin.id, answer_id=ids),
        stops=await unit.stops.find(checkin_id=checkin.id, answer_id=ids),
        became=await settled_by(unit, snapshot.team, answers),
    )
    return [_record(held, answer) for answer in answers]


async def _before(unit: Unit, snapshot: Snapshot, checkin: CheckIn, readings: Sequence[Reading]) -> dict[str, Reading]:
    """What stood before each of these. An old check-in lies behind the latest readings that a snapshot has: then all
    readings of those KRs are read."""
    known = {row.id: _earlier(snapshot.readings.get(row.key_result_id, ()), row, checkin) for row in readings}
    cut = [row for row in readings if known[row.id] is None and _may_be_cut(snapshot, row.key_result_id)]
    if cut:
        kr_ids = {row.key_result_id for row in cut}
        found = sorted(await unit.readings.find(key_result_id=list(kr_ids), is_withdrawn=False), key=_moment)
        for row in cut:
            known[row.id] = _earlier([one for one in found if one.key_result_id == row.key_result_id], row, checkin)
    return {reading_id: before for reading_id, before in known.items() if before is not None}


def _earlier(rows: Sequence[Reading], now: Reading, checkin: CheckIn) -> Reading | None:
    """The last of them, oldest first, that stood before this check-in."""
    return next((row for row in reversed(rows) if row.checkin_id != checkin.id and row.at <= now.at), None)


def _may_be_cut(snapshot: Snapshot, kr_id: str) -> bool:
    """Whether the KR may have earlier readings than the snapshot has."""
    return len(snapshot.readings.get(kr_id, ())) >= HISTORY


def _moment(reading: Reading) -> datetime:
    return reading.at


def _record(held: _Held, answer: Answer) -> AnswerRecord:
    became = held.became[answer.id]
    checks = tuple(row for row in became.checks if not row.lead_only and row.answer_id != answer.id)
    shown = tuple(row for row in became.stops if row.state != StopState.WITHDRAWN and row.answer_id != answer.id)
    blockers = [row for row in held.blockers if row.answer_id == answer.id]
    decisions = [row for row in held.decisions if row.answer_id == answer.id]
    stops = [row for row in held.stops if row.answer_id == answer.id]
    return AnswerRecord(
        answer=answer,
        moved=_moved(held, answer),
        blockers=[row for row in blockers if row.state != BlockerState.WITHDRAWN],
        decisions=[row for row in decisions if row.state != DecisionState.WITHDRAWN],
        stops=[row for row in stops if row.state != StopState.WITHDRAWN],
        promises=Promises(actions=became.actions, stops=shown, checks=checks),
    )


def _moved(held: _Held, answer: Answer) -> list[Moved]:
    """The KRs of this answer in the order of their places: the member's own, and those of owners who gave none."""
    givers = {answer.member_id, answer.given_by}
    given = {row.key_result_id: row for row in held.readings if row.member_id in givers}
    answered = {who for answer_id, who in held.answered.items() if answer_id != answer.id}
    owners = {kr.id: kr.owner_id for kr in held.snapshot.key_results}
    mine = {kr_id for kr_id in given if owners.get(kr_id) == answer.member_id}
    if answer.given_by is None:
        mine |= {kr_id for kr_id in given if owners.get(kr_id) not in answered}
    return [_move(held, given, kr.id) for kr in held.snapshot.key_results if kr.id in mine]


def _move(held: _Held, given: Mapping[str, Reading], kr_id: str) -> Moved:
    key_result = next(kr for kr in held.snapshot.key_results if kr.id == kr_id)
    return Moved(key_result=key_result, now=given[kr_id], before=held.before.get(given[kr_id].id))
