"""The check-in form: last week's promises, my key results, and then what is off track, undecided or to be stopped.

Knows which fields there are and what they are called; must not know how they are read or kept. Nothing in it is
required: every field is either filled already or may stay empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.answering.choosing import week_number
from cadence.answering.formcontext import write_context
from cadence.answering.seat import Seat, Subject, Why
from cadence.answering.slots import Blocks
from cadence.forms import (
    ZERO_TO_TEN,
    Form,
    FormPart,
    NumberField,
    Section,
    TextField,
)
from cadence.measure import show_number, show_value
from cadence.model import CheckInState, Direction, KeyResult, Kind, Reading
from cadence.weekly.promises import Promises
from cadence.wording.checkin_blocks import ROOM, block_parts, least_size, size_of
from cadence.wording.checkin_promises import most_of_promises, promise_parts
from cadence.wording.lines import clip, day_and_time

LONGEST_TITLE = 24
LONGEST_LABEL = 100
SCALE = "0 no chance, 5 even, 10 certain"
STRETCH_SCALE = f"{SCALE}, to reach 0.7 of this stretch target"

SPARE = 8
"""Where not every KR fits anyway, one more block can still be added."""
NO_WHY = "There are too many to ask here. Say it in a line, as in: okr update 1.1 45% conf 6 two deals slipped"
DO_NOT_FIT = "They do not fit here and stay as they are. Answer them in a line each, as in: okr update 2.1 45% conf 6"


@dataclass(frozen=True, kw_only=True)
class FormData:
    """What stands in a form. given: this person's readings of this check-in, by KR. chosen: what was chosen so far, by
    field.

    is_late: the check-in is closed. opened_at: since when the person has the form. strays: id and name of KRs that were
    in the form, and no longer are.
    """

    seat: Seat
    promises: Promises
    blocks: Blocks
    given: Mapping[str, Reading]
    chosen: Mapping[str, str]
    is_late: bool
    opened_at: datetime
    strays: tuple[tuple[str, str], ...] = ()


def checkin_form(data: FormData) -> Form:
    """The filled form."""
    seat = data.seat
    promises = promise_parts(data.promises, data.chosen, seat.checkin.opens_at)
    strays = _stray_parts(data)
    reserved = most_of_promises(data.promises) + size_of(strays)
    key_results = _key_result_parts(data, ROOM - reserved - least_size(seat, data.blocks))
    parts: list[FormPart] = [*promises, *key_results, *strays]
    return Form(
        id="checkin",
        title=form_title(seat),
        intro=_intro(data),
        parts=(*parts, *block_parts(seat, data.blocks, reserved + size_of(key_results))),
        context=write_context(seat.checkin.id, data.blocks, data.opened_at),
    )


def form_title(seat: Seat) -> str:
    """`Growth, week 6`, at most 24 characters."""
    cycle = seat.snapshot.cycle
    what = f", week {week_number(seat.team, cycle, seat.checkin)}" if cycle else ", check-in"
    return clip(seat.team.name, LONGEST_TITLE - len(what)) + what


def _intro(data: FormData) -> str:
    """Where it will be posted, and how long it can be changed."""
    checkin, zone = data.seat.checkin, data.seat.team.zone
    if data.is_late:
        closed = day_and_time(checkin.closes_at, zone)
        return f"Posted in this check-in's thread. It closed {closed}; your answer still counts."
    if checkin.state == CheckInState.SCHEDULED:
        return f"Kept until the check-in opens {day_and_time(checkin.opens_at, zone)}, then posted in its thread."
    return f"Posted in this check-in's thread. You can change it until {day_and_time(checkin.closes_at, zone)}."


def _key_result_parts(data: FormData, room: int) -> list[FormPart]:
    """All KRs; without the line of why where there are too many for it, and as many as fit where even that is much."""
    everything = _every_key_result(data)
    if size_of(everything) <= room:
        return everything
    short: list[FormPart] = [part for part in everything if not isinstance(part, TextField)]
    if size_of(short) <= room:
        return [*short, Section("Why did it move?", NO_WHY)] if size_of(short) + 2 <= room else short
    return _as_many_as_fit(short, room - 2 - SPARE)


def _as_many_as_fit(parts: Sequence[FormPart], room: int) -> list[FormPart]:
    """The first of them, and how many are left. A value and its confidence stay together."""
    shown: list[FormPart] = []
    for number, part in enumerate(parts):
        needs = size_of([part, *parts[number + 1 : number + 2]])
        if not _is_confidence(part) and size_of(shown) + needs > room:
            break
        shown.append(part)
    while shown and isinstance(shown[-1], Section):
        shown.pop()
    left = sum(isinstance(part, NumberField) for part in parts[len(shown) :]) // 2
    return [*shown, Section(f"{left} more key result{'s' if left > 1 else ''}", DO_NOT_FIT)]


def _is_confidence(part: FormPart) -> bool:
    return isinstance(part, NumberField) and part.id.endswith(":conf")


def _every_key_result(data: FormData) -> list[FormPart]:
    parts: list[FormPart] = []
    is_explained = False
    for subject in data.seat.subjects:
        if subject.key_results:
            parts.append(_heading(subject))
        for key_result in subject.key_results:
            parts += _one_key_result(data, key_result, is_explained)
            is_explained = True
    return parts


def _heading(subject: Subject) -> Section:
    match subject.why:
        case Why.OWN:
            return Section("Key results", "Is it still so? Change what moved.")
        case Why.COVER:
            return Section(f"For {subject.member.name}, whom you cover", "Is it still so? Change what moved.")
        case Why.STAND_IN:
            gone = "who is away" if subject.member.is_active else "who has left"
            return Section(f"For {subject.member.name}, {gone}", "Nobody covers. Left as it is, nothing is noted.")


def _one_key_result(data: FormData, key_result: KeyResult, is_explained: bool) -> list[FormPart]:
    snapshot = data.seat.snapshot
    latest, given = snapshot.latest(key_result.id), data.given.get(key_result.id)
    confidence = "" if latest is None or latest.confidence is None else str(latest.confidence)
    field = f"kr:{key_result.id}"
    is_stretch = key_result.kind == Kind.STRETCH
    return [
        NumberField(
            id=f"{field}:value",
            label=f"{snapshot.place(key_result.id)} {clip(key_result.title, LONGEST_LABEL)}",
            hint=_value_hint(key_result, data.seat.before(key_result.id), not is_explained),
            initial=show_number(latest.value) if latest else "",
        ),
        NumberField(
            id=f"{field}:conf",
            label="Confidence, 0-10",
            hint=STRETCH_SCALE if is_stretch else "" if is_explained else SCALE,
            initial=confidence,
            picks=ZERO_TO_TEN,
        ),
        TextField(id=f"{field}:note", label="Why, if it moved", initial=given.note if given else ""),
    ]


def _value_hint(key_result: KeyResult, before: Reading | None, explain: bool) -> str:
    """`Last 36%, target 45%.` also while an answer is edited: what stood before it."""
    target = show_value(key_result.target, key_result.unit)
    if key_result.direction == Direction.KEEP:
        low, high = sorted((key_result.start, key_result.target))
        target = f"between {show_value(low)} and {show_value(high, key_result.unit)}"
    if before is None:
        return f"Target {target}. No value yet."
    last = show_value(before.value, key_result.unit)
    return f"Last {last}, target {target}.{f' +5 adds to {last}.' if explain else ''}"


def _stray_parts(data: FormData) -> list[FormPart]:
    """Keeps what was typed for a KR that is no longer asked for, until the person clears it."""
    return [
        NumberField(id=f"kr:{kr_id}:value", label=clip(name, LONGEST_LABEL), hint="Not asked for any more; clear it.")
        for kr_id, name in data.strays
    ]
