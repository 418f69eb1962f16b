"""`okr mine`: everything that waits for a person on one card, each thing with its own buttons. Pure.

Knows the order and the words around the entries; each entry's own words stand with its subject. The card's buttons are
marked, so that whatever they do is answered with the card brought up to date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from cadence.cards import Block, Button, Buttons, Card, Look, Text, Tone
from cadence.follow.waiting import Waiting
from cadence.marking import marked
from cadence.model import CheckIn, KeyResult, Member, StopShift, SubjectKind
from cadence.schedule.clocks import local_day
from cadence.snapshot import Snapshot
from cadence.wording import stop_entry
from cadence.wording.digest import Row, at_most, counted, entry_row, merged, sections
from cadence.wording.help_button import help_button
from cadence.wording.lines import clip, clock_time, day_and_time

EMPTY = "Nothing waits for you."
HERE = "mine/"
"""Stands before the action of a button, and before the context of a form, that `okr mine` led to."""
ANSWERS_ALONE = frozenset({"checkin.unchanged"})
"""What is answered with a card of its own, that has to be read."""


def mine_card(
    viewer: Member, waiting: Sequence[Waiting], people: Mapping[str, Member], today: date, said: tuple[Block, ...] = ()
) -> Card:
    """waiting: the reader's own, then of each whom they cover. said: what was just done, shown first."""
    rows = waiting_rows(viewer, waiting, people, today)
    shown = at_most(rows)
    more = len(rows) - len(shown)
    head = counted(len(rows)) if rows else EMPTY
    after = (Text(f"+{more} more come up as these are settled.", Tone.QUIET),) if more else ()
    offers = [offer for each in waiting[:1] for offer in _offers(each)]
    body = marked((*sections(shown), *after, *offers), HERE, ANSWERS_ALONE)
    return Card(head, (*said, Text(head), *body))


def waiting_rows(viewer: Member, waiting: Sequence[Waiting], people: Mapping[str, Member], today: date) -> list[Row]:
    """Everything that waits, each thing with its own words and buttons, the reader's own first."""
    return [row for each in waiting for row in _rows(viewer, each, people, today)]


def _rows(viewer: Member, waiting: Waiting, people: Mapping[str, Member], today: date) -> list[Row]:
    whom = waiting.member.name if waiting.member.id != viewer.id else ""
    entries = [entry_row(viewer, group, people, today) for group in merged(waiting.entries, today)]
    checkins = [_checkin(snapshot, row, waiting.member, viewer, today) for snapshot, row in waiting.checkins]
    stops = [_stop(snapshot, row, today) for snapshot, row in waiting.stops]
    return [replace(row, whom=whom) for row in (*checkins, *entries, *stops)]


def _checkin(snapshot: Snapshot, checkin: CheckIn, member: Member, viewer: Member, today: date) -> Row:
    """`Growth closes today at 10:00: 1.1, 1.2.`"""
    places = ", ".join(snapshot.place(row.id) for row in snapshot.owned_by(member.id))
    is_today = local_day(checkin.closes_at, viewer.zone) == today
    when = clock_time(checkin.closes_at, viewer.zone) if is_today else day_and_time(checkin.closes_at, viewer.zone)
    team = clip(snapshot.team.name, 40)
    line = f"{team}'s check-in closes {'at' if is_today else 'on'} {when}: {places or 'three short questions'}."
    row = (
        Button("Answer", "checkin.answer", checkin.id, Look.PRIMARY),
        Button("Nothing changed", "checkin.unchanged", checkin.id),
    )
    return Row(blocks=(Text(line), Buttons(row)), about=line, team=snapshot.team.name, due=checkin.closes_at)


def _stop(snapshot: Snapshot, stop: StopShift, today: date) -> Row:
    return Row(blocks=stop_entry.entry_blocks(stop, snapshot, today), about=stop.text, team=snapshot.team.name)


def _offers(waiting: Waiting) -> list[Block]:
    """Key results off track: nobody has to, but may call for help."""
    return [block for snapshot, row in waiting.low for block in _offer(snapshot, row)]


def _offer(snapshot: Snapshot, key_result: KeyResult) -> tuple[Block, ...]:
    place = snapshot.place(key_result.id)
    text = Text(f"{place} {clip(key_result.title, 60)} is off track.", Tone.QUIET)
    return text, Buttons((help_button(SubjectKind.KEY_RESULT, key_result.id),))
