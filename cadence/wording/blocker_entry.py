"""A blocker as one entry, wherever it is shown: three lines and its buttons; settled, one line and none. Pure.

Knows how a blocker reads to its own team, to the team it waits on, and to the lead alone; must not know where it is
shown, nor who may press what.
"""

from dataclasses import replace
from datetime import date

from cadence.cards import Block, Button, Buttons, Card, Look, Text
from cadence.grammar.dates import show_day
from cadence.model import Blocker, BlockerState, SubjectKind
from cadence.schedule.clocks import local_day
from cadence.settling import SAID_AS
from cadence.snapshot import Snapshot
from cadence.wording.dependency import is_told_by_text, other_team, owners_of, waits_on_whom
from cadence.wording.help_button import help_button
from cadence.wording.lines import clip, date_cell, short_day
from cadence.wording.records import origin, recorded_line, taken_back_line

LONGEST = 600
LONGEST_NOTICE = 120
LONGEST_LINE = 200


def entry_blocks(
    blocker: Blocker, snapshot: Snapshot, today: date, viewer_id: str | None = None, is_due: bool = False
) -> tuple[Block, ...]:
    """What holds what back, who looks after it, what was tried; and Take, Assign, Solved, New date, Ask for help.

    snapshot: of the team that raised it. viewer_id: who alone reads it; None for a team. The lead of the team that it
    waits on reads it as that team does. is_due: its owner is asked about it, and reads why.
    """
    if blocker.state != BlockerState.OPEN:
        return (Text(settled_text(blocker, snapshot)),)
    other = other_team(blocker, snapshot)
    if other and viewer_id == other.lead_id not in (blocker.owner_id, snapshot.team.lead_id):
        return _other_team_blocks(blocker, snapshot, today)
    asked = _asked(blocker) if is_due else ""
    return (Text(asked + "\n".join(_lines(blocker, snapshot, today))), Buttons(_buttons(blocker, viewer_id)))


def _asked(blocker: Blocker) -> str:
    """Why its owner reads of it today."""
    return "Time to look again: " if blocker.next_check else "Yours, and without a next check. When do you look again? "


def thread_card(blocker: Blocker, snapshot: Snapshot, today: date) -> Card:
    """Its message in its own team's thread."""
    if blocker.state != BlockerState.OPEN:
        return _settled_card(blocker, snapshot)
    short = replace(blocker, text=clip(blocker.text, LONGEST_NOTICE))
    notice = recorded_line(short, snapshot, snapshot.name(blocker.raised_by), today)
    return Card(notice, (*entry_blocks(blocker, snapshot, today), *origin(blocker)))


def lead_card(blocker: Blocker, snapshot: Snapshot, today: date) -> Card:
    """One about a person, for the lead alone."""
    if blocker.state == BlockerState.WITHDRAWN:
        return _line_card(f"{snapshot.name(blocker.settled_by or blocker.raised_by)} took this back.")
    if blocker.state != BlockerState.OPEN:
        return _settled_card(blocker, snapshot)
    who = f"{snapshot.name(blocker.raised_by)}, for you alone:"
    notice = f"{who} {clip(blocker.text, LONGEST_NOTICE)}"
    return Card(notice, (Text(who), *entry_blocks(blocker, snapshot, today, snapshot.team.lead_id), *origin(blocker)))


def other_team_card(blocker: Blocker, snapshot: Snapshot, today: date) -> Card:
    """Its message in the thread of the team it waits on. snapshot: of the team that raised it."""
    if blocker.state != BlockerState.OPEN:
        return _settled_card(blocker, snapshot, f"{snapshot.team.name}: ")
    return Card(other_team_line(blocker, snapshot), _other_team_blocks(blocker, snapshot, today))


def _other_team_blocks(blocker: Blocker, snapshot: Snapshot, today: date) -> tuple[Block, ...]:
    lines = [other_team_line(blocker, snapshot), _state(blocker, snapshot, today), _tried(blocker)]
    row = (
        Button("I'll take it", "blocker.take", blocker.id, Look.PRIMARY),
        Button("Solved", "blocker.solved", blocker.id),
        Button("New date", "blocker.check", blocker.id),
    )
    return (Text("\n".join(line for line in lines if line)), Buttons(row))


