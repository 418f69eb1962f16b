"""The parts of a summary and of a report: every line there is, in its order, not yet shortened to fit.

Knows what each line says; must not know how many there may be, nor what they are shown on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cadence.cards import Table
from cadence.grammar.dates import show_day
from cadence.measure import show_value
from cadence.model import Action, Decision, KeyResult, StopShift, StopState, TargetChange
from cadence.schedule.clocks import local_day
from cadence.text.leads import KEY_RESULTS
from cadence.weekly.week import WeekRecord
from cadence.wording import matters
from cadence.wording.lines import (
    action_line,
    blocker_line,
    clip,
    decision_cells,
    in_words,
    incoming_line,
    kr_text,
    week_of_cycle,
)

NO_DECISION = "No decision needed this week."
NOTHING_OFF = "Nothing off track reported."
NOBODY = "Nobody reported; last known values."
NOBODY_YET = "Nobody reported."
NO_KEY_RESULTS = "No key results yet; `okr add` makes one."
COLUMNS = ("DECISION", "OWNER", "DATE")
ORDINALS = ("first", "second", "third", "fourth", "fifth")
DID_STOP = {StopState.STOPPED: "yes", StopState.NOT_YET: "not yet", StopState.CHANGED_MIND: "it goes on"}


@dataclass(frozen=True)
class KrLine:
    """A line below KEY RESULTS; titles (of objectives) are the first to go where space is short.

    same: place of a KR of which the line says only that nothing changed, or nobody said anything; such lines are shrunk
    into one. is_given: whether somebody said it this week.
    """

    text: str
    is_title: bool = False
    same: str = ""
    is_given: bool = True


def title(week: WeekRecord) -> str:
    """`Growth · week 6 of 13 · 5 of 6 in`."""
    count = week.count
    came = f"leaders in: {count.answered} of {count.expected}" if week.team.is_leadership else str(count)
    parts = (clip(week.team.name, 60), week_of_cycle(week.team, week.snapshot.cycle, week.checkin.opens_at), came)
    return " · ".join(part for part in parts if part)


def headline(week: WeekRecord) -> str:
    """`For today 12:00: two calls to make, one blocker`."""
    calls, blockers = len(matters.open_decisions(week)), len(matters.open_blockers(week))
    said = [f"{in_words(calls)} {'call' if calls == 1 else 'calls'} to make"] if calls else []
    said += [f"{in_words(blockers)} {'blocker' if blockers == 1 else 'blockers'}"] if blockers else []
    nothing = "nobody reported" if matters.nobody_reported(week) else "no call to make"
    return f"{_occasion(week)}: {', '.join(said) or nothing}"


def nobody(week: WeekRecord) -> str:
    """Said where nobody reported, since then neither "no decision" nor "nothing off track" is known. Else empty."""
    if not matters.nobody_reported(week):
        return ""
    return NOBODY if any(week.now(kr) for kr in week.snapshot.key_results) else NOBODY_YET


def _occasion(week: WeekRecord) -> str:
    if not week.team.meeting_at:
        return f"For {clip(week.team.meeting, 60)}" if week.team.meeting else "This week"
    planned = local_day(week.checkin.closes_at, week.team.zone)
    day = "today" if planned == week.day else show_day(planned)
    return f"For {day} {week.team.meeting_at:%H:%M}"


def decisions(week: WeekRecord, longest: int) -> list[tuple[str, str, str]]:
    """Rows of the table: calls to make first, the most urgent at the top, then those made."""
    return [cells(week, row, longest) for row in [*matters.open_decisions(week), *matters.made_decisions(week)]]


def cells(week: WeekRecord, decision: Decision, longest: int) -> tuple[str, str, str]:
    """What, owner and date of a decision."""
    return decision_cells(week.snapshot, decision, week.day, longest, week.falls_due.get(decision.id))


def decision_table(rows: Sequence[tuple[str, str, str]]) -> Table:
    return Table(COLUMNS, tuple(rows))


def off_track(week: WeekRecord, longest: int) -> list[str]:
    """Blockers first, then those of teams that wait on this one, then KRs that are low without one."""
    blockers = [blocker_line(week.snapshot, row, week.day, longest) for row in matters.open_blockers(week)]
    return blockers + incoming(week, longest) + low_lines(week, longest)


def incoming(week: WeekRecord, longest: int) -> list[str]:
    """`Growth 2.2 waits on us since 4 Nov; Eli and Otto, next check Fri 13 Nov`."""
    return [incoming_line(snapshot, row, week.day, longest) for snapshot, row in matters.incoming_blockers(week)]


def low_lines(week: WeekRecord, longest: int) -> list[str]:
    """`1.3 ad costs doubled; see first decision`: what the owner wrote beside a low reading."""
    return [_low_line(week, kr, longest) for kr in matters.low_key_results(week)]


def _low_line(week: WeekRecord, key_result: KeyResult, longest: int) -> str:
    reading = week.now(key_result)
    note = clip(reading.note, longest) if reading else ""
    why = note or f"{clip(key_result.title, min(longest, 60))}: {_how_low(key_result, week)}"
    open_ones = [row.key_result_id for row in matters.open_decisions(week)]
    call = open_ones.index(key_result.id) if key_result.id in open_ones else None
    see = "" if call is None else f"; see {ORDINALS[call]} decision" if call < len(ORDINALS) else "; see decisions"
    return f"{week.snapshot.place(key_result.id)} {why}{see}"


def _how_low(key_result: KeyResult, week: WeekRecord) -> str:
    reading = week.now(key_result)
    is_unsure = reading and reading.confidence is not None and reading.confidence <= matters.LOW
    return f"confidence {reading.confidence}" if reading and is_unsure else "outside"


def kr_heading(week: WeekRecord) -> str:
    """The heading of the KRs; says once that they are last known values, where nobody gave any."""
    stale = _stale_since(week)
    if stale:
        return f"{KEY_RESULTS} last known values, as of {stale} (target) · score · conf"
    return f"{KEY_RESULTS} last → now (target) · score · conf"


def _stale_since(week: WeekRecord) -> str:
    """The day of the newest reading, where none was given this week; else empty."""
    newest = [reading for kr in week.snapshot.key_results if (reading := week.now(kr))]
    if not newest or any(week.is_given(reading) for reading in newest):
        return ""
    return show_day(local_day(max(reading.at for reading in newest), week.team.zone))


def key_results(week: WeekRecord, longest: int) -> list[KrLine]:
    """Objective by objective, its KRs below it, each with what changed of its target."""
    lines: list[KrLine] = []
    for objective in week.snapshot.objectives:
        lines.append(KrLine(f"{objective.number} {clip(objective.title, longest)}", is_title=True))
        for key_result in week.snapshot.under(objective):
            changes = _changes(week, key_result, longest)
            same = week.snapshot.place(key_result.id) if _is_same(week, key_result) and not changes else ""
            now = week.now(key_result)
            is_given = now is not None and week.is_given(now)
            lines.append(KrLine(_kr_line(week, key_result, longest), same=same, is_given=is_given))
            lines.extend(KrLine(text) for text in changes)
    return lines


def _is_same(week: WeekRecord, key_result: KeyResult) -> bool:
    """Whether value and confidence are those of the summary before, or nobody gave any; what is low stays in sight."""
    now, last = week.now(key_result), week.last(key_result)
    if now is None or not week.is_given(now):
        return now is None or not matters.is_low(key_result, now)
    is_kept = last is not None and (last.value, last.confidence) == (now.value, now.confidence)
    return is_kept and not matters.is_low(key_result, now)


def _kr_line(week: WeekRecord, key_result: KeyResult, longest: int) -> str:
    place = week.snapshot.place(key_result.id)
    trend = week.readings.get(key_result.id, ())
    now, mark = week.now(key_result), _mark(week, key_result)
    last = week.last(key_result) if now and (not mark or week.is_since_last(now)) else None
    return kr_text(place, key_result, last, now, trend, mark, longest)


def _mark(week: WeekRecord, key_result: KeyResult) -> str:
    """What is said after the value: away, or since when it is known; empty for a reading of this check-in."""
    reading = week.now(key_result)
    if reading and week.is_given(reading):
        return ""
    away = "away" if week.is_owner_away(key_result) else ""
    day = show_day(local_day(reading.at, week.team.zone)) if reading else ""
    known = f"as of {day}" if day and day != _stale_since(week) else ""
    return ", ".join(part for part in (away, known) if part)


def _changes(week: WeekRecord, key_result: KeyResult, longest: int) -> list[str]:
    news = [row for row in week.target_changes if row.key_result_id == key_result.id and week.is_news(row.at)]
    return [_change_line(week, key_result, row, longest) for row in news]


def _change_line(week: WeekRecord, key_result: KeyResult, change: TargetChange, longest: int) -> str:
    old, new = show_value(change.old, key_result.unit), show_value(change.new, key_result.unit)
    return f"{week.snapshot.place(key_result.id)} target {old} → {new}: {clip(change.reason, longest)}"


def actions(week: WeekRecord, longest: int) -> list[str]:
    """What is overdue; `3 done · 1 moved: pricing test, Cy, Wed 18 Nov`; and what is open still, the soonest first."""
    overdue = [action(week, row, longest) for row in matters.overdue_actions(week)]
    moved = [action(week, row, longest) for row in matters.moved_actions(week)]
    due = [f"due: {action(week, row, longest)}" for row in matters.due_actions(week)]
    due += [f"later: {action(week, row, longest)}" for row in matters.later_actions(week)]
    counts = [
        f"{len(matters.done_actions(week))} done" if matters.done_actions(week) else "",
        f"{len(matters.dropped_actions(week))} dropped" if matters.dropped_actions(week) else "",
        f"{len(moved)} moved" + (f": {moved[0]}" if len(moved) == 1 else "") if moved else "",
    ]
    first = " · ".join(part for part in counts if part)
    more = [f"moved: {line}" for line in moved] if len(moved) > 1 else []
    return [line for line in (*overdue, first, *more, *due) if line]


def action(week: WeekRecord, row: Action, longest: int) -> str:
    """`pricing test, Cy, Wed 18 Nov`; with its question, where it follows from a decision."""
    source = next((decision for decision in week.decisions if decision.id == row.decision_id), None)
    return action_line(week.snapshot, row, week.day, longest, source)


def stopped(week: WeekRecord, longest: int) -> list[str]:
    """`Webinars; frees 4 h/week for 1.1`, and what became of what was to stop before."""
    new = [_stop_line(week, row, longest) for row in matters.new_stops(week)]
    old = [f"{clip(row.text, longest)}: {DID_STOP.get(row.state, 'not said yet')}" for row in matters.asked_stops(week)]
    return new + [f"Did it stop? {line}" for line in old]


def _stop_line(week: WeekRecord, stop: StopShift, longest: int) -> str:
    place = week.snapshot.place(stop.key_result_id)
    frees = clip(stop.frees, longest)
    gain = f"; frees {frees}" if frees else ""
    return clip(stop.text, longest) + gain + (f" for {place}" if gain and place and place not in frees else "")
