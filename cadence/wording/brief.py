"""The brief: three lines to the lead, private, on what to settle first; and up to two on what shows only over weeks.

Knows what comes first; must not judge anybody.
"""

from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from cadence.cards import Button, Buttons, Card, Heading, Tone
from cadence.cards import Text as Paragraph
from cadence.deciding import who_decides
from cadence.measure import show_trend
from cadence.model import Action, Blocker, Decision
from cadence.weekly.patterns import patterns
from cadence.weekly.week import WeekRecord
from cadence.wording import matters
from cadence.wording.lines import CLIPPED, blocker_line, clip, needed_by
from cadence.wording.parts import action as promised
from cadence.wording.parts import incoming, nobody, title
from cadence.wording.patterns import pattern_line
from cadence.wording.urgency import LATER

LINES = 3
MOST_PATTERNS = 2
NOTHING = "Nothing to settle first: no call to make, nothing off track reported."


def brief_card(week: WeekRecord, for_lead: bool = True) -> Card:
    """At most three lines on what to settle first, and two of patterns.

    for_lead: a cover does not see what was meant for the lead alone."""
    lines = list(islice(_ranked(week, for_lead), LINES)) or [nobody(week) or NOTHING]
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
    yield from (line for urgent, line in _calls_and_blockers(week, for_lead) if urgent < LATER)
    yield from incoming(week, CLIPPED)
    yield from _worries(week)
    yield from (_promise(week, row) for row in matters.other_actions(week) if _is_broken(week, row))
    yield from (f"Did it stop? {clip(row.text)}" for row in matters.asked_stops(week) if row.settled_at is None)
    yield from (_call(week, row) for row in matters.open_decisions(week) if matters.call_rank(week, row)[0] == LATER)


def _calls_and_blockers(week: WeekRecord, for_lead: bool) -> list[tuple[int, str]]:
    """With how urgent each is, the most urgent first; of the same urgency the calls."""
    calls = [(matters.call_rank(week, row)[0], _call(week, row)) for row in matters.open_decisions(week)]
    blockers = matters.open_blockers(week, for_lead)
    stuck = [(matters.blocker_rank(week, row)[0], _blocker(week, row)) for row in blockers]
    return sorted([*calls, *stuck], key=itemgetter(0))


def _call(week: WeekRecord, decision: Decision) -> str:
    """`Call to make: Contract fallback? Ana, by Thu 19 Nov (no date set)`."""
    who = clip(week.snapshot.name(who_decides(decision, week.snapshot)), 40)
    by = needed_by(decision, week.falls_due.get(decision.id), week.day)
    return f"Call to make: {clip(decision.question)} {who}, {by}"


def _blocker(week: WeekRecord, blocker: Blocker) -> str:
    line = blocker_line(week.snapshot, blocker, week.day)
    return f"Blocked: {line}" + (" (only you see this)" if blocker.lead_only else "")


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
    return f"Promise: {promised(week, action, CLIPPED)}"