def other_team_line(blocker: Blocker, snapshot: Snapshot) -> str:
    """`Growth waits on you: 2.2 the new price list`."""
    return f"{snapshot.team.name} waits on you: {_what(blocker, snapshot)}"


def no_longer_card(snapshot: Snapshot) -> Card:
    """In the thread of a team it does not wait on any more."""
    return _line_card(f"{snapshot.team.name} does not wait on you any more.")


def not_shown_card(blocker: Blocker, snapshot: Snapshot) -> Card:
    """In a thread that may not show it any more."""
    return _line_card(taken_back_line(blocker, snapshot.name(blocker.raised_by)))


def no_longer_lead_only_card(blocker: Blocker, snapshot: Snapshot) -> Card:
    """What the lead's private message says once the team may read it."""
    where = ", in the thread" if snapshot.team.has_threads else ""
    return _line_card(f"{snapshot.name(blocker.raised_by)} now shares this with the team{where}.")


def settled_text(blocker: Blocker, snapshot: Snapshot) -> str:
    """`✓ 2.2 waiting for legal: solved by Dee on Wed 11 Nov`."""
    if blocker.state == BlockerState.WITHDRAWN:
        return taken_back_line(blocker, snapshot.name(blocker.settled_by or blocker.raised_by))
    by = f" by {snapshot.name(blocker.settled_by)}" if blocker.settled_by else ""
    zone = snapshot.team.zone
    on = f" on {show_day(local_day(blocker.settled_at, zone))}" if blocker.settled_at else ""
    return f"✓ {_what(blocker, snapshot, LONGEST_LINE)}: {SAID_AS.get(blocker.state, 'settled')}{by}{on}"


def _settled_card(blocker: Blocker, snapshot: Snapshot, before: str = "") -> Card:
    return _line_card(before + settled_text(blocker, snapshot))


def _line_card(line: str) -> Card:
    return Card(line, (Text(line),))


def _lines(blocker: Blocker, snapshot: Snapshot, today: date) -> list[str]:
    lines = (_what(blocker, snapshot), details(blocker, snapshot, today), _tried(blocker))
    return [line for line in lines if line]


def _what(blocker: Blocker, snapshot: Snapshot, longest: int = LONGEST) -> str:
    return f"{snapshot.place(blocker.key_result_id)} {clip(blocker.text, longest)}".strip()


def details(blocker: Blocker, snapshot: Snapshot, today: date) -> str:
    """`waits on Legal · since 4 Nov · owner Ben · next check Fri 13 Nov`."""
    whom = waits_on_whom(blocker, snapshot)
    waits = "" if not whom or is_told_by_text(blocker.text, whom) else f"waits on {clip(whom, LONGEST_LINE)} · "
    return waits + _state(blocker, snapshot, today)


def _state(blocker: Blocker, snapshot: Snapshot, today: date) -> str:
    """`since 4 Nov · owner Ben · next check Fri 13 Nov`."""
    check = f"next check {date_cell(blocker.next_check, today)}"
    return f"since {short_day(blocker.since, today)} · owner {owners_of(blocker, snapshot)} · {check}"


def _tried(blocker: Blocker) -> str:
    return f"tried: {clip(blocker.tried, LONGEST)}" if blocker.tried else ""


def _buttons(blocker: Blocker, viewer_id: str | None) -> tuple[Button, ...]:
    is_theirs = viewer_id is not None and viewer_id == blocker.owner_id
    take = () if is_theirs else (Button("I'll take it", "blocker.take", blocker.id, Look.PRIMARY),)
    return (
        *take,
        Button("Assign", "blocker.assign", blocker.id),
        Button("Solved", "blocker.solved", blocker.id),
        Button("New date", "blocker.check", blocker.id),
        help_button(SubjectKind.BLOCKER, blocker.id),
    )
