"""A reply in the thread of one of our messages: taken as an answer, as a command, as a question back, or left alone.

Knows whose reply counts as what; must not know how a line is read or kept. In reading order: `replying_given` checks
what it says, `replying_kept` keeps it, `replying_did` and `replying_undo` take it back; `replying_edited` hears of
changes to one, and `replying_history` knows of which moment its words are.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace

from cadence.answering.answers import WRITTEN, answer_of
from cadence.answering.away import im_away
from cadence.answering.choosing import hold, live_checkin, newest, refuse_unanswerable, week_name
from cadence.answering.form import open_form
from cadence.answering.offers import with_offers
from cadence.answering.replying_did import reply_id, write_did
from cadence.answering.replying_given import GivenReply, key_result_at, may_give, not_mentioned, read_given_reply
from cadence.answering.replying_history import is_gone_since, remember_taken, source_of
from cadence.answering.replying_kept import KeptReply, keep_reply, tell_reply
from cadence.answering.replying_offered import offer, read_offer
from cadence.answering.replying_undo import undo_reply
from cadence.answering.seat import Seat, answer_id, take_seat
from cadence.answering.slots import Blocks, Shown, load_blocks
from cadence.answering.unchanged import nothing_changed
from cadence.cards import Card
from cadence.commands.followups.record_forms import open_record_form
from cadence.commands.giving_back import by_name
from cadence.context import Context
from cadence.errors import NotUnderstood, Refused, TryLater
from cadence.finding import can_read
from cadence.grammar.commands import (
    CheckInForm,
    Help,
    ListActions,
    ListBlockers,
    ListDecisions,
    Mine,
    ShowBoard,
    ShowHistory,
    ShowSummary,
    TakeLeave,
    read_command,
)
from cadence.grammar.replies import Known, Part, ReplyRead, SayAway, SaySame, read_reply, sounds_off_track
from cadence.grammar.vocabulary import RecordAction, RecordBlocker, RecordDecision, Update
from cadence.model import CheckIn, CheckInState, Team
from cadence.requests import ButtonPressed, CommandTyped, Nothing, Reply, ReplyTyped, Request, Say, ShowForm
from cadence.wording.answer import Moved, already_answered_card
from cadence.wording.reply import (
    TakenReply,
    deleted_card,
    left_card,
    not_taken_card,
    refused_reply_card,
    taken_already_card,
    taken_card,
)

AsCommand = Callable[[Context, CommandTyped], Awaitable[Reply]]
OF_A_CHECKIN = ("prompt", "summary")
STRICT = (ShowHistory, ShowSummary, ListActions, ListBlockers, ListDecisions, TakeLeave)
"""Commands whose whole line says so; hardly anybody answers a check-in with one of them."""
ONE_WORD = (Help, Mine, ShowBoard, CheckInForm)
ANSWERING = (Update, RecordAction, RecordBlocker, RecordDecision)
FEWEST_WORDS = 3
"""What is shorter ("thank you") is no answer that anybody is asked about."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What is to be taken. typed: to be given back where it cannot be. source: of the reply that it came as.

    is_offered: it was asked about first, and is taken once.
    """

    read: ReplyRead
    typed: str
    source: str
    is_elsewhere: bool = False
    is_offered: bool = False


async def hear_reply(ctx: Context, reply: ReplyTyped, as_command: AsCommand) -> Reply:
    """A reply in a thread. as_command: what handles a line that is no answer to a check-in."""
    found = await checkin_of_thread(ctx, reply.thread)
    if found is None or (reply.is_addressed and _is_command(ctx, reply.text)):
        return await _commanded(ctx, reply, as_command) if reply.is_addressed else Nothing()
    team, checkin = found
    current = await newest(ctx, team, checkin)
    if not reply.is_addressed:
        return await _overheard(ctx, reply, team, current, is_elsewhere=current != checkin)
    try:
        seat = await seat_for(ctx, team, current)
    except Refused as error:
        return await _refused(ctx, error, reply.text)
    read = read_reply(reply.text, known_to(ctx, seat))
    heard = Heard(read=read, typed=reply.text, source=source_of(ctx), is_elsewhere=current != checkin)
    return await take(ctx, seat, heard)


async def take_reply(ctx: Context, press: ButtonPressed) -> Reply:
    """`reply.take`: yes, what was overheard is my answer."""
    offered = await read_offer(ctx, press.value)
    team, checkin = await live_checkin(ctx, offered.checkin_id)
    there = replace(ctx, request=replace(press, people={**press.people, **offered.people}))
    seat = await seat_for(there, team, checkin)
    read = read_reply(offered.text, known_to(there, seat))
    heard = Heard(read=read, typed=offered.text, source=offered.reply_id, is_offered=True)
    taken = await take(there, seat, heard)
    return replace(taken, replaces=True) if isinstance(taken, Say) else taken


async def leave_reply(ctx: Context, press: ButtonPressed) -> Reply:  # noqa: ARG001 - every button's handler is alike
    """`reply.leave`: no answer. Nobody asks again in this check-in."""
    return Say(left_card(), replaces=True)


async def words_to_blocker(ctx: Context, press: ButtonPressed) -> Reply:
    """`reply.blocker`: the form that records one, with these words; value: the words."""
    return await open_record_form(ctx, "blocker", press.value)


async def same_there(ctx: Context, press: ButtonPressed) -> Reply:
    """`reply.same`: nothing changed with what was not mentioned. Opens the form where a KR has no value yet."""
    team, checkin = await live_checkin(ctx, press.value)
    seat = await seat_for(ctx, team, checkin)
    if any(seat.snapshot.latest(kr.id) is None for kr in await not_mentioned(ctx, seat)):
        return await open_form(ctx, team, checkin)
    read = ReplyRead(parts=(Part(typed="nothing changed", said=SaySame()),))
    return await take(ctx, seat, Heard(read=read, typed="nothing changed", source=source_of(ctx)))


async def checkin_of_thread(ctx: Context, thread: str) -> tuple[Team, CheckIn] | None:
    """The check-in whose prompt or summary begins this thread, held. Raises TryLater where we may hear of it soon."""
    message = await ctx.unit.outbox.shown_as(thread)
    if message is None and ctx.request.channel and await ctx.unit.outbox.may_show(ctx.request.channel):
        raise TryLater("Which message this replies to is not known yet.")
    kind, _, checkin_id = message.key.partition(":") if message else ("", "", "")
    if kind not in OF_A_CHECKIN or await ctx.unit.checkins.get(checkin_id) is None:
        return None
    return await hold(ctx, checkin_id)


async def _commanded(ctx: Context, reply: ReplyTyped, as_command: AsCommand) -> Reply:
    """The reply of the same words, typed as a command."""
    kept = {item.name: getattr(reply, item.name) for item in fields(Request)}
    typed = CommandTyped(text=reply.text, **kept)
    return await as_command(replace(ctx, request=typed), typed)


def _is_command(ctx: Context, text: str) -> bool:
    """Whether one line says a command and nothing that answers: `help`, `okr mine`, `history 2.1`."""
    line = text.strip()
    if "\n" in line or read_reply(line, Known(places=(), slug="", today=ctx.today(), dates=ctx.services.dates)).parts:
        return False
    try:
        command = read_command(line, ctx.today(), ctx.services.dates)
    except NotUnderstood:
        return False
    if isinstance(command, ANSWERING):
        return False
    words = line.lower().lstrip("/@").split()
    is_said = words[:1] == ["okr"] or isinstance(command, STRICT) or not words
    return is_said or (len(words) == 1 and isinstance(command, ONE_WORD))


async def seat_for(ctx: Context, team: Team, checkin: CheckIn) -> Seat:
    """Raises Refused."""
    seat = await take_seat(ctx, team, checkin)
    await refuse_unanswerable(ctx, team, checkin)
    return seat


def known_to(ctx: Context, seat: Seat) -> Known:
    places = [seat.snapshot.place(kr.id) for kr in seat.snapshot.key_results]
    return Known(places=places, slug=seat.team.slug, today=seat.today, dates=ctx.services.dates)


async def _overheard(ctx: Context, reply: ReplyTyped, team: Team, checkin: CheckIn, is_elsewhere: bool) -> Reply:
    """Nobody addressed us: only what is an answer beyond doubt is taken, and of others nobody is asked."""
    try:
        seat = await seat_for(ctx, team, checkin)
    except Refused:
        return Nothing()
    read = read_reply(reply.text, known_to(ctx, seat), is_addressed=False)
    is_sure = any(part.is_sure and _is_theirs(seat, part) for part in read.parts)
    if is_sure and not is_elsewhere:
        return await take(ctx, seat, Heard(read=read, typed=reply.text, source=source_of(ctx)))
    if is_sure or await _may_be_answer(ctx, seat, read, reply.text):
        return await offer(ctx, seat, reply, await week_name(ctx, team, checkin))
    return Nothing()


def _is_theirs(seat: Seat, part: Part) -> bool:
    """Whether this line speaks of what is this person's to give; a value of others' is talk."""
    said = part.said
    if not isinstance(said, Update | SaySame) or said.ref is None:
        return True
    key_result = key_result_at(seat, said.ref)
    return key_result is not None and may_give(seat, key_result)


async def _may_be_answer(ctx: Context, seat: Seat, read: ReplyRead, text: str) -> bool:
    """A sentence of somebody who is expected and has not answered yet."""
    is_sentence = len(text.split()) >= FEWEST_WORDS and not text.rstrip().endswith("?")
    is_expected = seat.checkin.state == CheckInState.OPEN and ctx.me.id in seat.checkin.expected_ids
    if not (is_sentence and is_expected) or (read.faults and not read.words and not read.parts):
        return False
    if any(part.is_sure and not _is_theirs(seat, part) for part in read.parts):
        return False  # talk about what is somebody else's
    return await answer_of(ctx.unit, seat, seat.voice) is None


async def take(ctx: Context, seat: Seat, heard: Heard) -> Reply:
    """Everything that the reply says, or nothing of it."""
    mine = await answer_of(ctx.unit, seat, seat.voice)
    if not (mine and mine.kind in WRITTEN) and _is_click(heard.read):
        return await _as_the_button(ctx, seat, heard)
    blocks = await _blocks(ctx, seat)
    given, faults = await read_given_reply(ctx, seat, blocks, heard.read)
    if faults:
        return Say(not_taken_card(seat.checkin, faults, by_name(ctx, heard.typed, "@")), refuses=True)
    if given.is_empty:
        return Say(already_answered_card(seat.checkin, seat.cover_of(mine) if mine else ""))
    if heard.is_offered and not await ctx.unit.first_time(f"reply-taken:{heard.source}"):
        return Say(taken_already_card(seat.checkin.id))
    kept = await keep_reply(ctx, seat, blocks, given, reply_id(ctx))
    history = await remember_taken(ctx, heard.source, seat.checkin.id, kept.did)
    await tell_reply(ctx, seat, kept)
    if is_gone_since(ctx, history):
        return Say(deleted_card(seat.checkin.id, write_did(kept.did)))
    return Say(await _shown(ctx, seat, heard, given, kept))


def _is_click(read: ReplyRead) -> bool:
    """Whether it says only what a button of the prompt says."""
    said = {part.said for part in read.parts}
    return said in ({SaySame()}, {SayAway()}) and not read.faults and not read.words


async def _as_the_button(ctx: Context, seat: Seat, heard: Heard) -> Reply:
    said = await _like_the_button(ctx, seat, heard)
    if not (isinstance(said, Say) and said.refuses):
        await remember_taken(ctx, heard.source, seat.checkin.id, did=None)
    return said


async def _like_the_button(ctx: Context, seat: Seat, heard: Heard) -> Reply:
    base = {item.name: getattr(ctx.request, item.name) for item in fields(Request)}
    if heard.read.parts[0].said == SayAway():
        return await im_away(ctx, ButtonPressed(action="checkin.away", value=seat.checkin.id, **base))
    press = ButtonPressed(action="checkin.unchanged", value=seat.checkin.id, **base)
    reply = await nothing_changed(ctx, press)
    if not isinstance(reply, ShowForm):
        return reply
    _, faults = await read_given_reply(ctx, seat, await _blocks(ctx, seat), heard.read)
    return Say(not_taken_card(seat.checkin, faults, heard.typed), refuses=True)


async def _shown(ctx: Context, seat: Seat, heard: Heard, given: GivenReply, kept: KeptReply) -> Card:
    key_results = {kr.id: kr for kr in seat.snapshot.key_results}
    moved = [
        Moved(key_result=key_results[row.key_result_id], now=row, before=seat.snapshot.latest(row.key_result_id))
        for row in kept.readings
    ]
    taken = TakenReply(
        week=await week_name(ctx, seat.team, seat.checkin),
        moved=moved,
        blockers=kept.blockers,
        decisions=kept.decisions,
        stops=kept.stops,
        actions=kept.actions,
        words=given.own_words,
        off_track="\n".join(line for line in given.own_words.splitlines() if sounds_off_track(line)),
        open=await not_mentioned(ctx, seat),
        undo=write_did(kept.did),
        is_late=ctx.now >= seat.checkin.closes_at,
        is_elsewhere=heard.is_elsewhere,
    )
    return await with_offers(ctx, seat, taken_card(seat, taken), kept.blockers)


async def _refused(ctx: Context, error: Refused, typed: str) -> Reply:
    """The refusal with the text given back; what tells of a team goes to nobody who may not read that team."""
    if error.about is not None and not await can_read(ctx, error.about):
        raise error
    return Say(refused_reply_card(str(error), by_name(ctx, typed, "@")), refuses=True)


REPLY_BUTTONS = {
    "reply.undo": undo_reply,
    "reply.take": take_reply,
    "reply.leave": leave_reply,
    "reply.same": same_there,
    "reply.blocker": words_to_blocker,
}


async def _blocks(ctx: Context, seat: Seat) -> Blocks:
    return await load_blocks(ctx.unit, seat.checkin.id, answer_id(seat.checkin, seat.voice.member.id), Shown())
