"""The answers of a check-in on the prompt's own card, where it has no thread: a line or two each. Pure.

Each line is short, and so is the card, however many answer: what needs somebody is shown first of all, then what moved,
the newest before the older; they stand in the order in which they came.
"""

from collections.abc import Sequence

from cadence.cards import Block, Text, Tone
from cadence.model import CheckIn, CheckInState
from cadence.snapshot import Snapshot
from cadence.wording.answer import AnswerRecord, Moved, one_line_answer, promise_lines, record_lines, who_answered
from cadence.wording.lines import clip, movement

MOST_ANSWERS = 12
LONGEST_LINE = 220
LONGEST_PART = 90
LONGEST_NOTE = 50


def answers_here(snapshot: Snapshot, checkin: CheckIn, records: Sequence[AnswerRecord]) -> tuple[Block, ...]:
    """records: in the order in which they came."""
    shown = _first(records)
    more = len(records) - len(shown)
    after = (Text(_more(checkin, more), Tone.QUIET),) if more else ()
    return (*(Text(_lines(snapshot, record)) for record in shown), *after)


def _first(records: Sequence[AnswerRecord]) -> list[AnswerRecord]:
    ranked = sorted(range(len(records)), key=lambda number: (_rank(records[number]), -number))
    return [records[number] for number in sorted(ranked[:MOST_ANSWERS])]


def _rank(record: AnswerRecord) -> int:
    """What needs somebody, what moved, what is as it was."""
    if record.blockers or record.decisions:
        return 0
    return 2 if one_line_answer(record) and not record.is_words_alone else 1


def _more(checkin: CheckIn, more: int) -> str:
    is_closed = checkin.state == CheckInState.CLOSED
    return f"and {more} more: `okr summary`" if is_closed else f"and {more} more; the summary takes them all in"


def _lines(snapshot: Snapshot, record: AnswerRecord) -> str:
    """`Ben: 1.1 36 → 38%, conf 7 · 1.2 6, same, conf 8`, and below it what needs somebody."""
    who = who_answered(snapshot, record.answer)
    if record.is_words_alone:
        return f"{who}: {clip(record.answer.words, LONGEST_LINE)}"
    if short := one_line_answer(record):
        return f"{who}: {short}"
    needs = record_lines(snapshot, record.blockers, record.decisions, record.stops, LONGEST_PART)
    moved = [*(_moved(snapshot, row) for row in record.moved), *promise_lines(record.promises, LONGEST_PART)]
    first, *others = [_joined(parts) for parts in (moved, needs) if parts]
    return "\n".join([f"{who}: {first}", *others])


def _moved(snapshot: Snapshot, moved: Moved) -> str:
    reading = moved.now
    confidence = "" if reading.confidence is None else f", conf {reading.confidence}"
    note = f" ({clip(reading.note, LONGEST_NOTE)})" if reading.note else ""
    place = snapshot.place(moved.key_result.id)
    return f"{place} {movement(moved.key_result, moved.before, reading)}{confidence}{note}"


def _joined(parts: Sequence[str]) -> str:
    """As many as fit into a line; the first always does, shortened where it must be."""
    line, shown = clip(parts[0], LONGEST_LINE), 1
    while shown < len(parts) and len(line) + len(parts[shown]) + 3 <= LONGEST_LINE:
        line, shown = f"{line} · {parts[shown]}", shown + 1
    return f"{line} · +{len(parts) - shown} more" if shown < len(parts) else line
