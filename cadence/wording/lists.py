"""The lists of blockers, decisions and actions: a row and its buttons for each, and what an empty list says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cadence.cards import Block, Button, Buttons, Card, Heading, Look, Text, Tone, card
from cadence.deciding import who_decides
from cadence.grammar.commands import Which
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, SubjectKind
from cadence.schedule.clocks import local_day
from cadence.settling import SAID_AS, STILL_OPEN, Item
from cadence.snapshot import NOT_SET, Snapshot
from cadence.wording.blocker_entry import details
from cadence.wording.decision_request import took
from cadence.wording.help_button import help_button
from cadence.wording.lines import date_cell, moved_often, needed_by, short_day

MOST_ROWS = 10
KIND_OF = {Which.OPEN: "open ", Which.OVERDUE: "overdue ", Which.MINE: "open ", Which.ALL: ""}


@dataclass(frozen=True)
class Row:
    """One thing of a list: its text, and the buttons that the reader may press."""

    text: str
    buttons: tuple[Button, ...] = ()


def list_card(where: str, noun: str, which: Which, rows: Sequence[Row], said: str = "") -> Card:
    """A list. where: the team's name. said: what was just done, shown first."""
    before: tuple[Block, ...] = (Text(said),) if said else ()
    if not rows:
        return card(said or empty(noun, which), *before, Text(empty(noun, which)))
    title = f"{where}: {_named(noun, which)}"
    more = len(rows) - MOST_ROWS
    after: tuple[Block, ...] = (Text(f"+{more} more", Tone.QUIET),) if more > 0 else ()
    return card(said or title, *before, Heading(title), *_shown(rows[:MOST_ROWS]), *after)


def empty(noun: str, which: Which) -> str:
    """`No open blockers.`"""
    return f"No {KIND_OF[which]}{noun}s{' of yours' if which == Which.MINE else ''}."


def blocker_row(blocker: Blocker, snapshot: Snapshot, today: date) -> str:
    """Two lines: what holds what back; then who, since when and when, as its message in the thread says it."""
    seen = "seen by the lead only" if blocker.lead_only else ""
    return _row(blocker, blocker.text, (details(blocker, snapshot, today), seen), snapshot, today)


def decision_row(decision: Decision, snapshot: Snapshot, today: date, falls_due: date | None = None) -> str:
    """falls_due: the day that is meant where none was set."""
    details = (
        f"{snapshot.name(who_decides(decision, snapshot))} decides",
        f"needed {needed_by(decision, falls_due, today)}" if decision.needed_by or falls_due else "no date set",
        f"if no answer: {decision.fallback}" if decision.fallback else "",
        f"since {short_day(local_day(decision.raised_at, snapshot.team.zone), today)}",
    )
    return _row(decision, decision.question, details, snapshot, today)


def action_row(action: Action, snapshot: Snapshot, today: date) -> str:
    times = action.times_moved
    details = (
        f"owner {snapshot.name(action.owner_id)}",
        f"due {date_cell(action.due, today)}",
        moved_often(times),
        f"since {short_day(local_day(action.raised_at, snapshot.team.zone), today)}",
    )
    return _row(action, action.text, details, snapshot, today)


def blocker_buttons(blocker: Blocker, value: str) -> tuple[Button, ...]:
    return (
        Button("Solved", "blocker.solved", value, Look.PRIMARY),
        Button("New check date", "blocker.check", value),
        Button("Change owner" if blocker.owner_id else "Set owner", "blocker.set", value),
        help_button(SubjectKind.BLOCKER, blocker.id),
    )


def decision_buttons(decision: Decision, value: str) -> tuple[Button, ...]:
    return (
        Button("Decide", "decision.decide", value, Look.PRIMARY),
        Button("Set who and when", "decision.set", value),
        Button("Not needed", "decision.not_needed", value),
        help_button(SubjectKind.DECISION, decision.id),
    )


def action_buttons(action: Action, value: str) -> tuple[Button, ...]:
    lacks = action.owner_id is None or action.due is None
    return (
        Button("Done", "action.done", value, Look.PRIMARY),
        Button("Set owner and date", "action.set", value) if lacks else Button("Move", "action.move", value),
        Button("Drop", "action.drop", value),
        help_button(SubjectKind.ACTION, action.id),
    )


def _shown(rows: Sequence[Row]) -> tuple[Block, ...]:
    pairs = [(Text(row.text), Buttons(row.buttons)) for row in rows]
    return tuple(block for text, row in pairs for block in ((text, row) if row.buttons else (text,)))


def _named(noun: str, which: Which) -> str:
    return f"your open {noun}s" if which == Which.MINE else f"{KIND_OF[which] or 'all '}{noun}s"


def _row(item: Item, what: str, details: Sequence[str], snapshot: Snapshot, today: date) -> str:
    shown = details if item.state in STILL_OPEN else (_settled(item, snapshot, today),)
    place = snapshot.place(item.key_result_id)
    return "\n".join([what, " · ".join(part for part in (place, *shown) if part)])


def _settled(item: Item, snapshot: Snapshot, today: date) -> str:
    by, at = (item.decided_by, item.decided_at) if isinstance(item, Decision) else (item.settled_by, item.settled_at)
    on = f" on {show_day(local_day(at, snapshot.team.zone), today)}" if at else ""
    result = _result(item, snapshot) if isinstance(item, Decision) and item.outcome else ""
    who = snapshot.name(by)
    return f"{SAID_AS.get(item.state, 'settled')}{f' by {who}' if who != NOT_SET else ''}{on}{result}"


def _result(decision: Decision, snapshot: Snapshot) -> str:
    """`, after 6 days: pause half · why it took so long: no numbers`."""
    after = took(decision, snapshot.team.zone)
    why = f" · why it took so long: {decision.why_late}" if decision.why_late else ""
    return f"{f', {after}' if after else ''}: {decision.outcome}{why}"


def is_overdue(item: Item, today: date, falls_due: date | None = None) -> bool:
    """Open, and its promised day is over. falls_due: the day that is meant where none was set."""
    day = due_of(item) or falls_due
    return item.state in STILL_OPEN and day is not None and day < today


def due_of(item: Item) -> date | None:
    """The promised day: next check of a blocker, needed-by of a decision, due day of an action."""
    match item:
        case Blocker():
            return item.next_check
        case Decision():
            return item.needed_by
        case Action():
            return item.due
    return None
