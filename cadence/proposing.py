"""Who might take a thing on and by when, where nobody said: what forms propose, for people to change or empty.

Knows working days and whose a key result is; must not know how a form is worded. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cadence.deciding import falls_due, who_decides
from cadence.model import Action, Decision, DecisionState, Leave, Member
from cadence.ports import Holidays
from cadence.schedule.workdays import add_working_days
from cadence.snapshot import Snapshot

DAYS_UNTIL_CHECK = 2
"""Working days after which somebody who takes on what is stuck may look at it again."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """owner_id: member id. Nothing where there is nobody to propose."""

    owner_id: str | None = None
    due: date | None = None


def proposal_for(
    item: Decision | Action, snapshot: Snapshot, today: date, leaves: Sequence[Leave], holidays: Holidays
) -> Proposal:
    """Of a question whoever decides it now, of what was decided whoever decided it, of an action whoever owns its key
    result; by a day as far from today as there is to decide."""
    owner_id = _owner_of(item, snapshot)
    doer = snapshot.people.get(owner_id or snapshot.team.lead_id)
    due = falls_due(today, doer, snapshot.team, leaves, holidays) if doer else None
    return Proposal(owner_id=owner_id, due=due)


def _owner_of(item: Decision | Action, snapshot: Snapshot) -> str | None:
    if isinstance(item, Decision):
        return item.decided_by if item.state == DecisionState.DECIDED else who_decides(item, snapshot)
    owner_id = next((kr.owner_id for kr in snapshot.key_results if kr.id == item.key_result_id), None)
    owner = snapshot.people.get(owner_id or "")
    return owner.id if owner and owner.is_active and not owner.is_guest else None


def look_again(
    stands: date | None, today: date, member: Member, country: str, leaves: Sequence[Leave], holidays: Holidays
) -> date:
    """When to look at what is stuck again: as promised, or where that is past or was not said in two working days of
    this member. country: of the team, for its public holidays."""
    if stands and stands >= today:
        return stands
    return add_working_days(today, DAYS_UNTIL_CHECK, member, leaves, holidays, country)
