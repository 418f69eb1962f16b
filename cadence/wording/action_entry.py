"""An action as its owner is reminded of it, within a message of several things or in `okr mine`. Pure.

Knows its words and buttons; must not know when it is due, nor how often it may move.
"""

from datetime import date

from cadence.cards import Block, Button, Buttons, Look, Text
from cadence.grammar.dates import show_day
from cadence.model import Action, ActionState, NoticeKind
from cadence.schedule.clocks import local_day
from cadence.snapshot import Snapshot
from cadence.wording.lines import clip, date_cell

LONGEST = 200
TIMES = {1: "once", 2: "twice"}


def entry_blocks(
    action: Action, snapshot: Snapshot, today: date, kind: NoticeKind = NoticeKind.DUE
) -> tuple[Block, ...]:
    """kind: WORTH asks its owner whether a twice-moved action is still worth doing; any other reminds of its day.

    Without buttons once it is settled or, for WORTH, kept.
    """
    if action.state != ActionState.OPEN:
        return (Text(settled_text(action, snapshot, today)),)
    if kind != NoticeKind.WORTH:
        return Text(due_text(action, snapshot, today)), Buttons(due_buttons(action))
    if action.kept_moves >= action.times_moved:
        return (Text(f"Kept: {_what(action, snapshot)}, {_when(action, today)}."),)
    return Text(worth_text(action, snapshot, today)), Buttons(worth_buttons(action))


def due_text(action: Action, snapshot: Snapshot, today: date) -> str:
    """`Due today: pricing test (1.1).`"""
    if action.due is None:
        return f"No date yet: {_what(action, snapshot)}."
    when = "Due today" if action.due == today else f"Due {date_cell(action.due, today)}"
    return f"{when}: {_what(action, snapshot)}."


def worth_text(action: Action, snapshot: Snapshot, today: date) -> str:
    """`Moved twice: pricing test (1.1), now due Wed 18 Nov. Still worth doing? You alone are asked.`"""
    times = TIMES.get(action.times_moved, f"{action.times_moved} times")
    now = f", now {_when(action, today)}"
    return f"Moved {times}: {_what(action, snapshot)}{now}. Still worth doing? You alone are asked."


def kept_line(action: Action, today: date) -> str:
    """What its owner is told who keeps it."""
    return f"Kept: {clip(action.text, LONGEST)}, {_when(action, today)}. You are asked again only if it moves again."


def due_buttons(action: Action) -> tuple[Button, ...]:
    move = ("Move", "action.move") if action.due else ("Set date", "action.set")
    return (
        Button("Done", "action.done", action.id, Look.PRIMARY),
        Button(*move, action.id),
        Button("Drop", "action.drop", action.id),
    )


def worth_buttons(action: Action) -> tuple[Button, ...]:
    return (
        Button("Keep", "action.keep", action.id, Look.PRIMARY),
        Button("Done", "action.done", action.id),
        Button("Drop", "action.drop", action.id),
    )


def settled_text(action: Action, snapshot: Snapshot, today: date) -> str:
    """`Done: pricing test (1.1), Dee, Wed 11 Nov.`"""
    how = {ActionState.DONE: "Done", ActionState.DROPPED: "Dropped"}.get(action.state, "Taken back")
    who = f", {clip(snapshot.name(action.settled_by), 40)}" if action.settled_by in snapshot.people else ""
    at = action.settled_at
    on = f", {show_day(local_day(at, snapshot.team.zone), today)}" if at else ""
    return f"{how}: {_what(action, snapshot)}{who}{on}."


def _what(action: Action, snapshot: Snapshot) -> str:
    place = snapshot.place(action.key_result_id)
    return clip(action.text, LONGEST).rstrip(".") + (f" ({place})" if place else "")


def _when(action: Action, today: date) -> str:
    return f"due {date_cell(action.due, today)}" if action.due else "without a date"
