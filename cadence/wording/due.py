"""What a click on the prompt is answered with, privately: what was kept, what is due, and the way back.

Knows the words and the buttons; must not know what is due. The first line has at most 160 characters.
"""

from collections.abc import Sequence
from datetime import date

from cadence.answering.seat import Seat
from cadence.cards import Block, Button, Buttons, Card, Look, Text, buttons, card
from cadence.model import Action, Blocker, KeyResult, StopShift, StopState
from cadence.snapshot import NOT_SET
from cadence.weekly.promises import Promises
from cadence.wording.answer import count_krs
from cadence.wording.lines import clip, date_cell, in_words

LONGEST_KEPT = 160
LONGEST_NAME = 40
LONGEST = 200
MOST_SHOWN = 4
MOST_ASKED = 3


def kept_card(seat: Seat, count: int, due: Promises, tired: Sequence[KeyResult]) -> Card:
    """`Kept: 3 KRs. One thing is due: pricing test.` tired: KRs that were unchanged for the third week running."""
    kept = f"Kept: {count_krs(count)}." if count else "Noted: nothing to report."
    line = kept_line(kept, [*due.actions, *due.stops, *due.checks])
    return card(
        line,
        Text(line),
        *_still(seat, tired[:MOST_ASKED]),
        *_due_blocks(due, seat.today),
        buttons(Button("Undo my answer", "checkin.undo", seat.checkin.id)),
    )


def kept_line(kept: str, due: Sequence[Action | StopShift | Blocker]) -> str:
    """What was kept, and what is due by name as far as 160 characters go."""
    if not due:
        return kept
    many = in_words(len(due)).capitalize()
    head = f"{kept} One thing is due: " if len(due) == 1 else f"{kept} {many} things are due: "
    names = [clip(item.text, LONGEST_NAME).rstrip(".") for item in due]
    for shown in range(len(names), 0, -1):
        rest = f" and {len(names) - shown} more" if shown < len(names) else ""
        line = f"{head}{', '.join(names[:shown])}{rest}."
        if len(line) <= LONGEST_KEPT:
            return line
    return f"{kept} {many} things are due."


def _still(seat: Seat, tired: Sequence[KeyResult]) -> list[Block]:
    """`Still 7?`, and the button that changes it."""
    asked = []
    for key_result in tired:
        latest = seat.snapshot.latest(key_result.id)
        if latest and latest.confidence is not None:
            asked.append((f"Still {latest.confidence}?", f"{seat.snapshot.place(key_result.id)}", key_result))
    if not asked:
        return []
    lines = [f"{still} {place} {clip(kr.title, LONGEST_NAME)}, third week unchanged." for still, place, kr in asked]
    row = [Button(f"Change {place}", "board.update", key_result.id) for _, place, key_result in asked]
    return [Text("\n".join(lines)), Buttons(tuple(row))]


def _due_blocks(due: Promises, today: date) -> list[Block]:
    shown = [_action(row, today) for row in due.actions] + [_stop(row) for row in due.stops]
    shown += [_check(row, today) for row in due.checks]
    return [block for pair in shown[:MOST_SHOWN] for block in pair]


def _action(action: Action, today: date) -> tuple[Text, Buttons]:
    due = f"due {date_cell(action.due, today)}" if action.due else f"date {NOT_SET}"
    when = Button("Move", "action.move", action.id) if action.due else Button("Set date", "action.set", action.id)
    return Text(f"{clip(action.text, LONGEST)}, {due}"), buttons(
        Button("Done", "action.done", action.id, Look.PRIMARY), when, Button("Drop", "action.drop", action.id)
    )


def _stop(stop: StopShift) -> tuple[Text, Buttons]:
    choices = (
        ("Yes", StopState.STOPPED),
        ("Not yet", StopState.NOT_YET),
        ("We changed our mind", StopState.CHANGED_MIND),
    )
    row = (Button(label, "stop.settle", f"{stop.id}:{state.value}") for label, state in choices)
    return Text(f"Did it stop? {clip(stop.text, LONGEST)}"), Buttons(tuple(row))


def _check(blocker: Blocker, today: date) -> tuple[Text, Buttons]:
    look = f", next check {date_cell(blocker.next_check, today)}" if blocker.next_check else ""
    return Text(f"Still off track? {clip(blocker.text, LONGEST)}{look}"), buttons(
        Button("Solved", "blocker.solved", blocker.id), Button("New date", "blocker.check", blocker.id)
    )


def away_card(checkin_id: str) -> Card:
    words = "Noted: you are away for this check-in. For longer, type `okr away 1 Aug to 12 Aug cover @x`."
    return card(
        "Noted: you are away for this check-in.", Text(words), buttons(Button("Undo", "checkin.undo", checkin_id))
    )


def undone_card(checkin_id: str) -> Card:
    words = "Taken back. You have not answered yet."
    answer = Button("Answer", "checkin.answer", checkin_id, Look.PRIMARY)
    return card(words, Text(words), buttons(answer, Button("Nothing changed", "checkin.unchanged", checkin_id)))
