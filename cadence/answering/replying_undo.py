"""Undo of one reply in the thread: takes back exactly what that reply did, and nothing that came from elsewhere.

Knows what was settled or changed since, and leaves that; must not know how a reply was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cadence.answering.answers import answer_of, withdraw_readings
from cadence.answering.choosing import live_checkin
from cadence.answering.replying_did import Did, Touched, action_id, digest, moment_of, read_did, reading_id
from cadence.answering.replying_given import BETWEEN_REPLIES
from cadence.answering.saving import TAKEN_BACK
from cadence.answering.seat import Seat, answer_given, answer_id, take_seat
from cadence.answering.slots import slot_id
from cadence.answering.telling import tell_answers, tell_blockers
from cadence.cards import card
from cadence.context import Context
from cadence.follow.upkeep import keep_true
from cadence.model import (
    Action,
    ActionState,
    Answer,
    AnswerKind,
    Blocker,
    BlockerState,
    Decision,
    DecisionState,
    Reading,
    StopShift,
    StopState,
)
from cadence.requests import ButtonPressed, Reply, Say
from cadence.settling import STILL_OPEN, close_decision, settle_action, settle_stop, solve_blocker
from cadence.weekly.thread import post_line
from cadence.wording.records import taken_back_line, what_of
from cadence.wording.reply import changed_since_card, reply_undone_card, undone_already_card


@dataclass(kw_only=True)
class _Undone:
    """blockers: taken back, with how they stood. left: what somebody settled meanwhile and stays."""

    blockers: list[tuple[Blocker, Blocker]] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


async def undo_reply(ctx: Context, press: ButtonPressed) -> Reply:
    """`reply.undo`. Taken back once; an answer that was changed in the form since stays as it is."""
    did = read_did(press.value)
    team, checkin = await live_checkin(ctx, did.checkin_id)
    seat = await take_seat(ctx, team, checkin)
    own = await answer_of(ctx.unit, seat, seat.voice)
    if own and own.kind == AnswerKind.FORM:
        return Say(changed_since_card(checkin.id), replaces=True)
    left = await take_back(ctx, seat, did)
    if left is None or own is None:
        return Say(undone_already_card(checkin.id, is_answered=own is not None), replaces=True)
    stands = await answer_of(ctx.unit, seat, seat.voice)
    return Say(reply_undone_card(checkin.id, stands is not None, left), replaces=True)


async def take_back(ctx: Context, seat: Seat, did: Did) -> list[str] | None:
    """Take back what it did, once, and tell the team. What was settled meanwhile, and stays; None where all of it was
    taken back before."""
    is_first = await ctx.unit.first_time(f"reply-undone:{did.reply_id}:{ctx.me.id}")
    if not is_first or await answer_of(ctx.unit, seat, seat.voice) is None:
        return None
    undone = _Undone()
    await _readings(ctx, seat, did)
    await _records(ctx, seat, did, undone)
    answers = [answer for row in did.touched if (answer := await _answer(ctx, seat, did, row, undone))]
    await _tell(ctx, seat, undone, answers)
    return undone.left


async def _readings(ctx: Context, seat: Seat, did: Did) -> None:
    rows = await ctx.unit.readings.find(checkin_id=seat.checkin.id, member_id=ctx.me.id, is_withdrawn=False)
    await withdraw_readings(ctx.unit, [row for row in rows if row.id == reading_id(did.reply_id, row.key_result_id)])


async def _records(ctx: Context, seat: Seat, did: Did, undone: _Undone) -> None:
    own = answer_id(seat.checkin, seat.voice.member.id)
    for number in did.blockers:
        await _one(ctx, undone, await ctx.unit.blockers.get(slot_id("blocker", own, number)))
    for number in did.decisions:
        await _one(ctx, undone, await ctx.unit.decisions.get(slot_id("decision", own, number)))
    for number in did.stops:
        await _one(ctx, undone, await ctx.unit.stops.get(slot_id("stop", own, number)))
    for number in range(1, did.actions + 1):
        await _one(ctx, undone, await ctx.unit.actions.get(action_id(did.reply_id, number)))


async def _one(ctx: Context, undone: _Undone, item: Blocker | Decision | StopShift | Action | None) -> None:
    if item is None or item.raised_by != ctx.me.id or item.state in TAKEN_BACK | {ActionState.WITHDRAWN}:
        return
    if item.state not in STILL_OPEN:
        undone.left.append(what_of(item))
        return
    match item:
        case Blocker():
            gone = await solve_blocker(ctx.unit, item, ctx.me.id, ctx.now, BlockerState.WITHDRAWN)
            undone.blockers.append((item, gone))
        case Decision():
            await close_decision(ctx.unit, item, ctx.me.id, ctx.now, DecisionState.WITHDRAWN)
        case StopShift():
            await settle_stop(ctx.unit, item, ctx.me.id, StopState.WITHDRAWN, ctx.now)
        case Action():
            gone_action = await settle_action(ctx.unit, item, ctx.me.id, ActionState.WITHDRAWN, ctx.now)
            undone.actions.append(gone_action)


async def _answer(ctx: Context, seat: Seat, did: Did, row: Touched, undone: _Undone) -> Answer | None:
    """The answer without this reply: as it was before, if nothing came after it; withdrawn, if nothing is left."""
    known = await answer_given(ctx.unit, seat.checkin, row.member_id)
    if known is None or ctx.me.id not in (known.member_id, known.given_by):
        return None
    is_mine = row.member_id == seat.voice.member.id
    stands = replace(known, words=_without(known.words, did.words)) if is_mine else known
    if moment_of(known) == row.moment:
        stands = _as_before(stands, row, keeps=is_mine and bool(undone.left))
    if stands.kind == AnswerKind.REPLY and not stands.is_withdrawn and not await _is_written(ctx, seat, stands):
        stands = await _emptied(ctx, seat, stands)
    await ctx.unit.answers.save(stands)
    return stands


def _without(words: str, gone: str) -> str:
    """The words of all replies but one, the last of those that said just this."""
    pieces = words.split(BETWEEN_REPLIES)
    for index in range(len(pieces) - 1, -1, -1):
        if gone and digest(pieces[index]) == gone:
            return BETWEEN_REPLIES.join(pieces[:index] + pieces[index + 1 :])
    return words


def _as_before(answer: Answer, row: Touched, keeps: bool) -> Answer:
    """keeps: something of the reply stays, so that its answer does."""
    was = row.was
    if keeps and (was is None or was.is_withdrawn or was.kind == AnswerKind.AWAY):
        return answer
    if was is None:
        return replace(answer, is_withdrawn=True)
    return replace(
        answer,
        kind=was.kind,
        at=was.at,
        edited_at=was.edited_at,
        given_by=was.given_by,
        is_late=was.is_late,
        is_withdrawn=was.is_withdrawn,
    )


async def _is_written(ctx: Context, seat: Seat, answer: Answer) -> bool:
    """Whether anything of it is in somebody's own words."""
    if answer.words or any(not row.is_confirmed for row in await _given(ctx, seat, answer)):
        return True
    records: list[Blocker | Decision | StopShift] = [
        *await ctx.unit.blockers.find(checkin_id=answer.checkin_id, answer_id=answer.id),
        *await ctx.unit.decisions.find(checkin_id=answer.checkin_id, answer_id=answer.id),
        *await ctx.unit.stops.find(checkin_id=answer.checkin_id, answer_id=answer.id),
    ]
    return any(row.state not in TAKEN_BACK for row in records)


