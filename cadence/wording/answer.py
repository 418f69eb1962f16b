"""An answer as it stands in the check-in's thread, at most twelve lines; and what its giver is told privately.

Knows one answer and what it holds; must not know how it came about. What is for the lead alone never gets here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cadence.answering.seat import Seat
from cadence.cards import Button, Card, Text, Tone, buttons, card
from cadence.deciding import decider_of
from cadence.grammar.dates import show_day
from cadence.model import (
    ActionState,
    Answer,
    AnswerKind,
    Blocker,
    CheckIn,
    CheckInState,
    Decision,
    KeyResult,
    Reading,
    StopShift,
    StopState,
)
from cadence.snapshot import Snapshot
from cadence.weekly.promises import Promises
from cadence.wording.lines import clip, day_and_time, movement

MOST_LINES = 12
LONGEST = 200
LONGEST_TITLE = 60
LONGEST_NAME = 40
CHANGE = "Change my answer"
BECAME = {
    ActionState.OPEN: "Moved",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "Dropped",
    StopState.STOPPED: "It did stop",
    StopState.NOT_YET: "Not stopped yet",
    StopState.CHANGED_MIND: "It goes on",
}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A KR in an answer. before: the value that stood before this check-in."""

    key_result: KeyResult
    now: Reading
    before: Reading | None


@dataclass(frozen=True, kw_only=True)
class AnswerRecord:
    """One answer with what it holds. blockers, decisions, stops: those that all may see.

    promises: what became of earlier ones in it, those that all may see.
    """

    answer: Answer
    moved: Sequence[Moved] = ()
    blockers: Sequence[Blocker] = ()
    decisions: Sequence[Decision] = ()
    stops: Sequence[StopShift] = ()
    promises: Promises = field(default_factory=Promises)

    @property
    def is_words_alone(self) -> bool:
        """A reply that says nothing but its free words, which its writer's own message shows."""
        held = (self.moved, self.blockers, self.decisions, self.stops, self.promises.count)
        return self.answer.kind == AnswerKind.REPLY and bool(self.answer.words) and not any(held)


def answer_card(snapshot: Snapshot, record: AnswerRecord) -> Card:
    """The answer for everybody in the thread."""
    who = who_answered(snapshot, record.answer)
    short = one_line_answer(record)
    if short:
        return card(f"{who}: {short}")
    lines = _fitting(
        [*(moved_line(snapshot, moved) for moved in record.moved), *promise_lines(record.promises)],
        record_lines(snapshot, record.blockers, record.decisions, record.stops),
    )
    return card(f"{who} answered: {lines[0]}", Text(who, Tone.STRONG), Text("\n".join(lines)))


def who_answered(snapshot: Snapshot, answer: Answer) -> str:
    name = clip(snapshot.name(answer.member_id), LONGEST_NAME)
    return f"{clip(snapshot.name(answer.given_by), LONGEST_NAME)} for {name}" if answer.given_by else name


def one_line_answer(record: AnswerRecord) -> str:
    """An answer that one line says; empty for any other."""
    if record.answer.is_withdrawn:
        return "answer taken back"
    if record.answer.kind == AnswerKind.AWAY:
        return "away this week"
    if record.is_words_alone:
        return "answered in their own words, in this thread"
    held = (record.moved, record.blockers, record.decisions, record.stops, record.promises.count)
    if record.answer.kind == AnswerKind.UNCHANGED and not any(held[1:]):
        return f"nothing changed ({count_krs(len(record.moved))})" if record.moved else "nothing to report"
    return "" if any(held) else "nothing to report"


def count_krs(count: int) -> str:
    """`3 KRs`."""
    return f"{count} KR" if count == 1 else f"{count} KRs"


