"""Saves what a check-in form said: answers, readings, what became of promises, and the numbered blocks.

Knows what a second sending changes, adds and takes back; must not know how a field was typed, nor say anything.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from cadence.answering.answers import add_reading, keep_answer, my_readings, withdraw_readings
from cadence.answering.given import (
    Given,
    GivenBlocker,
    GivenDecision,
    GivenReading,
    GivenStop,
)
from cadence.answering.opened import Opened
from cadence.answering.promised import save_promises
from cadence.answering.seat import Seat, Subject, Why, answer_id
from cadence.answering.slots import Blocks, slot_id
from cadence.follow.dependencies import with_team_waited_on
from cadence.model import (
    Answer,
    AnswerKind,
    Blocker,
    BlockerState,
    Decision,
    DecisionState,
    KeyResult,
    Reading,
    StopShift,
    StopState,
)
from cadence.ports import Repository, Unit
from cadence.settling import close_decision, settle_stop, solve_blocker

TAKEN_BACK = frozenset({BlockerState.WITHDRAWN, DecisionState.WITHDRAWN, StopState.WITHDRAWN})

T = TypeVar("T", Blocker, Decision, StopShift)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What was kept. blockers: those that the form made, changed, took back or settled."""

    answers: tuple[Answer, ...]
    blockers: tuple[Blocker, ...]


async def save_given(unit: Unit, seat: Seat, blocks: Blocks, given: Given, opened: Opened) -> Saved:
    """Keep everything the form said. Raises InvalidForm where somebody settled a promise otherwise meanwhile.

    opened: what the form showed is as of then: a value left as it was shown is no word against a newer reading.
    """
    checked = await save_promises(unit, seat, given.promises, opened)
    readings = (row for row in given.readings if not _is_told_since(seat, row.key_result))
    touched = {row.key_result.id: row for row in readings if not _is_overtaken(seat, row, opened)}
    answers = await _save_subjects(unit, seat, touched)
    blockers = await save_blocks(unit, seat, blocks, given)
    return Saved(answers=tuple(answers), blockers=(*checked, *blockers))


async def save_blocks(unit: Unit, seat: Seat, blocks: Blocks, given: Given) -> list[Blocker]:
    """Keep its blockers, decisions and stops, whose answer is there already; returns the blockers that changed."""
    blockers = [await _save_blocker(unit, seat, blocks, row) for row in given.blockers]
    for decision in given.decisions:
        await _save_decision(unit, seat, blocks, decision)
    for stop in given.stops:
        await _save_stop(unit, seat, blocks, stop)
    return [blocker for blocker in blockers if blocker]


async def _save_subjects(unit: Unit, seat: Seat, given: dict[str, GivenReading]) -> list[Answer]:
    """Readings of everybody in the form; an answer of those who count as having answered."""
    before = await my_readings(unit, seat)
    answers = []
    for subject in seat.subjects:
        rows = [given[key_result.id] for key_result in subject.key_results if key_result.id in given]
        for row in rows:
            await _save_reading(unit, seat, subject, row, before.get(row.key_result.id, []))
        said_something = subject == seat.voice or any(row.value is not None for row in rows)
        if subject.why != Why.STAND_IN and said_something:
            answers.append(await keep_answer(unit, seat, subject, AnswerKind.FORM))
    return answers


async def _save_reading(unit: Unit, seat: Seat, subject: Subject, given: GivenReading, before: list[Reading]) -> None:
    latest = seat.snapshot.latest(given.key_result.id)
    if given.value is None:
        await withdraw_readings(unit, before)
    elif not _is_same(given, latest, before, is_optional=subject.why == Why.STAND_IN):
        await add_reading(unit, seat, given.key_result, given.value, given.confidence, given.note)


def _is_overtaken(seat: Seat, given: GivenReading, opened: Opened) -> bool:
    """Whether the form shows an older reading, untouched, and a newer one came while it was open."""
    known = seat.snapshot.readings.get(given.key_result.id, [])
    seen = [reading for reading in known if not opened.came_since(reading.at)]
    if not seen or seen[-1].id == known[-1].id:
        return False
    is_untouched = (given.value, given.confidence) == (seen[-1].value, seen[-1].confidence)
    return is_untouched and given.note in ("", seen[-1].note)


def _is_told_since(seat: Seat, key_result: KeyResult) -> bool:
    """Whether somebody else told of this KR after the form was sent, which waited since: the later word stands."""
    latest = seat.snapshot.latest(key_result.id)
    if seat.said_at is None or latest is None or latest.is_confirmed:
        return False
    return latest.at > seat.said_at and latest.member_id != seat.me.id