async def _emptied(ctx: Context, seat: Seat, answer: Answer) -> Answer:
    """A reply of which nothing is left: what was only confirmed by a click stands, or else nothing does."""
    if await _given(ctx, seat, answer):
        return replace(answer, kind=AnswerKind.UNCHANGED)
    return replace(answer, is_withdrawn=True)


async def _given(ctx: Context, seat: Seat, answer: Answer) -> list[Reading]:
    """What I gave in this check-in for this member; in my own answer, for nobody else who is answered for here."""
    rows = await ctx.unit.readings.find(checkin_id=seat.checkin.id, member_id=ctx.me.id, is_withdrawn=False)
    of_others = {
        kr.id for subject in seat.answered if subject.member.id != answer.member_id for kr in subject.key_results
    }
    is_mine = answer.member_id == seat.voice.member.id
    owned = {kr.id for kr in seat.snapshot.owned_by(answer.member_id)}
    return [row for row in rows if (row.key_result_id not in of_others if is_mine else row.key_result_id in owned)]


async def _tell(ctx: Context, seat: Seat, undone: _Undone, answers: Sequence[Answer]) -> None:
    for action in undone.actions:
        line = taken_back_line(action, ctx.me.name)
        await post_line(ctx.unit, seat.team, f"action:{action.id}", card(line))
        await keep_true(ctx.unit, ctx.services, action, ctx.me.id)
    await tell_answers(ctx, seat.team, seat.checkin, answers)
    before = {row.id: row for row, _ in undone.blockers}
    await tell_blockers(ctx, seat, [gone for _, gone in undone.blockers], before)
