"""Keeps what a reply in the thread says, and tells the team: as a form does, but it adds to what was answered before.

Knows which ids a reply's records have; must not know how a line was typed.
"""

from dataclasses import dataclass, replace

from cadence.answering.answers import add_reading, keep_answer
from cadence.answering.replying_did import (
    Did,
    Touched,
    action_id,
    as_it_was,
    digest,
    moment_of,
    reading_id,
)
from cadence.answering.replying_given import GivenReply
from cadence.answering.saving import save_blocks
from cadence.answering.seat import Seat, answer_given, answer_id
from cadence.answering.slots import Blocks, slot_id
from cadence.answering.telling import tell_answers, tell_blockers
from cadence.cards import card
from cadence.context import Context
from cadence.model import Action, Answer, AnswerKind, Blocker, Decision, Reading, StopShift
from cadence.weekly.closing import refresh_summary
from cadence.weekly.thread import post_line
from cadence.wording.records import recorded_line


@dataclass(frozen=True, kw_only=True)
class KeptReply:
    """What stands now because of one reply. did: for its Undo."""

    did: Did
    answers: tuple[Answer, ...]
    readings: tuple[Reading, ...]
    blockers: tuple[Blocker, ...]
    decisions: tuple[Decision, ...]
    stops: tuple[StopShift, ...]
    actions: tuple[Action, ...]


async def keep_reply(ctx: Context, seat: Seat, blocks: Blocks, given: GivenReply, reply_id: str) -> KeptReply:
    """Keep everything, under ids that follow from the reply's own. What is wrong was found out before."""
    answers, touched = await _keep_answers(ctx, seat, given)
    readings = await _keep_readings(ctx, seat, given, reply_id)
    blockers = await save_blocks(ctx.unit, seat, blocks, given.blocks)
    await _say_what_about(ctx, seat, given)
    own = answer_id(seat.checkin, seat.voice.member.id)
    decisions = [slot_id("decision", own, row.number) for row in given.decisions]
    stops = [slot_id("stop", own, row.number) for row in given.stops]
    return KeptReply(
        did=_did(seat, given, reply_id, touched),
        answers=answers,
        readings=readings,
        blockers=tuple(blockers),
        decisions=tuple(await ctx.unit.decisions.find(id=decisions)),
        stops=tuple(await ctx.unit.stops.find(id=stops)),
        actions=await _keep_actions(ctx, seat, given, reply_id),
    )


def _did(seat: Seat, given: GivenReply, reply_id: str, touched: tuple[Touched, ...]) -> Did:
    return Did(
        checkin_id=seat.checkin.id,
        reply_id=reply_id,
        touched=touched,
        blockers=tuple(row.number for row in given.blockers),
        decisions=tuple(row.number for row in given.decisions),
        stops=tuple(row.number for row in given.stops),
        actions=len(given.actions),
        words=digest(given.own_words),
    )


async def _keep_answers(ctx: Context, seat: Seat, given: GivenReply) -> tuple[tuple[Answer, ...], tuple[Touched, ...]]:
    """My own answer, and that of everybody whose KRs I answer for here and said something about."""
    said = {kr.id for kr in given.key_results}
    answers, touched = [], []
    for subject in seat.answered:
        is_mine = subject == seat.voice
        if not is_mine and not any(kr.id in said for kr in subject.key_results):
            continue
        before = await answer_given(ctx.unit, seat.checkin, subject.member.id)
        words = given.words if is_mine else None
        answer = await keep_answer(ctx.unit, seat, subject, AnswerKind.REPLY, words)
        answers.append(answer)
        touched.append(Touched(member_id=subject.member.id, moment=moment_of(answer), was=as_it_was(before)))
    return tuple(answers), tuple(touched)


async def _keep_readings(ctx: Context, seat: Seat, given: GivenReply, reply_id: str) -> tuple[Reading, ...]:
    kept = []
    for row in given.readings:
        if row.value is not None:
            made = reading_id(reply_id, row.key_result.id)
            value, conf = row.value, row.confidence
            kept.append(await add_reading(ctx.unit, seat, row.key_result, value, conf, row.note, reading_id=made))
    for key_result in given.same:
        latest = seat.snapshot.latest(key_result.id)
        if latest:
            made = reading_id(reply_id, key_result.id)
            value, conf = latest.value, latest.confidence
            reading = await add_reading(ctx.unit, seat, key_result, value, conf, is_confirmed=True, reading_id=made)
            kept.append(reading)
    return tuple(kept)


async def _say_what_about(ctx: Context, seat: Seat, given: GivenReply) -> None:
    """A decision or stop that named a KR is about that one."""
    own = answer_id(seat.checkin, seat.voice.member.id)
    for (kind, number), key_result_id in given.about.items():
        if kind == "decision" and (decision := await ctx.unit.decisions.get(slot_id(kind, own, number))):
            await ctx.unit.decisions.save(replace(decision, key_result_id=key_result_id))
        if kind == "stop" and (stop := await ctx.unit.stops.get(slot_id(kind, own, number))):
            await ctx.unit.stops.save(replace(stop, key_result_id=key_result_id))


async def _keep_actions(ctx: Context, seat: Seat, given: GivenReply, reply_id: str) -> tuple[Action, ...]:
    made = [
        Action(
            id=action_id(reply_id, number),
            workspace_id=seat.team.workspace_id,
            team_id=seat.team.id,
            text=row.text,
            raised_by=seat.me.id,
            raised_at=ctx.now,
            owner_id=row.owner_id,
            due=row.due,
            key_result_id=row.key_result_id,
            checkin_id=seat.checkin.id,
        )
        for number, row in enumerate(given.actions, start=1)
    ]
    for action in made:
        await ctx.unit.actions.add(action)
    return tuple(made)


async def tell_reply(ctx: Context, seat: Seat, kept: KeptReply) -> None:
    """The answer in the thread, the counts, and each blocker, decision and action where the team reads it."""
    for action in kept.actions:
        line = recorded_line(action, seat.snapshot, seat.me.name, seat.today)
        await post_line(ctx.unit, seat.team, f"action:{action.id}", card(line))
    await tell_answers(ctx, seat.team, seat.checkin, kept.answers)
    await tell_blockers(ctx, seat, kept.blockers, {})
    await refresh_summary(ctx.unit, ctx.services, seat.checkin)