def _is_same(given: GivenReading, latest: Reading | None, before: list[Reading], is_optional: bool) -> bool:
    """Whether this adds nothing: it was given just so in this check-in, or a KR that need not be answered."""
    if latest is None or (given.value, given.confidence) != (latest.value, latest.confidence):
        return False
    if before and before[-1].id == latest.id:
        return given.note == latest.note
    return is_optional and not given.note


async def _save_blocker(unit: Unit, seat: Seat, blocks: Blocks, given: GivenBlocker) -> Blocker | None:
    kept = blocks.blockers.kept.get(given.number)
    if not given.text:
        if kept and kept.state == BlockerState.OPEN:
            return await solve_blocker(unit, kept, seat.me.id, unit.now, BlockerState.WITHDRAWN)
        return None
    fields: dict[str, Any] = {
        "text": given.text,
        "key_result_id": given.key_result_id,
        "kind": given.kind,
        "waiting_on": given.waiting_on,
        "waiting_on_id": given.waiting_on_id,
        "tried": given.tried,
        "owner_id": _owner(seat, kept, given),
        "next_check": given.next_check,
        "lead_only": given.lead_only,
        "confidant_id": _confidant(seat, kept, given),
    }
    made = Blocker(**_common(unit, seat, "blocker", given.number), **fields, since=seat.today)
    waiting = await with_team_waited_on(unit, seat.me, seat.team, made, kept)
    fields["waiting_on_team_id"] = waiting.waiting_on_team_id
    return await _keep(unit.blockers, kept, waiting, fields)


def _confidant(seat: Seat, kept: Blocker | None, given: GivenBlocker) -> str | None:
    """Who is told what is about a person: the lead of that day, and no lead who comes later."""
    if not given.lead_only:
        return None
    return (kept.confidant_id if kept else None) or seat.team.lead_id


def _owner(seat: Seat, kept: Blocker | None, given: GivenBlocker) -> str | None:
    """By the rule below; an owner that somebody named otherwise since stays."""
    if kept and kept.owner_id not in (None, _owner_by_rule(seat, kept)):
        return kept.owner_id
    return _owner_by_rule(seat, given)


def _owner_by_rule(seat: Seat, blocker: Blocker | GivenBlocker) -> str | None:
    """Whoever owns the key result; without one, or for the lead alone, who names a day to look again."""
    if not blocker.lead_only:
        about = (kr.owner_id for kr in seat.snapshot.key_results if kr.id == blocker.key_result_id)
        if owner := next(about, None):
            return owner
    return seat.voice.member.id if blocker.next_check else None


async def _save_decision(unit: Unit, seat: Seat, blocks: Blocks, given: GivenDecision) -> None:
    kept = blocks.decisions.kept.get(given.number)
    if not given.text:
        if kept and kept.state == DecisionState.OPEN:
            await close_decision(unit, kept, seat.me.id, unit.now, DecisionState.WITHDRAWN)
        return
    fields: dict[str, Any] = {
        "question": given.text,
        "decider_id": given.decider_id,
        "needed_by": given.needed_by,
        "fallback": given.fallback,
    }
    if kept and kept.decider_id != given.decider_id:
        fields |= {"handed_by": None, "handed_why": ""}  # named anew, not handed on
    made = Decision(**_common(unit, seat, "decision", given.number), **fields)
    await _keep(unit.decisions, kept, made, fields)


async def _save_stop(unit: Unit, seat: Seat, blocks: Blocks, given: GivenStop) -> None:
    kept = blocks.stops.kept.get(given.number)
    if not given.text:
        if kept and kept.state in (StopState.OPEN, StopState.NOT_YET):
            await settle_stop(unit, kept, seat.me.id, StopState.WITHDRAWN, unit.now)
        return
    fields: dict[str, Any] = {"text": given.text, "frees": given.frees}
    made = StopShift(**_common(unit, seat, "stop", given.number), **fields)
    await _keep(unit.stops, kept, made, fields)


async def _keep(kept_in: Repository[T], kept: T | None, made: T, fields: dict[str, Any]) -> T:
    """Add the record, or change the one of the same block; one that was taken back stands open again."""
    if kept is None:
        await kept_in.add(made)
        return made
    changed = made if kept.state in TAKEN_BACK else replace(kept, **fields)
    await kept_in.save(changed)
    return changed


def _common(unit: Unit, seat: Seat, kind: str, number: int) -> dict[str, Any]:
    answer = answer_id(seat.checkin, seat.voice.member.id)
    return {
        "id": slot_id(kind, answer, number),
        "workspace_id": seat.team.workspace_id,
        "team_id": seat.team.id,
        "raised_by": seat.me.id,
        "raised_at": unit.now + timedelta(microseconds=number),  # in the order of the form, also for whoever sorts
        "checkin_id": seat.checkin.id,
        "answer_id": answer,
    }
