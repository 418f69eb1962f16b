"""What holds for a decision that names nobody, or no date: the lead decides, within five working days of the closing.

Kept as "not set", so that it can still be asked for; these rules say what is meant until then. Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from cadence.model import CheckIn, Decision, Leave, Member, Team
from cadence.ports import Holidays
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import next_occurrence
from cadence.schedule.workdays import add_working_days
from cadence.snapshot import Snapshot

DAYS_TO_DECIDE = 5


def decider_of(decision: Decision, team: Team) -> str:
    """The member id of who decides: whoever was named, else the lead."""
    return decision.decider_id or team.lead_id


def who_decides(decision: Decision, snapshot: Snapshot) -> str:
    """The member id of who decides now: whoever was named, the lead where nobody was, or where they have left."""
    named = snapshot.people.get(decision.decider_id) if decision.decider_id else None
    return named.id if named and named.is_active and not named.is_guest else snapshot.team.lead_id


def due_day(
    decision: Decision, snapshot: Snapshot, checkins: Iterable[CheckIn], leaves: Sequence[Leave], holidays: Holidays
) -> date:
    """By when it is needed; without a date, counted from the closing of the check-in that it came up in or before.

    checkins: as in `closing_day`.
    """
    if decision.needed_by:
        return decision.needed_by
    closing = closing_day(decision, snapshot.team, checkins, holidays)
    decider = snapshot.people.get(who_decides(decision, snapshot))
    return falls_due(closing, decider, snapshot.team, leaves, holidays) if decider else closing


def closing_day(decision: Decision, team: Team, checkins: Iterable[CheckIn], holidays: Holidays) -> date:
    """The local day on which the check-in closes that it came up in, else the first that closes after it came up.

    Also where that was skipped since: people were told this day. checkins: of the team, closed ones and the one that is
    open or planned.
    """
    later = [row for row in checkins if row.id == decision.checkin_id or row.closes_at > decision.raised_at]
    own = min(later, key=lambda row: (row.id != decision.checkin_id, row.closes_at), default=None)
    return local_day((own or next_occurrence(team, decision.raised_at, holidays)).closes_at, team.zone)


def proposed_day(
    decision: Decision, snapshot: Snapshot, today: date, leaves: Sequence[Leave], holidays: Holidays
) -> date | None:
    """By when what follows from a decision might be done: as long from today as there is to decide. A proposal."""
    doer = snapshot.people.get(who_decides(decision, snapshot))
    return falls_due(today, doer, snapshot.team, leaves, holidays) if doer else None


def falls_due(closing: date, decider: Member, team: Team, leaves: Sequence[Leave], holidays: Holidays) -> date:
    """By when a decision without a date is wanted. closing: the local day on which its check-in closes."""
    return add_working_days(closing, DAYS_TO_DECIDE, decider, leaves, holidays, team.country)
