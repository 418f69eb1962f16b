"""What in a week matters to whom: open decisions, what is off track, what was promised. Pure selections.

Knows which record belongs into which part of a summary, brief or report; must not know how any is written.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from cadence.measure import is_held
from cadence.model import (
    Action,
    ActionState,
    Blocker,
    BlockerState,
    Decision,
    DecisionState,
    Direction,
    KeyResult,
    Reading,
    StopShift,
    StopState,
)
from cadence.permissions import confidant
from cadence.snapshot import Snapshot
from cadence.weekly.week import WeekRecord
from cadence.wording.urgency import Rank, rank

LOW = 3
"""A confidence this low, or lower, is off track."""
STEEP = 2
"""A fall by this much at once counts as falling."""


def open_decisions(week: WeekRecord) -> list[Decision]:
    """Calls that somebody still has to make, the most urgent first."""
    return sorted((row for row in week.decisions if row.state == DecisionState.OPEN), key=partial(call_rank, week))


def call_rank(week: WeekRecord, decision: Decision) -> Rank:
    """How urgent a call is; one without a date by the day that is meant."""
    is_set = not lacks(decision.decider_id, decision.needed_by)
    return rank(wanted_by(week, decision), is_set, week.day, decision.raised_at, decision.id)


def wanted_by(week: WeekRecord, decision: Decision) -> date | None:
    """By when a decision is needed; the day that is meant where none was set."""
    return decision.needed_by or week.falls_due.get(decision.id)


def blocker_rank(week: WeekRecord, blocker: Blocker) -> Rank:
    """How urgent it is to look after a blocker."""
    is_set = not lacks(blocker.owner_id, blocker.next_check)
    return rank(blocker.next_check, is_set, week.day, blocker.raised_at, blocker.id)


def nobody_reported(week: WeekRecord) -> bool:
    """Whether the week holds nothing but what was known before."""
    return week.count.answered == 0


def made_decisions(week: WeekRecord) -> list[Decision]:
    """Calls made since the summary before."""
    return [row for row in week.decisions if row.state == DecisionState.DECIDED and week.is_news(row.decided_at)]


def lacks(owner_id: str | None, day: object) -> bool:
    """Whether an owner or a date is not set."""
    return owner_id is None or day is None


def unset_decisions(week: WeekRecord) -> list[Decision]:
    """Shown decisions that say "not set"."""
    to_make = [row for row in open_decisions(week) if lacks(row.decider_id, row.needed_by)]
    return to_make + [row for row in made_decisions(week) if lacks(row.owner_id, row.due)]


def open_blockers(week: WeekRecord, for_lead: bool = False) -> list[Blocker]:
    """Blockers that still hold, the most urgent first; those about a person only for the lead who was told."""
    team = week.snapshot.team
    told = [row for row in week.blockers if not row.lead_only or (for_lead and confidant(row, team) == team.lead_id)]
    return sorted((row for row in told if row.state == BlockerState.OPEN), key=partial(blocker_rank, week))


def incoming_blockers(week: WeekRecord) -> list[tuple[Snapshot, Blocker]]:
    """Blockers of other teams that wait on this one and still hold, each with its team's snapshot."""
    return [(snapshot, row) for snapshot, row in week.incoming if row.state == BlockerState.OPEN]


def solved_blockers(week: WeekRecord) -> list[Blocker]:
    """Solved since the summary before."""
    solved = [row for row in week.blockers if row.state == BlockerState.SOLVED and not row.lead_only]
    return [row for row in solved if week.is_news(row.settled_at)]


def low_key_results(week: WeekRecord) -> list[KeyResult]:
    """KRs off track by their own reading, without a blocker that says so already."""
    blocked = {row.key_result_id for row in open_blockers(week)}
    return [kr for kr in week.snapshot.key_results if kr.id not in blocked and is_low(kr, week.now(kr))]


def is_low(key_result: KeyResult, reading: Reading | None) -> bool:
    """At confidence 3 or lower, or outside of what it should keep."""
    if reading is None:
        return False
    is_outside = key_result.direction == Direction.KEEP and not is_held(key_result, reading.value)
    return is_outside or (reading.confidence is not None and reading.confidence <= LOW)


def is_falling(readings: Sequence[Reading]) -> bool:
    """Confidence fell twice running, or steeply at once."""
    trend = [reading.confidence for reading in readings if reading.confidence is not None][-3:]
    falls = [before - after for before, after in pairwise(trend)]
    return bool(falls) and (falls[-1] >= STEEP or (len(falls) > 1 and min(falls) > 0))


def done_actions(week: WeekRecord) -> list[Action]:
    return _settled(week, ActionState.DONE)


def dropped_actions(week: WeekRecord) -> list[Action]:
    return _settled(week, ActionState.DROPPED)


def _settled(week: WeekRecord, state: ActionState) -> list[Action]:
    return [row for row in week.actions if row.state == state and week.is_news(row.settled_at)]


def moved_actions(week: WeekRecord) -> list[Action]:
    """Open actions that got a new date since the summary before."""
    return [row for row in week.actions if row.state == ActionState.OPEN and week.is_news(row.moved_at)]


def other_actions(week: WeekRecord) -> list[Action]:
    """Open actions that neither moved nor stand there as a decision already: soonest first, then those without date."""
    shown = {row.id for row in moved_actions(week)}
    made = {row.id for row in made_decisions(week)}
    rows = [row for row in week.actions if row.state == ActionState.OPEN]
    rest = [row for row in rows if row.id not in shown and row.decision_id not in made]
    return sorted(rest, key=lambda row: (row.due is None, row.due or week.day, row.raised_at))


def overdue_actions(week: WeekRecord) -> list[Action]:
    """Those of the others whose day is over, the oldest first."""
    return [row for row in other_actions(week) if row.due and row.due < week.day]


def due_actions(week: WeekRecord) -> list[Action]:
    """Those of the others that are due before the next summary, or that lack an owner or a date; without overdue."""
    horizon = week.day + timedelta(days=7)
    rows = [row for row in other_actions(week) if row not in overdue_actions(week)]
    return [row for row in rows if lacks(row.owner_id, row.due) or (row.due and row.due <= horizon)]


def later_actions(week: WeekRecord) -> list[Action]:
    """The rest of the others: an action is carried in every summary until it is settled."""
    due = {row.id for row in (*overdue_actions(week), *due_actions(week))}
    return [row for row in other_actions(week) if row.id not in due]


def unset_actions(week: WeekRecord) -> list[Action]:
    """Open actions that say "not set"."""
    return [row for row in week.actions if row.state == ActionState.OPEN and lacks(row.owner_id, row.due)]


def new_stops(week: WeekRecord) -> list[StopShift]:
    """Work that stops or shifts, as said this week."""
    return [row for row in week.stops if _is_new(week, row) and row.state != StopState.CHANGED_MIND]


def asked_stops(week: WeekRecord) -> list[StopShift]:
    """What was to stop before: settled since, or not said yet."""
    pending = {StopState.OPEN, StopState.NOT_YET}
    old = [row for row in week.stops if row not in new_stops(week)]
    return [row for row in old if row.state in pending or week.is_news(row.settled_at)]


def _is_new(week: WeekRecord, stop: StopShift) -> bool:
    return stop.checkin_id == week.checkin.id or week.is_news(stop.raised_at)
