"""What somebody who replied in a check-in's thread is told, privately: what was taken, what was not, and the way back.

Knows words and buttons; must not know how a reply was read or kept. The common case has at most 300 characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cadence.answering.seat import Seat
from cadence.cards import Block, Button, Buttons, Card, Look, Text, Tone, buttons, card
from cadence.grammar.replies import Fault
from cadence.model import Action, Blocker, CheckIn, Decision, KeyResult, StopShift
from cadence.wording.answer import CHANGE, Moved, moved_line, record_lines
from cadence.wording.lines import clip, owner_and_date, owner_cell
from cadence.wording.records import keep_typed

LONGEST = 120
LONGEST_SHOWN = 600
LONGEST_VALUE = 2_000
MOST_LINES = 12
MOST_PLACES = 12
ANSWER = "checkin.answer"
OPEN_FORM = "Open the form"


@dataclass(frozen=True, kw_only=True)
class TakenReply:
    """One reply as it was understood. week: `week 6`. open: KRs of which nothing was said. undo: value of the button.

    words: its free words. off_track: those of them that sound so. is_elsewhere: it stands in an earlier one's thread.
    """

    week: str
    moved: Sequence[Moved] = ()
    blockers: Sequence[Blocker] = ()
    decisions: Sequence[Decision] = ()
    stops: Sequence[StopShift] = ()
    actions: Sequence[Action] = ()
    words: str = ""
    off_track: str = ""
    open: Sequence[KeyResult] = ()
    undo: str = ""
    is_late: bool = False
    is_elsewhere: bool = False


def taken_card(seat: Seat, taken: TakenReply) -> Card:
    """`Taken for Growth, week 6:` and what was understood, line by line."""
    lines = _lines(seat, taken)
    week = f"{seat.team.name}, {taken.week}"
    if lines:
        head = f"Taken for {week}:"
        words = [f"Also kept: {_quoted(taken.words)}"] if taken.words else []
    else:
        head, words = f"Taken as your answer for {week}, in your own words:", [_quoted(taken.words)]
    shown = lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], f"and {len(lines) - MOST_LINES} more"]
    return card(head.rstrip(":."), Text("\n".join([head, *shown, *words, *_remarks(seat, taken)])), _row(seat, taken))


def _lines(seat: Seat, taken: TakenReply) -> list[str]:
    return [
        *(moved_line(seat.snapshot, moved) for moved in taken.moved),
        *record_lines(seat.snapshot, taken.blockers, taken.decisions, taken.stops),
        *(_action_line(seat, action) for action in taken.actions),
    ]


def _action_line(seat: Seat, action: Action) -> str:
    """`Action: call the agency (Cy, by Fri 13 Nov)`"""
    promise = owner_and_date(owner_cell(seat.snapshot, action.owner_id), action.due, seat.today)
    return f"Action: {clip(action.text, LONGEST)} ({promise})"


def _quoted(words: str) -> str:
    return f'"{clip(words, LONGEST)}"'


def _remarks(seat: Seat, taken: TakenReply) -> list[str]:
    remarks = []
    if taken.open:
        places = [seat.snapshot.place(kr.id) for kr in taken.open]
        more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
        remarks.append(f"Not mentioned: {', '.join(places[:MOST_PLACES])}{more}.")
    if taken.is_elsewhere:
        remarks.append(f"This thread is an earlier week's; it counts for {taken.week}.")
    if taken.is_late:
        remarks.append("The summary now has it too.")
    return remarks


def _row(seat: Seat, taken: TakenReply) -> Buttons:
    row = [Button("Undo", "reply.undo", taken.undo)] if taken.undo else []
    row.append(Button(OPEN_FORM, ANSWER, seat.checkin.id))
    if taken.open and all(seat.snapshot.latest(kr.id) for kr in taken.open):
        row.append(Button("Nothing changed there", "reply.same", seat.checkin.id))
    if taken.off_track and not taken.blockers:
        row.append(Button("Record as a blocker", "reply.blocker", taken.off_track[:LONGEST_VALUE]))
    return Buttons(tuple(row))


def not_taken_card(checkin: CheckIn, faults: Sequence[Fault], typed: str) -> Card:
    """What could not be read, line by line; nothing was recorded, and the text is given back whole."""
    ordered = sorted(faults, key=lambda fault: (fault.typed not in typed, typed.find(fault.typed)))
    lines = [f"{clip(fault.typed, LONGEST)}: {fault.why}" for fault in ordered[:MOST_LINES]]
    shown = keep_typed("\n".join(["Nothing was recorded yet. Put this right and send it again:", *lines]), typed)
    return Card(shown.notice.split("\n", 1)[0], (*shown.blocks, buttons(Button(OPEN_FORM, ANSWER, checkin.id))))


def edit_not_taken_card(checkin: CheckIn, faults: Sequence[Fault], typed: str) -> Card:
    """A reply was changed into something that cannot be read; what was taken before stands."""
    lines = [f"{clip(fault.typed, LONGEST)}: {fault.why}" for fault in faults[:MOST_LINES]]
    first = "You changed your reply, and I can't read it as an answer. What it said before stands."
    shown = keep_typed("\n".join([first, *lines]), typed)
    return Card(first, (*shown.blocks, buttons(Button(OPEN_FORM, ANSWER, checkin.id))))


def closed_since_card(week: str, checkin_id: str, is_gone: bool) -> Card:
    """A reply was changed, or is gone, after its check-in had closed."""
    did = "deleted" if is_gone else "changed"
    words = f"You {did} a reply of {week}, which has closed: what it said first stands there."
    return card(words, Text(words), buttons(Button(CHANGE, ANSWER, checkin_id)))


def deleted_card(checkin_id: str, undo: str) -> Card:
    """A reply was deleted. undo: value of the button; empty for none."""
    words = "You deleted your reply. What it told me still counts, unless you take it back."
    take_back = [Button("Take it back", "reply.undo", undo)] if undo else []
    return card(words, Text(words), Buttons((*take_back, Button(CHANGE, ANSWER, checkin_id))))


def refused_reply_card(message: str, typed: str) -> Card:
    """Why nothing of it can be taken, with the text given back."""
    return keep_typed(message, typed)


def offer_card(team: str, week: str, typed: str, value: str) -> Card:
    """A free sentence that was only overheard: is it an answer? Nothing was recorded."""
    question = f"Is this your answer for {team}, {week}?"
    blocks: tuple[Block, ...] = (
        Text(question),
        Text(clip(typed, LONGEST_SHOWN), Tone.QUIET),
        buttons(Button("Take it as my answer", "reply.take", value, Look.PRIMARY), Button("No", "reply.leave", value)),
    )
    return Card(question, blocks)


def left_card() -> Card:
    return card("Left as it is; I won't ask again this week.")


def taken_already_card(checkin_id: str) -> Card:
    words = "You have taken this already."
    return card(words, Text(words), buttons(Button(CHANGE, ANSWER, checkin_id)))


def reply_undone_card(checkin_id: str, is_answered: bool, left: Sequence[str]) -> Card:
    """is_answered: something that was said before stands again. left: what was settled meanwhile and stays."""
    words = "Taken back. The rest of your answer stands." if is_answered else "Taken back. You have not answered yet."
    if left:
        words = f"Taken back, but for what was settled meanwhile: {', '.join(clip(text, LONGEST) for text in left)}."
    return card(words, Text(words), _again(checkin_id, is_answered))


def undone_already_card(checkin_id: str, is_answered: bool) -> Card:
    words = "This reply was taken back already."
    return card(words, Text(words), _again(checkin_id, is_answered))


def changed_since_card(checkin_id: str) -> Card:
    words = "You have sent the form since, and it stays as you sent it. Change it there."
    return card(words, Text(words), buttons(Button(CHANGE, ANSWER, checkin_id)))


def _again(checkin_id: str, is_answered: bool) -> Buttons:
    if is_answered:
        return buttons(Button(CHANGE, ANSWER, checkin_id))
    answer = Button("Answer", ANSWER, checkin_id, Look.PRIMARY)
    return buttons(answer, Button("Nothing changed", "checkin.unchanged", checkin_id))
