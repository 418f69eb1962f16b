"""A reply in the thread that its author changed or deleted after it was written.

Changed, it counts as it stands now: what it did is taken back, and the new words are taken, all of them or none.
Deleted, it stays until its author says otherwise, since nothing that was sent is lost by a slip. Knows when either can
still be done; must not know how a line is read or kept.
"""

from dataclasses import replace

from cadence.answering.answers import answer_of
from cadence.answering.choosing import newest, week_name
from cadence.answering.replying import (
    AsCommand,
    Heard,
    checkin_of_thread,
    hear_reply,
    known_to,
    seat_for,
    take,
)
from cadence.answering.replying_did import Did, write_did
from cadence.answering.replying_given import read_given_reply
from cadence.answering.replying_history import History, history_of, is_overtaken, remember, remember_taken, source_of
from cadence.answering.replying_undo import take_back
from cadence.answering.seat import Seat, answer_id
from cadence.answering.slots import Shown, load_blocks
from cadence.commands.giving_back import by_name
from cadence.context import Context
from cadence.errors import Refused
from cadence.grammar.replies import ReplyRead, read_reply
from cadence.model import AnswerKind, CheckIn, CheckInState, Team
from cadence.receipts import receipt_of
from cadence.requests import Nothing, Reply, ReplyTyped, Say
from cadence.wording.reply import changed_since_card, closed_since_card, deleted_card, edit_not_taken_card


async def hear(ctx: Context, reply: ReplyTyped, as_command: AsCommand) -> Reply:
    """A reply in a thread, new, changed or deleted. as_command: as in `hear_reply`."""
    if not reply.corrects:
        return await hear_reply(ctx, reply, as_command)
    found = await checkin_of_thread(ctx, reply.thread)
    if found is None:
        return Nothing()  # what was talk, or a command, stays what it was
    team, checkin = found
    current = await newest(ctx, team, checkin)
    history = await history_of(ctx, source_of(ctx)) or History()
    if is_overtaken(reply, history):
        return Nothing()
    if reply.is_gone and current.state == CheckInState.OPEN:
        await remember(ctx, source_of(ctx), current.id, replace(history, gone_at=reply.at))
    did = history.did
    if did is None:
        return Nothing() if reply.is_gone else await _nothing_stands(ctx, reply, checkin, current, as_command)
    if did.checkin_id != current.id or current.state != CheckInState.OPEN:
        own = await ctx.unit.checkins.get(did.checkin_id) or current
        return Say(closed_since_card(await week_name(ctx, team, own), own.id, reply.is_gone))
    return await _corrected(ctx, reply, team, current, did)


async def _nothing_stands(
    ctx: Context, reply: ReplyTyped, checkin: CheckIn, current: CheckIn, as_command: AsCommand
) -> Reply:
    """Nobody could read it, or it was no answer, or it is heard only after its change. It is heard as it is now; in
    the thread of another week only where it was not heard before, lest old talk become an answer."""
    first = replace(reply, corrects="", request_id=reply.corrects)
    if current.state != CheckInState.OPEN:
        return Nothing()
    if current != checkin:
        is_new = await ctx.unit.first_time(receipt_of(first))
        return await hear_reply(ctx, first, as_command) if is_new else Nothing()
    before = await history_of(ctx, source_of(ctx))
    said = await hear_reply(ctx, first, as_command)
    if await history_of(ctx, source_of(ctx)) != before:
        await ctx.unit.first_time(receipt_of(first))  # the reply itself is old by now
    return said


async def _corrected(ctx: Context, reply: ReplyTyped, team: Team, checkin: CheckIn, did: Did) -> Reply:
    try:
        seat = await seat_for(ctx, team, checkin)
    except Refused:
        return Nothing()
    own = await answer_of(ctx.unit, seat, seat.voice)
    if own and own.kind == AnswerKind.FORM:
        return Say(changed_since_card(checkin.id))
    if reply.is_gone:
        return Say(deleted_card(checkin.id, write_did(did))) if own else Nothing()
    read = read_reply(reply.text, known_to(ctx, seat), is_addressed=reply.is_addressed)
    if faulty := await _not_taken(ctx, seat, reply, read):
        return faulty
    await take_back(ctx, seat, did)
    source = source_of(ctx)
    await remember_taken(ctx, source, checkin.id, did=None)
    seat = await seat_for(ctx, team, checkin)  # what it knew of readings is over
    return await take(ctx, seat, Heard(read=read, typed=reply.text, source=source))


async def _not_taken(ctx: Context, seat: Seat, reply: ReplyTyped, read: ReplyRead) -> Reply | None:
    """Why the new words cannot be taken: then what was taken before stands."""
    blocks = await load_blocks(ctx.unit, seat.checkin.id, answer_id(seat.checkin, seat.voice.member.id), Shown())
    given, faults = await read_given_reply(ctx, seat, blocks, read)
    if not faults and not given.is_empty and (reply.is_addressed or read.is_sure):
        return None
    return Say(edit_not_taken_card(seat.checkin, faults, by_name(ctx, reply.text, "@")), refuses=True)
