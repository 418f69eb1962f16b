"""The pieces of an escalation's three lines, for each kind of subject. Pure.

Knows how long each piece may be, so that a line never exceeds LONGEST and its end, the ask, is never cut off.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from cadence.follow.subjects import Subject
from cadence.grammar.dates import show_day
from cadence.measure import show_trend
from cadence.model import Action, Blocker, BlockerKind, Decision, Escalation, KeyResult, Reading
from cadence.schedule.clocks import local_day
from cadence.wording.dependency import is_told_by_text, waits_on_whom
from cadence.wording.lines import clip, date_cell, movement, short_day, target_text
from cadence.wording.matters import is_low

LONGEST = 300
LONGEST_TITLE = 40
LONGEST_WHAT = 120
LONGEST_PIECE = 80
LONGEST_ASK = 90
LONGEST_CONTEXT = 90
SATURDAY = 5

VERBS = frozenset({"needs", "waits", "lacks", "is", "has", "cannot", "can't", "depends", "misses", "hangs"})
"""A text that begins so goes on from the key result's name, without a colon."""


def what(subject: Subject) -> str:
    """`2.2 Renewals needs Legal's yes or no`; `pause paid ads? (1.3 Trials/week)`; `2.2 Renewals is off track`."""
    place, item = named(subject), subject.item
    match item:
        case KeyResult():
            return f"{place or subject.about} is off track"
        case Blocker():
            return _blocked(place, item, subject)
    return clip(subject.about, LONGEST_WHAT) + (f" ({place})" if place else "")


def named(subject: Subject) -> str:
    """The key result it is about: `2.2 Renewals`; empty for none."""
    kr = key_result(subject)
    return f"{subject.snapshot.place(kr.id)} {clip(kr.title, LONGEST_TITLE)}" if kr else ""


def key_result(subject: Subject) -> KeyResult | None:
    """The key result it is, or is about, where that is one of the current cycle."""
    item = subject.item
    wanted = item.id if isinstance(item, KeyResult) else item.key_result_id if item else None
    return next((kr for kr in subject.snapshot.key_results if kr.id == wanted), None)


def since(subject: Subject, today: date) -> str:
    """`waiting since 4 Nov`; `off track since 4 Nov`; `due Wed 11 Nov, moved twice`."""
    zone = subject.team.zone
    match subject.item:
        case Blocker(since=day):
            return f"waiting since {short_day(day)}"
        case Decision(raised_at=at, needed_by=needed):
            by = f", needed by {show_day(needed, today)}" if needed else ""
            return f"waiting since {short_day(local_day(at, zone))}{by}"
        case Action(due=due, times_moved=times):
            moved = {0: "", 1: "moved once", 2: "moved twice"}.get(times, f"moved {times} times")
            return ", ".join(part for part in (f"due {show_day(due, today)}" if due else "no date yet", moved) if part)
        case KeyResult() as kr:
            first = _low_since(kr, subject.snapshot.trend(kr.id))
            return f"off track since {short_day(local_day(first.at, zone))}" if first else ""
    return ""


def costs(subject: Subject) -> tuple[str, ...]:
    """What its key result shows: the latest note, else its value; then `conf 7 5 4`."""
    kr = key_result(subject)
    readings = subject.snapshot.trend(kr.id) if kr else []
    if kr is None or not readings:
        return ()
    before = readings[-2] if len(readings) > 1 else None
    value = f"{movement(kr, before, readings[-1])} ({target_text(kr)})"
    trend = show_trend(readings)
    return (clip(readings[-1].note, LONGEST_PIECE) or value, f"conf {trend}" if trend else "")


def tried(escalation: Escalation, subject: Subject) -> str:
    """`tried: standard terms.` and what was added before it was sent; empty where neither was said."""
    match subject.item:
        case Blocker(tried=words) if words:
            first = f"tried: {clip(words, LONGEST_PIECE)}"
        case Decision(fallback=words) if words:
            first = f"if no answer: {clip(words, LONGEST_PIECE)}"
        case _:
            first = ""
    added = clip(escalation.context, LONGEST_CONTEXT)
    return " ".join(ended(part) for part in (first, added) if part)


def ask(escalation: Escalation, subject: Subject, today: date) -> str:
    """`Ask: an answer by Mon 16 Nov`; once that day is past, `..., overdue`."""
    wanted = clip(escalation.ask, LONGEST_ASK).rstrip(".") or _usual_ask(escalation, subject)
    return f"Ask: {wanted} by {date_cell(answer_by(escalation, subject), today)}"


def answer_by(escalation: Escalation, subject: Subject) -> date:
    """The day asked for; where the ladder asks, or it is back, the next day of the working week after that."""
    back = escalation.returns_on
    if escalation.answer_by and (back is None or back < escalation.answer_by):
        return escalation.answer_by
    reader = subject.snapshot.people.get(escalation.recipient_id)
    sent = local_day(escalation.at, reader.zone if reader else subject.team.zone)
    day = max(sent, back or sent) + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def _blocked(place: str, blocker: Blocker, subject: Subject) -> str:
    text = clip(blocker.text, LONGEST_WHAT)
    whom = waits_on_whom(blocker, subject.snapshot)
    waits = "" if not whom or is_told_by_text(text, whom) else f" (waits on {clip(whom, LONGEST_TITLE)})"
    if not place:
        return text + waits
    joined = f"{place} {text}" if text.split(" ", 1)[0].lower() in VERBS else f"{place}: {text}"
    return joined + waits


def _usual_ask(escalation: Escalation, subject: Subject) -> str:
    """What is wanted where nobody put it into words."""
    if escalation.asked_by:
        return "an answer"
    match subject.item:
        case Blocker(kind=BlockerKind.DECISION) | Decision():
            return "a decision"
        case Blocker(owner_id=None):
            return "somebody who looks after it"
        case KeyResult():
            return "a decision on what changes"
    return "a way forward"


def _low_since(kr: KeyResult, readings: Sequence[Reading]) -> Reading | None:
    """The first of the latest readings that are all off track."""
    first = None
    for reading in reversed(readings):
        if not is_low(kr, reading):
            break
        first = reading
    return first


def ended(text: str) -> str:
    """With a full stop, where nothing ends it yet."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
