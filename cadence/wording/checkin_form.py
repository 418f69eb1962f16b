"""The check-in form: last week's promises, my key results, and then what is off track, undecided or to be stopped.

Knows which fields there are and what they are called; must not know how they are read or kept. Nothing in it is
required: every field is either filled already or may stay empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.answering.choosing import week_number
from cadence.answering.formcontext import FormContext, write_context
from cadence.answering.keeping import with_typed
from cadence.answering.seat import Seat, Subject, Why
from cadence.answering.slots import Blocks
from cadence.form_room import FormRoom, letters_of, size_of
from cadence.forms import (
    ZERO_TO_TEN,
    Form,
    FormPart,
    FormValues,
    More,
    NumberField,
    Section,
    TextField,
    text,
)
from cadence.measure import show_number, show_value
from cadence.model import CheckInState, Direction, KeyResult, Kind, Reading
from cadence.weekly.promises import Promises
from cadence.wording.checkin_blocks import BlockKinds, block_kinds
from cadence.wording.checkin_paging import MARGIN, MARGIN_LETTERS, Chunk, fit, paged
from cadence.wording.checkin_promises import most_asked_more, most_of_promises, promise_parts
from cadence.wording.lines import clip, day_and_time

LONGEST_TITLE = 24
LONGEST_LABEL = 100
SCALE = "0 no chance, 5 even, 10 certain"
STRETCH_SCALE = f"{SCALE}, to reach 0.7 of this stretch target"
AFRESH, PAGE = "afresh", "page:"
"""Events of the form itself: what was typed is put away; another page of it."""


@dataclass(frozen=True, kw_only=True)
class FormData:
    """What stands in a form. given: this person's readings of this check-in, by KR. typed: what was typed and chosen so
    far, by field, on all its pages. room: how much one page holds.

    is_late: the check-in is closed. carried: which page, and since when the person has the form. strays: id and name of
    KRs that were in the form, and no longer are. kept_at: when what was typed was kept, where it was not sent yet.
    fault: what is wrong on this page, where that was found on another.
    """

    seat: Seat
    promises: Promises
    blocks: Blocks
    given: Mapping[str, Reading]
    typed: FormValues
    room: FormRoom
    is_late: bool
    carried: FormContext
    strays: tuple[tuple[str, str], ...] = ()
    kept_at: datetime | None = None
    fault: str = ""


def checkin_form(data: FormData) -> Form:
    """The form, or the page of it that is meant, filled with what was typed."""
    pages = checkin_pages(data)
    number = min(data.carried.page, len(pages))
    is_last = number == len(pages)
    carried = replace(data.carried, page=number, pages=len(pages))
    return Form(
        id="checkin",
        title=form_title(data.seat),
        intro=_intro(data, number, len(pages)),
        parts=with_typed((*_start(data), *pages[number - 1], *_back(number)), data.typed),
        submit="Send" if is_last else "Next",
        context=write_context(carried, data.blocks),
        edition=str(carried.edition or ""),
    )


def checkin_pages(data: FormData) -> list[list[FormPart]]:
    """Everything that is asked, in as few pages as it fits into; the numbered blocks stand at the end. Its fields are
    not filled with what was typed."""
    chunks = [chunk for chunk in (_promises(data), *_key_result_chunks(data), _strays(data)) if chunk.parts]
    kinds, room = block_kinds(data.seat.snapshot, data.blocks), _room(data)
    last = _least(data, kinds)
    if not fit([last], room):
        return _drawn(paged([*chunks, *(_chunk(data, parts) for parts in kinds.apart())], room))
    pages = paged([*chunks, last], room)
    taken = sum(chunk.size for chunk in pages[-1]) - last.size
    *drawn, end = _drawn(pages)
    return [*drawn, [*end, *kinds.parts(taken + MARGIN, data.room.parts)]]


def _drawn(pages: list[list[Chunk]]) -> list[list[FormPart]]:
    return [[part for chunk in page for part in chunk.parts] for page in pages]


def _room(data: FormData) -> FormRoom:
    """What a page has for what is asked."""
    letters = data.room.letters
    return FormRoom(parts=data.room.parts - MARGIN, letters=None if letters is None else letters - MARGIN_LETTERS)


def _chunk(data: FormData, parts: Sequence[FormPart]) -> Chunk:
    """One that does not grow."""
    return Chunk(tuple(parts), size_of(parts), _letters(data, parts))


def _letters(data: FormData, parts: Iterable[FormPart]) -> int:
    """The letters of these with what was typed into them; not counted where nobody asks how many there are."""
    return 0 if data.room.letters is None else letters_of(with_typed(parts, data.typed))


def _least(data: FormData, kinds: BlockKinds) -> Chunk:
    """The numbered blocks together: as many parts as they need at least, and the letters of those shown."""
    return Chunk((), kinds.least_size, _letters(data, kinds.parts(MARGIN, data.room.parts)))


def _promises(data: FormData) -> Chunk:
    parts = promise_parts(data.promises, _chosen(data.typed), data.seat.checkin.opens_at, data.seat.today)
    letters = _letters(data, parts) + most_asked_more(data.promises)
    return Chunk(tuple(parts), most_of_promises(data.promises), letters)


def _chosen(typed: FormValues) -> dict[str, str]:
    """What became of each promise, as far as it was chosen."""
    return {field: text(typed, field) for field in typed if field.startswith(("action:", "check:"))}


def _strays(data: FormData) -> Chunk:
    return _chunk(data, _stray_parts(data))


def _start(data: FormData) -> list[FormPart]:
    """What is wrong here; or what was typed and not sent is there again, and nobody has to go on with it."""
    if data.fault:
        return [Section("Not sent yet", data.fault)]
    if data.kept_at is None:
        return []
    kept = day_and_time(data.kept_at, data.seat.team.zone)
    return [Section("As you left it", f"Typed until {kept}, and not sent yet."), More("Start afresh", AFRESH)]


def _back(number: int) -> list[FormPart]:
    return [More("Back", f"{PAGE}{number - 1}")] if number > 1 else []


def form_title(seat: Seat) -> str:
    """`Growth, week 6`, at most 24 characters."""
    cycle = seat.snapshot.cycle
    what = f", week {week_number(seat.team, cycle, seat.checkin)}" if cycle else ", check-in"
    return clip(seat.team.name, LONGEST_TITLE - len(what)) + what


def _intro(data: FormData, number: int, of: int) -> str:
    """Where it will be posted, how long it can be changed, and which page this is."""
    page = f" Page {number} of {of}; it is sent from the last one." if of > 1 else ""
    return _where(data) + page


def _where(data: FormData) -> str:
    checkin, zone, has_threads = data.seat.checkin, data.seat.team.zone, data.seat.team.has_threads
    shown = "Posted in this check-in's thread." if has_threads else "Shown on this check-in, in the team's chat."
    if data.is_late:
        closed = day_and_time(checkin.closes_at, zone)
        return f"{shown} It closed {closed}; your answer still counts."
    if checkin.state == CheckInState.SCHEDULED:
        then = "posted in its thread" if has_threads else "shown on it, in the team's chat"
        return f"Kept until the check-in opens {day_and_time(checkin.opens_at, zone)}, then {then}."
    return f"{shown} You can change it until {day_and_time(checkin.closes_at, zone)}."


def _key_result_chunks(data: FormData) -> list[Chunk]:
    """One a KR, its heading with the first of a person: they stay together on a page."""
    chunks: list[Chunk] = []
    for subject in data.seat.subjects:
        for number, key_result in enumerate(subject.key_results):
            heading = [_heading(subject, _is_first_time(data, subject))] if number == 0 else []
            asked = [*heading, *_one_key_result(data, key_result, bool(chunks))]
            chunks.append(_chunk(data, asked))
    return chunks


def _is_first_time(data: FormData, subject: Subject) -> bool:
    """Whether nothing was ever said of these KRs."""
    return all(data.seat.snapshot.latest(kr.id) is None for kr in subject.key_results)


def _heading(subject: Subject, is_first_time: bool) -> Section:
    ask = "Where do they stand?" if is_first_time else "Is it still so? Change what moved."
    match subject.why:
        case Why.OWN:
            return Section("Key results", ask)
        case Why.COVER:
            return Section(f"For {subject.member.name}, whom you cover", ask)
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