def _fitting(key_results: list[str], others: list[str]) -> list[str]:
    """All lines, or as many as fit below the name: what needs somebody comes before what only moved."""
    room = MOST_LINES - 1
    if len(key_results) + len(others) <= room:
        return key_results + others
    room -= 1
    kept = others[: max(room - len(key_results), room // 2)]
    shown = key_results[: room - len(kept)] + kept
    return [*shown, f"and {len(key_results) + len(others) - len(shown)} more"]


def moved_line(snapshot: Snapshot, moved: Moved) -> str:
    """`1.1 Activation 36 → 38%, conf 7: two deals slipped`."""
    reading = moved.now
    head = f"{snapshot.place(moved.key_result.id)} {clip(moved.key_result.title, LONGEST_TITLE)}"
    confidence = "" if reading.confidence is None else f", conf {reading.confidence}"
    note = f": {clip(reading.note, LONGEST)}" if reading.note else ""
    return f"{head} {movement(moved.key_result, moved.before, reading)}{confidence}{note}"


def promise_lines(promises: Promises, longest: int = LONGEST) -> list[str]:
    """`Done: pricing test`; longest: how much of each text is shown."""
    lines = [
        f"Moved: {clip(action.text, longest)}, {show_day(action.due)}"
        if action.state == ActionState.OPEN and action.due
        else f"{BECAME[action.state]}: {clip(action.text, longest)}"
        for action in promises.actions
    ]
    lines += [f"Solved: {clip(blocker.text, longest)}" for blocker in promises.checks]
    return lines + [f"{BECAME[stop.state]}: {clip(stop.text, longest)}" for stop in promises.stops]


def record_lines(
    snapshot: Snapshot,
    blockers: Sequence[Blocker],
    decisions: Sequence[Decision],
    stops: Sequence[StopShift],
    longest: int = LONGEST,
) -> list[str]:
    """What needs somebody, a line each. longest: how much of each text is shown."""
    return [
        *(f"Off track: {_blocker_text(snapshot, blocker, longest)}" for blocker in blockers),
        *(f"Needs a decision: {_decision_text(snapshot, decision, longest)}" for decision in decisions),
        *(f"Stops or shifts: {_stop_text(stop, longest)}" for stop in stops),
    ]


def _blocker_text(snapshot: Snapshot, blocker: Blocker, longest: int) -> str:
    place = snapshot.place(blocker.key_result_id)
    waits = [clip(blocker.waiting_on, LONGEST_TITLE)] if blocker.waiting_on else []
    waits += [snapshot.name(blocker.waiting_on_id)] if blocker.waiting_on_id else []
    parts = [f"{place} {clip(blocker.text, longest)}".strip()]
    parts += [f"waits on {', '.join(waits)}"] if waits else []
    parts += [f"next check {show_day(blocker.next_check)}"] if blocker.next_check else []
    return "; ".join(parts)


def _decision_text(snapshot: Snapshot, decision: Decision, longest: int) -> str:
    """`Pause paid ads? Ana, by Thu 12 Nov; else pause half`."""
    decider = snapshot.name(decider_of(decision, snapshot.team))
    by = f", by {show_day(decision.needed_by)}" if decision.needed_by else ""
    fallback = f"; else {clip(decision.fallback, LONGEST_TITLE)}" if decision.fallback else ""
    return f"{clip(decision.question, longest)} {decider}{by}{fallback}"


def _stop_text(stop: StopShift, longest: int) -> str:
    frees = f"; frees {clip(stop.frees, LONGEST_TITLE)}" if stop.frees else ""
    return f"{clip(stop.text, longest)}{frees}"


def saved_card(seat: Seat, is_late: bool) -> Card:
    """What the sender of a form is told."""
    checkin, zone = seat.checkin, seat.team.zone
    change = buttons(Button(CHANGE, "checkin.answer", checkin.id))
    if checkin.state == CheckInState.SKIPPED:
        return card("Saved.", Text("This week was skipped meanwhile. What you wrote is kept; nothing was posted."))
    if is_late:
        return card("Saved, thank you.", Text("Saved, thank you. The summary now has it too."), change)
    if checkin.state == CheckInState.SCHEDULED:
        opens = day_and_time(checkin.opens_at, zone)
        return card("Saved early.", Text(f"Saved early. It appears when the check-in opens, {opens}."), change)
    closes = day_and_time(checkin.closes_at, zone)
    return card("Saved, thank you.", Text(f"Saved, thank you. You can change it until {closes}."), change)


def already_answered_card(checkin: CheckIn, cover: str = "") -> Card:
    """Somebody who answered by form pressed a one-click button: what was written stays.

    cover: the name of who answered in their place.
    """
    if cover:
        words = f"{clip(cover, LONGEST_NAME)} covers for you and has answered; that stays."
    else:
        words = "You have answered already, and what you wrote stays."
    words = f"{words} Change it if you like."
    return card(words, Text(words), buttons(Button(CHANGE, "checkin.answer", checkin.id)))
