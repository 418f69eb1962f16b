"""The brief: three lines to the lead, private, on what to settle first; and up to two on what shows only over weeks.

Knows what comes first; must not judge anybody.
"""

from collections.abc import Iterator
from itertools import islice

from cadence.cards import Button, Buttons, Card, Heading, Tone
from cadence.cards import Text as Paragraph
from cadence.grammar.dates import show_day
from cadence.measure import show_trend
from cadence.model import Action, Blocker, Decision
from cadence.snapshot import NOT_SET
from cadence.weekly.patterns import patterns
from cadence.weekly.week import WeekRecord
from cadence.wording import matters
from cadence.wording.lines import CLIPPED, action_line, blocker_line, clip, decision_cells
from cadence.wording.parts import incoming, title
from cadence.wording.patterns import pattern_line

LINES = 3
MOST_PATTERNS = 2
NOTHING = "Nothing to settle first: no call to make, nothing off track reported."


def brief_card(week: WeekRecord, for_lead: bool = True) -> Card:
    """At most three lines on what to settle first, and two of patterns.

    for_lead: a cover does not see what was meant for the lead alone."""
    lines = list(islice(_ranked(week, for_lead), LINES)) or [NOTHING]
    name = clip(week.team.name, 60)
    is_unset = matters.unset_decisions(week) or matters.unset_actions(week)
    missing = (Button("Set owner and date", "summary.missing", week.checkin.id),) if is_unset else ()
    return Card(
        f"{name}: to settle first. {lines[0]}",
        (
            Heading(title(week)),
            Paragraph("\n".join(lines)),
            *_patterns(week, for_lead),
            Buttons((*missing, Button("Board", "board.show", week.team.id))),
        ),
    )


def _patterns(week: WeekRecord, for_lead: bool) -> Iterator[Paragraph]:
    """What shows only over weeks; for the lead alone."""
    found = [pattern_line(week.snapshot, pattern) for pattern in patterns(week)] if for_lead else []
    if found:
        yield Paragraph("\n".join(found[:MOST_PATTERNS]), Tone.QUIET)


def _ranked(week: WeekRecord, for_lead: bool) -> Iterator[str]:
    """Every line there is, the most pressing first."""
    calls = matters.open_decisions(week)
    pressing = [row for row in calls if _is_pressing(week, row)]
    yield from (_call(week, row) for row in pressing)
    yield from (_blocker(week, row) for row in matters.open_blockers(week, for_lead) if _is_stuck(week, row))
    yield from incoming(week, CLIPPED)
    yield from _worries(week)
    yield from (_promise(week, row) for row in matters.other_actions(week) if _is_broken(week, row))
    yield from (f"Did it stop? {clip(row.text)}" for row in matters.asked_stops(week) if row.settled_at is None)
    yield from (_call(week, row) for row in calls if row not in pressing)


def _is_pressing(week: WeekRecord, decision: Decision) -> bool:
    is_overdue = decision.needed_by is not None and decision.needed_by < week.day
    return is_overdue or matters.lacks(decision.decider_id, decision.needed_by)


def _call(week: WeekRecord, decision: Decision) -> str:
    what, owner, day = decision_cells(week.snapshot, decision, week.day)
    owner = "yours, as nobody is set" if owner == NOT_SET else owner
    day = f"by {show_day(week.falls_due[decision.id])}, as no date is set" if decision.needed_by is None else day
    return f"Call to make: {what} {owner}, {day}"


def _is_stuck(week: WeekRecord, blocker: Blocker) -> bool:
    is_past = blocker.next_check is not None and blocker.next_check < week.day
    return is_past or matters.lacks(blocker.owner_id, blocker.next_check)


def _blocker(week: WeekRecord, blocker: Blocker) -> str:
    return f"Blocked: {blocker_line(week.snapshot, blocker)}" + (" (only you see this)" if blocker.lead_only else "")


def _worries(week: WeekRecord) -> Iterator[str]:
    for key_result in week.snapshot.key_results:
        readings = week.readings.get(key_result.id, ())
        if matters.is_low(key_result, week.now(key_result)) or matters.is_falling(readings):
            place = week.snapshot.place(key_result.id)
            yield f"{place} {clip(key_result.title, 60)}: confidence {show_trend(readings)}".rstrip()


def _is_broken(week: WeekRecord, action: Action) -> bool:
    is_overdue = action.due is not None and action.due < week.day
    return is_overdue or matters.lacks(action.owner_id, action.due)


def _promise(week: WeekRecord, action: Action) -> str:
    return f"Promise: {action_line(week.snapshot, action, week.day)}"
